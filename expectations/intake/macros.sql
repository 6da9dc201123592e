-- What rules of the intake gate may say by name.
-- GB 32100-2015: each of 18 signs counts 3 to the power of its place, modulo 31; with the check digit they make a multiple of 31.
create or replace macro credit_code_right(code) as
    regexp_full_match(upper(code), '[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}')
    and list_sum([(strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', substr(upper(code), i, 1)) - 1)
        * [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28, 1][i] for i in range(1, 19)]) % 31 = 0;
-- The room that the rounding of a stated number leaves on either side of it.
create or replace macro rounding(step) as coalesce(step, 0) / 2;
-- Whether what was taken at `seq` (and withdrawn at `until_seq`, null if not) stood when the file of `file_seq` came.
create or replace macro stood_before(seq, until_seq, file_seq) as
    seq < file_seq and (until_seq is null or until_seq > file_seq);
