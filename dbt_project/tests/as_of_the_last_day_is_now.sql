-- depends_on: {{ ref('fct_observation_vintage') }}
{% set now = ref('fct_observation') %}
(select observation_id, vintage_id from {{ now }}
 except
 select observation_id, vintage_id from {{ now.schema }}.observations_as_of(date '9999-12-31'))
union all
(select observation_id, vintage_id from {{ now.schema }}.observations_as_of(date '9999-12-31')
 except
 select observation_id, vintage_id from {{ now }})
