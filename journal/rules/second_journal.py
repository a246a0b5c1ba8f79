"""second-journal (warning): there is a second journal.

Why: one of the two is not used, and readers may take it for the right one.
Instead: compare the two, and remove the one that is not used.
"""
