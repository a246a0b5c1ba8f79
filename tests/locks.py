"""A project of 0.x with a lock: its journal as drizzle-kit writes it, and the hashes beside it."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime

from conftest import Project

from journal.folder.hashing import drizzle_hash
from journal.folder.lock import LockedMigration, read_lock

A, B = "0000_a", "0001_b"
SQL = {A: "CREATE TABLE a (id int);\n", B: "CREATE TABLE b (id int);\n"}
HASH_A, HASH_B = (drizzle_hash(text.encode()) for text in SQL.values())
NOW = datetime(2026, 1, 1, tzinfo=UTC)
FIRST = 1_750_000_000_000


def listed(project: Project, *tags: str, hashes: Mapping[str, str] | None = None) -> None:
    """Both files, and a journal of these tags, byte for byte as drizzle-kit writes it but for the hashes."""
    for tag, text in SQL.items():
        project.migration(tag, text)
    entries = [
        {"idx": idx, "version": "7", "when": FIRST + idx * 60_000, "tag": tag, "breakpoints": True}
        | ({"hash": hashes[tag]} if hashes and tag in hashes else {})
        for idx, tag in enumerate(tags)
    ]
    value = {"version": "7", "dialect": "postgresql", "entries": entries}
    project.write("migrations/meta/_journal.json", json.dumps(value, indent=2))


def locked(project: Project, hashes: Mapping[str, str]) -> None:
    """A lock with these hashes."""
    found = read_lock(project.settings())
    migrations = {name: LockedMigration(hash_) for name, hash_ in hashes.items()}
    found.path.write_text(found.with_migrations(migrations))
