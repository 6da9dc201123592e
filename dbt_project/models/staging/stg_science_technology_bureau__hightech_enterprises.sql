{{ ledger_records('hightech_enterprises', {
    'certificate_no': 'text', 'enterprise': 'text', 'credit_code': 'text', 'region': 'text', 'technology_field': 'text',
    'valid_from': 'date', 'valid_to': 'date', 'batch': 'text', 'recognition': 'text',
}, ref('int_corrected_record_fields')) }}
