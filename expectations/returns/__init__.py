"""What goes back to the departments: return files (退回) of what is wrong or in question, receipts (回执) of the rest.

Belongs here: making them from a verdict and the archived bytes, and telling which new file answers which return.
Does not belong here: verdicts (intake), when they are made (orchestration).
"""
