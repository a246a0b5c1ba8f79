"""Changing a journal and its folder: the new text, and the safe way to write it to disk."""
