"""Running: the refresh, its Dagster assets, jobs and schedule, and the `sti` command.

Belongs here: the order in which the other packages are called, and how a person is told. Does not belong here: logic
that could be tested without Dagster or a terminal.
"""
