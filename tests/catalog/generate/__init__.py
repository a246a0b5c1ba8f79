"""Schemas and changes of schemas as SQL texts, some from a random seed. Nothing here uses the code under test."""
