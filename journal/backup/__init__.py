"""Backups before a risky step: a dated copy in the database, or a file by pg_dump; and how to restore them."""
