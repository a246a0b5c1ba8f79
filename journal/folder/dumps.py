"""A baseline that is recognised by what it is: a dump of the whole schema, before all others by its number or date."""

from collections.abc import Sequence
from dataclasses import replace

from journal.folder.file_names import Clue, Kind
from journal.folder.migrations import Migration

_HEAD = 4096
_SIGNS = (
    b"PostgreSQL database dump",
    b"Dumped by pg_dump",
    b"pg_catalog.set_config('search_path', ''",  # what is left where the comments were removed
    b"Current sql file was generated after introspecting the database",  # drizzle-kit pull
)


def is_dump(migration: Migration) -> bool:
    """Tell whether a file begins as pg_dump or `drizzle-kit pull` writes it."""
    head = migration.raw[:_HEAD]
    return any(sign in head for sign in _SIGNS)


def with_dump_as_baseline(migrations: Sequence[Migration]) -> tuple[Migration, ...]:
    """Return the files, where none is a baseline with the first of them as one if it is a dump."""
    forwards = [one for one in migrations if one.kind is not Kind.DOWN]
    if any(one.kind is Kind.BASELINE for one in forwards) or not any(map(is_dump, forwards)):
        return tuple(migrations)
    first = min(forwards, key=lambda migration: migration.order)
    if first.order.clue is Clue.NOTHING or not is_dump(first):
        return tuple(migrations)
    return tuple(replace(one, kind=Kind.BASELINE) if one is first else one for one in migrations)
