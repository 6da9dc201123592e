{{ ledger_records('open_challenges', {
    'challenge_no': 'text', 'title': 'text', 'field_name': 'text', 'issuer': 'text', 'credit_code': 'text',
    'region': 'text', 'investment': 'number', 'bounty': 'number', 'published_on': 'date', 'taker': 'text',
    'taker_region': 'text', 'taken_on': 'date', 'evaluated_on': 'date', 'verdict': 'text', 'awarded_on': 'date',
    'award_amount': 'number',
}, ref('int_corrected_record_fields')) }}
