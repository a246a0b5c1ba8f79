"""Changing a journal: where each value stands, the new text, and the way to put it on disk."""
