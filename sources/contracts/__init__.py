"""Contracts: the declared layout of every dataset's spreadsheet, one YAML file a dataset.

Belongs here: the language of contracts (model.py, patterns.py), loading them (loading.py) and the contracts
themselves (`<department>/<dataset>.yml`). Does not belong here: reading a file by one (spreadsheets/).
"""

from sources.contracts.loading import check_contracts

__all__ = ["check_contracts"]
