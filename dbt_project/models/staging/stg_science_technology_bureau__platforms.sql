{{ ledger_records('platforms', {
    'name': 'text', 'kind': 'text', 'level': 'text', 'state': 'text', 'region': 'text', 'approved_year': 'number',
    'operator': 'text', 'address': 'text', 'batch': 'text',
}, ref('int_corrected_record_fields')) }}
