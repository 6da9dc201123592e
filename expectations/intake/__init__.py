"""The intake gate: whether what was read of a submission may land, and what its department is told.

In the order of a refresh: `reading` judges what reading itself found, file by file; `frames` lays out all new
submissions as tables; `judging` runs the rules over them, one validation a table over all files at once, and makes
verdicts per file of what they find. The rules are data (rules/intake/). Does not belong here: reading files (sources),
keeping anything (warehouse), the answers that departments get (returns).
"""
