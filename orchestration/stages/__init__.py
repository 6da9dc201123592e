"""The stages of a refresh, each a function over one installation; Dagster's assets and the command call these.

Belongs here: which package is called with what, and what is written about it. Does not belong here: Dagster, the
terminal, or a decision that one of the packages should make.
"""
