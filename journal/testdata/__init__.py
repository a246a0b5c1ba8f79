"""A few rows for every table of a temporary database, so that a rehearsal finds what an empty one hides.

`fill.py` tells the story: what the catalog demands, which values could do, which of them go together, and the try.
"""
