{{ config(materialized='ephemeral') }}
{{ ledger_records('foreign_experts', {
    'person': 'text', 'category': 'text', 'stage': 'text', 'employer': 'text', 'region': 'text', 'started_on': 'date',
}, ref('stg_landing__personal_record_fields')) }}
