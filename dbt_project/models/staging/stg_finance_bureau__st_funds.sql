{{ ledger_records('st_funds', {
    'item_no': 'text', 'level': 'text', 'document_no': 'text', 'programme': 'text', 'recipient': 'text',
    'credit_code': 'text', 'region': 'text', 'allocated_on': 'date', 'allocated': 'number', 'paid_on': 'date',
    'paid': 'number',
}, ref('int_corrected_record_fields')) }}
