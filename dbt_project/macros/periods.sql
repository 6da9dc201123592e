{#
  What follows from the notation of a period (sources/periods.py): `2020`, `2020-11`, `2020-01/2020-10`, `2021/2025`.
  Words that are no period give null.
#}
{% macro period_start(period) -%}
    try_cast(concat_ws('-', substr({{ period }}, 1, 4),
        case when substr({{ period }}, 5, 1) = '-' then substr({{ period }}, 6, 2) else '01' end, '01') as date)
{%- endmacro %}

{% macro period_end(period) -%}
    last_day(try_cast(concat_ws('-',
        case length({{ period }}) when 9 then substr({{ period }}, 6, 4) when 15 then substr({{ period }}, 9, 4)
             else substr({{ period }}, 1, 4) end,
        case length({{ period }}) when 7 then substr({{ period }}, 6, 2) when 15 then substr({{ period }}, 14, 2)
             else '12' end, '01') as date))
{%- endmacro %}

{% macro period_span(period) -%}
    case
        when length({{ period }}) = 4 then 'year'
        when length({{ period }}) = 7 then 'month'
        when length({{ period }}) = 9 then 'multi-year'
        when substr({{ period }}, 6, 2) = '01' then 'ytd'
        when substr({{ period }}, 1, 4) = substr({{ period }}, 9, 4)
            and concat_ws('-', substr({{ period }}, 6, 2), substr({{ period }}, 14, 2))
                in ('04-06', '07-09', '10-12') then 'quarter'
        else 'months'
    end
{%- endmacro %}

{# The same period of the next year: where a number stands as "the same period last year". #}
{% macro year_later(period) -%}
    case
        when length({{ period }}) in (4, 7)
            then concat_ws('', cast(cast(substr({{ period }}, 1, 4) as integer) + 1 as string), substr({{ period }}, 5))
        when length({{ period }}) = 9
            then concat_ws('/', cast(cast(substr({{ period }}, 1, 4) as integer) + 1 as string),
                                cast(cast(substr({{ period }}, 6, 4) as integer) + 1 as string))
        else concat_ws('', cast(cast(substr({{ period }}, 1, 4) as integer) + 1 as string), substr({{ period }}, 5, 4),
                           cast(cast(substr({{ period }}, 9, 4) as integer) + 1 as string), substr({{ period }}, 13))
    end
{%- endmacro %}

{# The first day of the month in China in which a moment in UTC lies. #}
{% macro month_in_china(moment) -%}
    cast(date_trunc('month', {{ dbt.dateadd('hour', 8, moment) }}) as date)
{%- endmacro %}
