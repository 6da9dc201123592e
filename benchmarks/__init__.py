"""Measurements with limits: how fast, how big, how repeatable. Run by hand or by `make bench`, never as timed tests."""
