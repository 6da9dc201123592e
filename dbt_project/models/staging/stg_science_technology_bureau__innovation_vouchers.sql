{{ ledger_records('innovation_vouchers', {
    'voucher_no': 'text', 'enterprise': 'text', 'credit_code': 'text', 'region': 'text', 'quota': 'number',
    'issued_on': 'date', 'issued': 'number', 'provider': 'text', 'provider_region': 'text',
    'provider_region_text': 'text', 'service': 'text', 'used_on': 'date', 'used': 'number',
}, ref('int_corrected_record_fields')) }}
