{{ config(materialized='ephemeral') }}
{{ ledger_records('leading_teams', {
    'team': 'text', 'kind': 'text', 'person': 'text', 'members': 'number', 'employer': 'text', 'credit_code': 'text',
    'region': 'text', 'applied_on': 'date', 'stage': 'text', 'decided_on': 'date',
}, ref('stg_landing__personal_record_fields')) }}
