select
    rule_id, gate, severity, sentence_zh, sentence_en, owner, who_fixes_zh, who_fixes_en, table_or_dataset
from {{ landed('rules') }}
