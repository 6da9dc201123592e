{{ ledger_records('awards', {
    'certificate_no': 'text', 'achievement': 'text', 'level': 'text', 'prize': 'text', 'class': 'text',
    'completer': 'text', 'credit_code': 'text', 'region': 'text', 'position': 'number', 'granted_on': 'date',
    'bonus': 'number',
}, ref('int_corrected_record_fields')) }}
