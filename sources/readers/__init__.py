"""Bytes of a file to cells or text: what a file *is*, never what it means.

Belongs here: recognising a format by its content, decoding, and giving every cell its address, its raw
text, its typed value and its format. Does not belong here: headers, units, regions, periods or anything
else a contract declares.
"""
