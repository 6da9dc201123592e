{#
  What one member adds to an index (OECD/JRC handbook, step 6), in the terms that add up: weighted min-max, weighted
  z-score, or for the geometric mean the weighted logarithm of min-max moved to 1 ... 100, so that no zero rules.
#}
{% macro index_term(weight, normalisation, aggregation) -%}
    {{ weight }} * case
        when {{ aggregation }} = 'geometric' then ln(1 + 0.99 * minmax)
        when {{ normalisation }} = 'zscore' then zscore
        else minmax
    end
{%- endmacro %}

{# The index from the sum of its terms. #}
{% macro index_score(terms, aggregation) -%}
    {{ number("case when " ~ aggregation ~ " = 'geometric' then exp(" ~ terms ~ ") else " ~ terms ~ " end") }}
{%- endmacro %}
