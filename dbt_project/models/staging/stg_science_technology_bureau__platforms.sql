{{ ledger_records('platforms', {
    'name': 'text', 'kind': 'text', 'level': 'text', 'state': 'text', 'region': 'text', 'approved_year': 'number',
    'operator': 'text', 'address': 'text', 'batch': 'text',
}, ref('stg_landing__record_fields')) }}
