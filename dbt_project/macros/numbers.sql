{# The one type of numbers. Sums and quotients are cast back to it. #}
{% macro number(expression) -%} cast({{ expression }} as decimal(28, 8)) {%- endmacro %}
