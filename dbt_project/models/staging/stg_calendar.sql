select department_id, dataset, every, days, not_for from {{ landed('calendar') }}
