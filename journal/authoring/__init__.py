"""AUTHORING. New migration files: their names, their first text, and down files derived from forward files."""
