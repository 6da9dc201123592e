{{ ledger_records('cultivation_pool', {
    'enterprise': 'text', 'credit_code': 'text', 'region': 'text', 'entered_on': 'date', 'left_on': 'date',
    'state': 'text', 'revenue': 'number', 'rd_expenditure': 'number',
}, ref('int_corrected_record_fields')) }}
