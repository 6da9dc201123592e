"""Defects as departments make them, planted into the files of the sample city.

Belongs here: what a clerk gets wrong in the figures of a valid layout, dataset by dataset, as data (datasets/), and
planting it. Does not belong here: changed layouts (tests/sources/mutations.py), rules, or whether a rule sees anything:
the lists were written without looking at the rules, only the names beside each defect were put in afterwards.

Left out, because nothing in the file, its history or the catalogue could tell: a figure of a table without totals that
is off by less than it moves from month to month; a firm, a place or a contract that is another valid one; a free text
(title, name of an event) with another word in it; a category that is another of the agreed words where nothing hangs on
it; two rows of a ledger that changed places whole; a month's new contracts of which half are lost together with their
part of the sum; R&D that a project leverages beyond its own budget, and an event with more experts than enterprises,
which are both seldom and not wrong.
"""
