{{ ledger_records('st_projects', {
    'project_no': 'text', 'project_name': 'text', 'level': 'text', 'programme': 'text', 'undertaker': 'text',
    'credit_code': 'text', 'region': 'text', 'approved_on': 'date', 'starts_on': 'date', 'ends_on': 'date',
    'budget': 'number', 'grant_amount': 'number', 'rd_leveraged': 'number', 'inspections': 'number', 'status': 'text',
}, ref('int_corrected_record_fields')) }}
