"""Temporary databases for a rehearsal, and the ways in which files run on them."""
