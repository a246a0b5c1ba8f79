"""Restore from a copy: compare it with the database, plan, and write."""
