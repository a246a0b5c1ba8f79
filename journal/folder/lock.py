"""`drizzle-journal.lock`, beside the settings: the authentic hash of each migration, one line each, sorted by name.

Drizzle 1.0 has no place for hashes. The last line of the list is always the same one, so that every migration's line
ends with a comma, and git can join the lines of two branches (`merge=union`).
"""

import re
from collections.abc import Mapping
from dataclasses import field
from functools import cached_property
from pathlib import Path
from typing import Any

import orjson

from journal.dataclass import dataclass
from journal.errors import JournalInvalid, Place
from journal.folder.jsontext import merge_marker_line
from journal.project.files import FileKind, read_file
from journal.project.settings import Settings

FILE_NAME = "drizzle-journal.lock"
_VERSION = 1
_KEY = re.compile(r'\s*("(?:[^"\\]|\\.)*"):')
_LAST = '"~": null'


@dataclass(frozen=True)
class LockedMigration:
    """The hash that was captured by a replay. `reason`: why an edited file was accepted, empty where none was."""

    hash: str
    reason: str = ""


@dataclass(frozen=True)
class Lock:
    """A lock and the exact text that it came from; `text` is empty where there is no file yet.

    `folder`: the migrations folder that it belongs to, relative to the project, with `/`.
    """

    path: Path
    folder: str
    migrations: Mapping[str, LockedMigration] = field(default_factory=dict)
    text: str = ""

    def place(self, name: str) -> Place:
        """Return the line of a migration."""
        return Place(self.path, self._lines.get(orjson.dumps(name), 0))

    @cached_property
    def _lines(self) -> Mapping[bytes, int]:
        """The number of the first line that begins with each name, by the name as JSON."""
        found: dict[bytes, int] = {}
        for number, line in enumerate(self.text.splitlines(), 1):
            if key := _KEY.match(line):
                found.setdefault(key[1].encode(), number)
        return found

    def with_migrations(self, migrations: Mapping[str, LockedMigration]) -> str:
        """Return the text of the lock with these migrations instead."""
        lines = [f"{_json(name)}: {_json(_value(one))}," for name, one in sorted(migrations.items())]
        head = f'{{"version": {_VERSION}, "folder": {_json(self.folder)}, "migrations": {{'
        return "\n".join([head, *lines, f"{_LAST}}}}}", ""])


def lock_path(settings: Settings) -> Path:
    """Return where the lock of the project is, or would be."""
    return settings.root / FILE_NAME


def unread_lock(settings: Settings) -> Lock:
    """Return a lock without migrations for one that cannot be read."""
    return Lock(lock_path(settings), _relative(settings))


def read_lock(settings: Settings) -> Lock:
    """Read the lock of the migrations folder. Raises JournalInvalid for one that is malformed, or of another folder."""
    path, own = lock_path(settings), _relative(settings)
    try:
        raw = read_file(path, FileKind.JOURNAL, within=settings.boundary)
    except FileNotFoundError:
        return Lock(path, own)
    except OSError as error:
        raise JournalInvalid(f"{path} cannot be read: {error.strerror}.", place=Place(path)) from None
    if line := merge_marker_line(raw):
        raise JournalInvalid(
            f"{path} has merge conflict markers (line {line}).",
            hint=f"Remove the lines of the markers and keep those of both sides. Then: {settings.command('bootstrap')}",
            place=Place(path, line),
        )
    try:
        text = raw.decode()
        return Lock(path, own, dict(_migrations(path, orjson.loads(text), own)), text)
    except (UnicodeDecodeError, orjson.JSONDecodeError) as error:
        raise _invalid(path, f"is not valid JSON: {error}") from None


def _migrations(path: Path, value: Any, own: str) -> list[tuple[str, LockedMigration]]:
    if not isinstance(value, dict) or value.get("version") != _VERSION:
        raise _invalid(path, f'has no "version": {_VERSION}')
    if value.get("folder") != own:
        hint = "A lock belongs to one migrations folder: give the other folder a project of its own, with --project."
        raise JournalInvalid(
            f"{path} is the lock of {value.get('folder')}, not of {own}.", hint=hint, place=Place(path)
        )
    listed = value.get("migrations")
    if not isinstance(listed, dict):
        raise _invalid(path, 'has no "migrations"')
    return [(name, _locked(path, name, one)) for name, one in listed.items() if name != "~"]


def _locked(path: Path, name: str, value: Any) -> LockedMigration:
    if isinstance(value, str):
        return LockedMigration(value)
    if isinstance(value, dict) and all(isinstance(value.get(key), str) for key in ("hash", "reason")):
        return LockedMigration(value["hash"], value["reason"])
    raise _invalid(path, f"has no hash for {name}")


def _value(one: LockedMigration) -> str | dict[str, str]:
    return {"hash": one.hash, "reason": one.reason} if one.reason else one.hash


def _invalid(path: Path, what: str) -> JournalInvalid:
    hint = f"Restore it from git, or remove it and type: drizzle-journal bootstrap. It writes a new {FILE_NAME}."
    return JournalInvalid(f"{path} {what}.", hint=hint, place=Place(path))


def _relative(settings: Settings) -> str:
    folder = settings.migrations
    return folder.relative_to(settings.root).as_posix() if folder.is_relative_to(settings.root) else str(folder)


def _json(value: object) -> str:
    return orjson.dumps(value).decode()
