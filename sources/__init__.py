"""Reading: bytes of a file become observations, records and statements, each with its evidence.

Belongs here: readers of file formats, contracts and the engine that follows them, the extraction from report texts, the
catalogue, and the sample city. Does not belong here: a database, or the decision whether a reading is good enough.
"""
