{{ ledger_records('technology_contracts', {
    'contract_no': 'text', 'contract_name': 'text', 'contract_type': 'text', 'seller': 'text', 'seller_region': 'text',
    'buyer': 'text', 'buyer_region': 'text', 'buyer_region_text': 'text', 'amount': 'number',
    'technology_amount': 'number', 'signed_on': 'date', 'registered_on': 'date',
}, ref('int_corrected_record_fields')) }}
