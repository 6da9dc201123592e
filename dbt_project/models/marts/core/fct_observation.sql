-- Of the vintages that stand now, one row an observation: the highest rank of source, then the newest.
select {{ observation_columns() | join(', ') }}
from {{ ref('fct_observation_vintage') }}
where known_to is null and not ambiguous
qualify {{ precedence() }} = 1
