"""What both uses of the project's drizzle-orm need: a private folder with the migrations, and a script's answer."""

import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from pathlib import Path

import orjson

from journal.drizzle.node import answer
from journal.drizzle.packages import DrizzlePackage
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
    content, real = orjson.loads(journal.text or _EMPTY), cache(Path.resolve)
    for number, entry in enumerate(content["entries"]):
        entry["tag"] = str(number)
    with _explained(folder):
        (folder / "meta").mkdir()
        (folder / "meta" / FILE_NAME).write_bytes(orjson.dumps(content))
        for number, listed in enumerate(journal.entries):
            migration = migrations[listed.tag]
            path = migration.path
            if migration.is_planned:
                (folder / f"{number}.sql").write_bytes(migration.raw)
                continue
            target = path.resolve() if path.is_symlink() else real(path.parent) / path.name
            os.symlink(target, f"{folder}/{number}.sql")  # noqa: PTH211 - thousands of files, often
    return folder


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        message = f"The migrations cannot be laid out for drizzle-orm: {reason(error, folder)}."
        raise EngineFailed(message, hint=way_out(error.errno) or "Use --engine native.") from None


def script_at(name: str) -> Path:
    """Return the path of a script of this package."""
    return Path(str(files("journal.drizzle") / name)).resolve()


def answer_of(orm: DrizzlePackage, process: "subprocess.Popen[bytes]", seconds: float) -> object:
    """Return the JSON that a script prints. Raises EngineFailed."""
    try:
        output = answer(process, seconds)
        return output.value
    except TimeoutError:
        failure = f" did not answer in {seconds:g} s."
    except EngineFailed as error:
        failure = f": {error.message}"
    except ValueError:
        failure = f" failed: {'it printed something other than its answer' if output.output else output.gist}"
    raise EngineFailed(f"drizzle-orm {orm.version}{failure}", hint="Use --engine native.")
