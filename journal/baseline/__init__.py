"""A first migration out of a live database or a dump: dump, order, prove, publish."""
