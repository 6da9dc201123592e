{{ config(materialized='ephemeral') }}
{{ ledger_records('commissioners', {
    'person': 'text', 'form': 'text', 'team': 'text', 'duty': 'text', 'sender': 'text', 'title': 'text',
    'speciality': 'text', 'region': 'text', 'place': 'text',
}, ref('stg_landing__personal_record_fields')) }}
