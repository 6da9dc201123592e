"""Proposing a contract for a workbook that has none, or a layout for one whose contract no longer fits.

Belongs here: finding tables and ledgers without a declaration (shapes.py), what their columns may mean (columns.py,
fields.py) and their lines (lines.py), the proposal as YAML with what a person must decide (proposal.py, writing.py),
and the new layout beside the old ones (difference.py). Nothing is chosen by likeness: what is not found exactly is left
open with its nearest candidates. Does not belong here: reading by a contract (spreadsheets/).
"""

from sources.inference.difference import Change, changed_layout
from sources.inference.proposal import Proposal, propose

__all__ = ["Change", "Proposal", "changed_layout", "propose"]
