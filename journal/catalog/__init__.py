"""COMPARE. pg_catalog -> values, and the difference of two schemas. `read.py` runs SQL, the rest is pure."""
