"""Keeping: the journal, the archive, landing, builds and releases of one installation.

Belongs here: everything that is written under STI_HOME and must survive a crash, and reading it back (queries, traces).
Does not belong here: reading the departments' files (sources), judging (expectations), running things (orchestration).
Landed rows and releases are written once and never changed.
"""
