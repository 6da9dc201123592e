{{ ledger_records('recognition_cases', {
    'case_no': 'text', 'enterprise': 'text', 'credit_code': 'text', 'region': 'text', 'category': 'text', 'batch': 'text',
    'applied_on': 'date', 'accepted_on': 'date', 'reviewed_on': 'date', 'recognised_on': 'date', 'outcome': 'text',
}, ref('int_corrected_record_fields')) }}
