"""Cells to observations and records, by a contract.

Belongs here: what a cell's text says as a number, a date or a period; finding a declared layout in a sheet; rows
and columns to numbers with evidence; sums. Does not belong here: file formats (readers/), the declaration itself
(contracts/), and judging the outcome (expectations).
"""
