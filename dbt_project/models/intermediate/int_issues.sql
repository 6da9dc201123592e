-- The deliveries that took effect, with the day from which they count. Delivering again what was superseded or withdrawn
-- supersedes again (A, B, A ends at A), though the file states the day it always did: such an issue counts from the
-- newest day that its dataset had reached. Of two issues of one submission on one day the later is kept.
with earlier as (
    select
        *,
        row_number() over (partition by submission_id order by landed_seq) as issue_no,
        max(known_on) over (
            partition by department_id, dataset order by landed_seq rows between unbounded preceding and 1 preceding
        ) as reached_on,
        max(withdrawn_on) over (
            partition by submission_id order by landed_seq rows between unbounded preceding and 1 preceding
        ) as withdrawn_before
    from {{ ref('stg_landing__issues') }}
),

dated as (
    select
        submission_id,
        batch_id,
        department_id,
        dataset,
        supersedes,
        source,
        source_rank,
        known_on_from,
        landed_seq,
        withdrawn_on,
        case
            when issue_no = 1 then known_on
            -- a withdrawal that ends this issue too came after it
            when withdrawn_before is distinct from withdrawn_on
                then greatest(known_on, reached_on, coalesce(withdrawn_before, known_on))
            else greatest(known_on, reached_on)
        end as known_on
    from earlier
)

select d.*, a.batch_id is not null as has_set_aside
from dated as d
left join (select distinct batch_id from {{ ref('ops_set_aside') }}) as a on a.batch_id = d.batch_id
qualify row_number() over (partition by d.submission_id, d.known_on order by d.landed_seq desc) = 1
