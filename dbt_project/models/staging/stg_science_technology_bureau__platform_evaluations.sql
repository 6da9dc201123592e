{{ ledger_records('platform_evaluations', {
    'kind': 'text', 'organiser': 'text', 'platform': 'text', 'operator': 'text', 'credit_code': 'text',
    'region': 'text', 'incubated_enterprises': 'number', 'incubation_services': 'number',
    'incubation_performance': 'number', 'innovation_input': 'number', 'results_transfer': 'number',
    'talent': 'number', 'local_economy': 'number', 'resource_gathering': 'number', 'enterprise_services': 'number',
    'operation': 'number', 'total': 'number', 'stated_rank': 'number', 'grade': 'text',
}, ref('int_corrected_record_fields')) }}
