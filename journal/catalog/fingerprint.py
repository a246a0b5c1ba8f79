"""A short text that two equal schemas share. Pure."""

import hashlib

from journal.catalog.values import Schema


def fingerprint(schema: Schema) -> str:
    """SHA-256, in hex, over all objects and the places of columns; it does not depend on who reads, when or where."""
    digest = hashlib.sha256()
    for key in sorted(schema.objects):
        digest.update(repr(schema.objects[key]).encode())
    for key, columns in sorted(schema.positions.items()):
        digest.update(repr((key, columns)).encode())
    return digest.hexdigest()
