"""What Dagster sees, one module a stage. No logic: each asset calls one stage of `orchestration.stages`."""
