{{ ledger_records('corridor_projects', {
    'project_no': 'text', 'project_name': 'text', 'kind': 'text', 'region': 'text', 'owner': 'text',
    'total_investment': 'number', 'year_plan': 'number', 'month_done': 'number', 'year_done': 'number',
    'completion': 'number', 'status': 'text', 'started_on': 'date', 'due_on': 'date',
}, ref('int_corrected_record_fields')) }}
