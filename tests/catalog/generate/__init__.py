"""Schemas and changes of them, made by a seed: SQL texts only. Nothing here knows how the catalog is read."""
