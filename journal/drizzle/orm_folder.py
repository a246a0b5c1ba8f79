"""A migrations folder for drizzle-orm: the journal that we would write, and a link to each of its files."""

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
    """Yield an empty home and an empty folder for the migrations, which are removed afterwards. Raises EngineFailed."""
    with run_folder() as folder:
        home, place = folder / "home", folder / "migrations"
        with _explained(folder):
            home.mkdir()
            place.mkdir()
        yield home, place.resolve()


def stage(folder: Path, journal: Journal, migrations: Mapping[str, Migration]) -> Path:
    """Write the journal and the links into a private folder, so that drizzle-orm reads no other file of the project.

    The files have their entry's number as name: drizzle-orm stores no tag, and a tag may be any path. Raises
    EngineFailed where the disk is full.
    """
    content = orjson.loads(journal.text or _EMPTY)
    for number, entry in enumerate(content["entries"]):
        entry["tag"] = str(number)
    with _explained(folder):
        (folder / "meta").mkdir()
        (folder / "meta" / FILE_NAME).write_bytes(orjson.dumps(content))
        for number, listed in enumerate(journal.entries):
            (folder / f"{number}.sql").symlink_to(migrations[listed.tag].path.resolve())
    return folder


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        message = f"The migrations cannot be laid out for drizzle-orm: {reason(error, folder)}."
        raise EngineFailed(message, hint=way_out(error.errno) or "Use --engine native.") from None
