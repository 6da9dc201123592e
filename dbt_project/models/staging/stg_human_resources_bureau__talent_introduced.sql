{{ config(materialized='ephemeral') }}
{{ ledger_records('talent_introduced', {
    'person': 'text', 'mode': 'text', 'category': 'text', 'degree': 'text', 'employer': 'text', 'credit_code': 'text',
    'region': 'text', 'introduced_on': 'date', 'visits': 'number',
}, ref('stg_landing__personal_record_fields')) }}
