"""What bootstrap writes into the lock, and what of it is refused: of drizzle 1.0, and of a journal without hashes."""

import os
from collections.abc import Collection, Mapping
from shlex import quote

import orjson

from journal.errors import JournalInvalid, MigrationMissing, SettingsInvalid
from journal.folder.entries import Journal
from journal.folder.lock import Lock, LockedMigration
from journal.folder.read import Folder
from journal.folder.version_1 import renamed_to
from journal.rebuild.parity import GOOD, Parity


def refuse_lock(folder: Folder, lock: Lock, journal: Journal, accepted: Collection[str], reason: str | None) -> None:
    """Refuse what the lock cannot follow. `journal`: as it will be.

    Raises SettingsInvalid for an acceptance without a reason; MigrationMissing where a locked migration is not there,
    JournalInvalid where the journal has another hash of one, unless these are accepted.
    """
    if accepted and not (reason or "").strip():
        raise SettingsInvalid(
            "--accept-edited needs a --reason here: the lock keeps it.",
            hint='Write why: --reason "only a comment was changed"',
        )
    _refuse_gone(folder, lock, journal, accepted)
    if not folder.is_version_1 and folder.journal.text:
        _refuse_contradicted(folder, lock, accepted)


def _refuse_gone(folder: Folder, lock: Lock, journal: Journal, accepted: Collection[str]) -> None:
    there = folder.by_tag if folder.is_version_1 else journal.tags
    gone = [name for name in lock.migrations if name not in there and name not in accepted]
    if not gone:
        return
    first = gone[0]
    renamed, history = renamed_to(folder, first), f"git log --all --diff-filter=D -- {_shown(folder, first)}"
    what, again = "there is no such folder", ""
    if not folder.is_version_1:
        what, again = "the journal does not list it", ", if its `when` is larger"
    message = f"{lock.path} has {first}, and {what}"
    if renamed:
        message += f"; {renamed} has its SQL. A database that has applied {first} would run it again{again}"
        hint = f"Rename it back: mv {_shown(folder, renamed)} {_shown(folder, first)}"
        hint += "" if folder.is_version_1 else ", and its tag in the journal"
    elif first in folder.by_tag:
        hint = f"Restore its entry: git log -p -- {quote(str(folder.journal.path))}"
    else:
        hint = f"Restore it from history: {history}"
    more = f" (and {len(gone) - 1} more)" if len(gone) > 1 else ""
    raise MigrationMissing(
        f"{message}{more}.",
        hint=f"{hint}. If no database has applied it: {folder.accepting(first)}",
        place=lock.place(first),
    )


def _refuse_contradicted(folder: Folder, lock: Lock, accepted: Collection[str]) -> None:
    items = orjson.loads(folder.journal.text)["entries"]
    for _, tag in lock.contradicted(items):
        if tag not in accepted:
            raise JournalInvalid(
                f"{lock.path.name} has another hash of {tag} than {folder.journal.path.name}.",
                hint=f"Remove the `hash` of the journal, if the lock is right. If it is wrong: {folder.accepting(tag)}",
                place=lock.place(tag),
            )


def _shown(folder: Folder, name: str) -> str:
    """Return the path of a migration, its folder or its file, for a command in the project."""
    path = folder.settings.migrations / (name if folder.is_version_1 else f"{name}.sql")
    return quote(os.path.relpath(path, folder.settings.root))


def locked_text(lock: Lock, parity: Parity, accepted: Collection[str], reason: str | None) -> str:
    """Return the lock with the captured hashes of new and accepted migrations; the other lines stay as they are."""
    tags = {one.entry.tag for one in parity.entries}
    kept = {name: one for name, one in lock.migrations.items() if name in tags}
    new = {
        one.entry.tag: LockedMigration(one.captured, (reason or "").strip() if one.entry.tag in accepted else "")
        for one in parity.entries
        if one.captured and one.state in GOOD and _is_new(lock.migrations, one.entry.tag, one.captured)
    }
    return lock.with_migrations(kept | new)


def _is_new(locked: Mapping[str, LockedMigration], tag: str, captured: str) -> bool:
    return tag not in locked or locked[tag].hash != captured
