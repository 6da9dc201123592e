{{ ledger_records('policy_relief', {
    'relief_no': 'text', 'beneficiary': 'text', 'credit_code': 'text', 'region': 'text', 'kind': 'text',
    'platform': 'text', 'months_of_rent': 'number', 'granted_on': 'date', 'amount': 'number',
}, ref('int_corrected_record_fields')) }}
