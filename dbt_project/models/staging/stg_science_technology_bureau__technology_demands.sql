{{ ledger_records('technology_demands', {
    'list': 'text', 'demand_no': 'text', 'technology': 'text', 'enterprise': 'text', 'credit_code': 'text',
    'region': 'text', 'chain': 'text', 'budget': 'number', 'filed_on': 'date', 'state': 'text', 'solver': 'text',
    'state_on': 'date',
}, ref('int_corrected_record_fields')) }}
