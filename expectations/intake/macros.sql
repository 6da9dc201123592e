-- What rules of the intake gate may say by name.
-- GB 32100-2015: each of 18 signs counts 3 to the power of its place, modulo 31; with the check digit they make a multiple of 31.
create or replace macro credit_code_right(code) as
    regexp_full_match(upper(code), '[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}')
    and list_sum([(strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', substr(upper(code), i, 1)) - 1)
        * [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28, 1][i] for i in range(1, 19)]) % 31 = 0;
-- Letters and digits as a keyboard types them, whatever the input method made of them.
create or replace macro half_width(said) as translate(said,
    '０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ（）－　',
    '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz()- ');
-- A code or number of a paper, however it was typed.
create or replace macro plain_code(code) as upper(replace(half_width(code), ' ', ''));
-- A firm's name without blanks and kinds of brackets.
create or replace macro plain_name(name) as regexp_replace(half_width(name), '\s', '', 'g');
-- What a field of a record says, in one number: of a number or a day not how it is written.
create or replace macro content_of(field, value, value_date, value_text) as
    hash(field, value, value_date, if(value is null and value_date is null, trim(value_text), ''));
-- The room that the rounding of a stated number leaves on either side of it.
create or replace macro rounding(step) as coalesce(step, 0) / 2;
-- A number in base units as a cell with this text and step would show it: 45180800 beside 1916.80 (万元) is 4518.08.
create or replace macro shown(number, value_text, value_step) as
    cast(round(number / (value_step * power(10, length(regexp_extract(value_text, '\.([0-9]+)', 1)))),
        length(regexp_extract(value_text, '\.([0-9]+)', 1))::int) as decimal(28, 8));
-- First and last day of a period as the project writes them; null for none.
create or replace macro period_start(period) as make_date(
    try_cast(left(period, 4) as int), if(substr(period, 5, 1) = '-', try_cast(substr(period, 6, 2) as int), 1), 1);
create or replace macro period_end(period) as last_day(make_date(
    try_cast(left(split_part(period, '/', -1), 4) as int),
    if(substr(split_part(period, '/', -1), 5, 1) = '-', try_cast(right(period, 2) as int), 12), 1));
-- Whether a period is the same months of the year before.
create or replace macro a_year_before(before_start, before_end, period_start, period_end) as
    before_start = period_start - interval 1 year and last_day(before_end + interval 1 year) = period_end;
-- Whether what was taken at `seq` (and withdrawn at `until_seq`, null if not) stood when the file of `file_seq` came.
create or replace macro stood_before(seq, until_seq, file_seq) as
    seq < file_seq and (until_seq is null or until_seq > file_seq);
