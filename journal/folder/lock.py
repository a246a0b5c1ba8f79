"""`drizzle-journal.lock`, beside the settings: the authentic hash of each migration, one line each, sorted by name.

Drizzle 1.0 has no place for hashes, and a team of 0.x may want its journal as drizzle-kit writes it. The last line of
the list is always the same one, so that every migration's line ends with a comma, and git can join the lines of two
branches (`merge=union`): lines in another order are read, too.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import orjson

from journal.dataclass import dataclass
from journal.errors import JournalInvalid, Place
from journal.folder.entries import Journal
from journal.folder.jsontext import merge_marker_line
from journal.project.files import FileKind, read_file
from journal.project.layout import is_version_1
from journal.project.settings import Settings

FILE_NAME = "drizzle-journal.lock"
_VERSION = 1
_HASH = re.compile(r"[0-9a-f]{64}")
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

    def filled(self, journal: Journal) -> Journal:
        """Return a journal of 0.x whose entries have the hashes of the lock; one that it lacks keeps its own."""
        locked = self.migrations
        entries = (replace(one, hash=locked[one.tag].hash) if one.tag in locked else one for one in journal.entries)
        return replace(journal, entries=tuple(entries), is_locked=True)

    def contradicted(self, items: Sequence[Any]) -> Iterator[tuple[int, str]]:
        """Yield index and tag of each of a journal's entries, as JSON has them, that has another hash than the lock."""
        for index, item in enumerate(items):
            if isinstance(item, dict) and isinstance(tag := item.get("tag"), str) and tag in self.migrations:
                own = item.get("hash")
                if isinstance(own, str) and own and own.lower() != self.migrations[tag].hash:
                    yield index, tag

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
    return parse_lock(settings, raw)


def parse_lock(settings: Settings, raw: bytes) -> Lock:
    """Return the lock that has this content. Raises JournalInvalid as `read_lock` does."""
    path, own = lock_path(settings), _relative(settings)
    if line := merge_marker_line(raw):
        raise JournalInvalid(
            f"{path} has merge conflict markers (line {line}).",
            hint=f"Remove the lines of the markers and keep those of both sides. Then: {settings.command('bootstrap')}",
            place=Place(path, line),
        )
    again = settings.command("bootstrap", *lock_words(settings))
    try:
        text = raw.decode()
        orjson.loads(text)
        return Lock(path, own, dict(_migrations(path, json.loads(text, object_pairs_hook=_once), own)), text)
    except (ValueError, RecursionError) as error:
        what = error if isinstance(error, _Malformed) else f"is not valid JSON: {error}"
        hint = f"Restore it from git, or remove it and type: {again}. It writes a new {FILE_NAME}."
        raise JournalInvalid(f"{path} {what}.", hint=hint, place=Place(path)) from None
    except _Twice as error:
        place = Lock(path, own, {}, text).place(str(error))
        hint = f"Remove the line that is wrong. If both are, remove both and type: {settings.command('bootstrap')}"
        raise JournalInvalid(f"{path} has two lines for {error}, which differ.", hint=hint, place=place) from None


def lock_beside_journal(settings: Settings) -> Lock | None:
    """Return the lock of a journal of 0.x: where its file is there, or the settings ask for one. Else None.

    Raises JournalInvalid as `read_lock` does.
    """
    if settings.lock is None:
        return None
    lock = read_lock(settings)
    return lock if lock.text or settings.lock else None


def lock_words(settings: Settings) -> Sequence[str]:
    """Return the options with which `bootstrap` writes a lock where there is none."""
    return () if settings.lock or is_version_1(settings) else ("--lock",)


class _Malformed(ValueError):
    """The end of a sentence about the lock."""


class _Twice(Exception):
    """The name of a migration with two lines that differ, as a merge may leave them."""


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict[str, Any]()
    for key, value in pairs:
        if found.setdefault(key, value) != value:
            raise _Twice(key)
    return found


def _migrations(path: Path, value: Any, own: str) -> list[tuple[str, LockedMigration]]:
    if not isinstance(value, dict) or value.get("version") != _VERSION:
        raise _Malformed(f'has no "version": {_VERSION}')
    if value.get("folder") != own:
        hint = "A lock belongs to one migrations folder: give the other folder a project of its own, with --project."
        raise JournalInvalid(
            f"{path} is the lock of {value.get('folder')}, not of {own}.", hint=hint, place=Place(path)
        )
    listed = value.get("migrations")
    if not isinstance(listed, dict):
        raise _Malformed('has no "migrations"')
    return [(name, _locked(name, one)) for name, one in listed.items() if name != "~"]


def _locked(name: str, value: Any) -> LockedMigration:
    hash_, reason = (value.get("hash"), value.get("reason")) if isinstance(value, dict) else (value, "")
    if isinstance(hash_, str) and isinstance(reason, str) and _HASH.fullmatch(hash_):
        return LockedMigration(hash_, reason)
    raise _Malformed(f"has no hash for {name}")


def _value(one: LockedMigration) -> str | dict[str, str]:
    return {"hash": one.hash, "reason": one.reason} if one.reason else one.hash


def _relative(settings: Settings) -> str:
    folder = settings.migrations
    return folder.relative_to(settings.root).as_posix() if folder.is_relative_to(settings.root) else str(folder)


def _json(value: object) -> str:
    return orjson.dumps(value).decode()
