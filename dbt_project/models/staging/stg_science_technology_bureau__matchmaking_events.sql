{{ ledger_records('matchmaking_events', {
    'name': 'text', 'series': 'text', 'form': 'text', 'held_on': 'date', 'region': 'text', 'institutions': 'text',
    'experts': 'number', 'enterprises': 'number', 'intentions': 'number', 'amount': 'number',
}, ref('int_corrected_record_fields')) }}
