"""A migrations folder as drizzle-orm wants it: the journal we would write, beside a link to each of its files."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import orjson

from journal.errors import EngineFailed
from journal.folder.entries import FILE_NAME, Journal
from journal.folder.migrations import Migration
from journal.project.os_errors import reason, way_out
from journal.server.runs import run_folder

_EMPTY = '{"version": "7", "dialect": "postgresql", "entries": []}'


@contextmanager
def private_folders() -> Iterator[tuple[Path, Path]]:
    """A home, and a folder for the migrations: both empty, and gone at the end. Raises EngineFailed."""
    with run_folder() as folder:
        home, place = folder / "home", folder / "migrations"
        try:
            home.mkdir()
            place.mkdir()
        except OSError as error:
            raise _unstaged(error, folder) from None
        yield home, place.resolve()


def stage(folder: Path, journal: Journal, migrations: Mapping[str, Migration]) -> Path:
    """Put it into a private folder, which is then all that drizzle-orm has to read: no other file of the project.

    The files are named by their entry's number: drizzle-orm stores no tag, and a tag may say any path. Raises
    EngineFailed where the disk does not take it.
    """
    try:
        (folder / "meta").mkdir()
        (folder / "meta" / FILE_NAME).write_bytes(_numbered(journal.text or _EMPTY))
        for number, entry in enumerate(journal.entries):
            (folder / f"{number}.sql").symlink_to(migrations[entry.tag].path.resolve())
    except OSError as error:
        raise _unstaged(error, folder) from None
    return folder


def _unstaged(error: OSError, folder: Path) -> EngineFailed:
    said = f"The migrations cannot be laid out for drizzle-orm: {reason(error, folder)}."
    return EngineFailed(said, hint=way_out(error.errno) or "Use --engine native.")


def _numbered(journal_text: str) -> bytes:
    read = orjson.loads(journal_text)
    for number, entry in enumerate(read["entries"]):
        entry["tag"] = str(number)
    return orjson.dumps(read)
