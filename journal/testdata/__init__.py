"""A few rows for every table of a temporary database, so that a rehearsal finds what empty tables hide.

`fill.py` is the story: read the constraints, find candidates, let the server test combinations, insert.
"""
