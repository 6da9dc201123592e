{{ ledger_records('rd_management_system', {
    'name': 'text', 'credit_code': 'text', 'region': 'text', 'industry': 'text', 'above_size': 'text',
    'on_system': 'text', 'joined_on': 'date', 'rd_activity': 'text', 'rd_expenditure': 'number',
    'rd_institution': 'text', 'institution_level': 'text',
}, ref('int_corrected_record_fields')) }}
