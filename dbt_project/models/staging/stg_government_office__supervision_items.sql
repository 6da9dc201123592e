{{ ledger_records('supervision_items', {
    'as_of': 'date', 'item_no': 'text', 'item': 'text', 'origin': 'text', 'owner': 'text', 'helpers': 'text',
    'region': 'text', 'assigned_on': 'date', 'due_on': 'date', 'done_on': 'date', 'state': 'text',
}, ref('int_corrected_record_fields')) }}
