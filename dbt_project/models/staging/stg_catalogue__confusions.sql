select distinct indicator_id, other_indicator_id
from {{ landed('confusions') }}
