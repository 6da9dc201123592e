-- What several rules ask of the numbers of tables, and of the words of ledgers.
-- Numbers of tables that are stated exactly, with what the catalogue says of their indicator and region; `of_last_year` are
-- those of a column for the year before.
create view intake.exact as
select o.*, i.nature, i.growth_basis, i.direction, i.name_zh as indicator_name,
    r.name_zh as region_name, r.level as region_level, r.kind as region_kind, r.parent_code,
    list_contains(string_split(o.flags, ' '), 'last_year_column') as of_last_year
from intake.observations o
join intake.indicators i using (indicator_id)
join intake.regions r using (region_code)
where o.source <> 'report' and o.qualifier = '=';
-- Those of them of a region of which the same file states all parts too: the administrative regions under it that were
-- there all through the period, and no others. `parts_step` is the sum of the parts' steps.
create view intake.wholes as
with due as (
    select w.evidence_id, count(*) as regions
    from intake.exact w
    join intake.regions part on part.parent_code = w.region_code and part.kind = 'administrative'
        and coalesce(part.valid_from, w.period_start) <= w.period_start
        and coalesce(part.valid_to, w.period_end) >= w.period_end
    group by w.evidence_id
),
parts as (
    select w.evidence_id, count(*) as parts, sum(part.value) as sum_of_parts, min(part.value) as lowest,
        max(part.value) as highest, sum(coalesce(part.value_step, 0)) as parts_step,
        count(*) filter (r.valid_from > w.period_start or r.valid_to < w.period_end) as not_throughout
    from intake.exact w
    join intake.exact part using (submission_id, indicator_id, measure, period, kind, scope, breakdown)
    join intake.regions r on r.region_code = part.region_code
    where part.parent_code = w.region_code and part.region_kind = 'administrative' and w.region_kind = 'administrative'
    group by w.evidence_id
)
select w.*, p.parts, p.sum_of_parts, p.lowest, p.highest, p.parts_step
from intake.exact w
join parts p using (evidence_id)
join due using (evidence_id)
where p.parts = due.regions and p.not_throughout = 0;
-- The texts of records in plain form, but for codes of firms, persons and regions: how many rows of its column are
-- filled, and with how many different ones.
create table intake.words as
with texts as materialized (
    select submission_id, record_no, field, evidence_id, value_text, plain_name(value_text) as said
    from intake.record_fields
    where value is null and value_date is null and value_text <> ''
        and field not in ('credit_code', 'person', 'team') and field not like '%region%'
),
columns_of as (
    select submission_id, field, count(*) as filled, count(distinct value_text) as words from texts group by all
)
select t.*, c.filled, c.words from texts t join columns_of c using (submission_id, field);
-- The firms of ledgers that have a code, name and code in plain form, with the fields that state them.
create table intake.firms as
select
    code.submission_id, code.record_no, name.evidence_id as name_evidence_id, code.evidence_id as code_evidence_id,
    name.value_text as name_text, plain_name(name.value_text) as firm, plain_code(code.value_text) as code
from intake.record_fields code
join intake.record_fields name using (submission_id, record_no)
where code.field = 'credit_code' and code.value_text <> ''
    and name.field in ('enterprise', 'undertaker', 'recipient', 'beneficiary', 'completer', 'issuer', 'employer',
        if(code.dataset = 'rd_management_system', 'name', 'operator'));
