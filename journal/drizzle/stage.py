"""A migrations folder as drizzle-orm wants it: the journal we would write, beside a link to each of its files."""

from collections.abc import Mapping
from pathlib import Path

import orjson

from journal.folder.entries import FILE_NAME, Journal
from journal.folder.migrations import Migration

_EMPTY = '{"version": "7", "dialect": "postgresql", "entries": []}'


def stage(folder: Path, journal: Journal, migrations: Mapping[str, Migration]) -> Path:
    """Put it into a private folder, which is then all that drizzle-orm has to read: no other file of the project.

    The files are named by their entry's number: drizzle-orm stores no tag, and a tag may say any path.
    """
    (folder / "meta").mkdir()
    (folder / "meta" / FILE_NAME).write_bytes(_numbered(journal.text or _EMPTY))
    for number, entry in enumerate(journal.entries):
        (folder / f"{number}.sql").symlink_to(migrations[entry.tag].path.resolve())
    return folder


def _numbered(journal_text: str) -> bytes:
    read = orjson.loads(journal_text)
    for number, entry in enumerate(read["entries"]):
        entry["tag"] = str(number)
    return orjson.dumps(read)
