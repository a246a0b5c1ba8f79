"""Bootstrap in the layout of drizzle 1.0: what the lock gets, and what of it is refused."""

import os
from collections.abc import Collection, Mapping
from shlex import quote

from journal.errors import MigrationMissing, SettingsInvalid
from journal.folder.lock import Lock, LockedMigration
from journal.folder.read import Folder
from journal.folder.reconcile import Reconciled
from journal.folder.version_1 import read_version_1, renamed_to
from journal.ledger.environment import ManualTableAtHand
from journal.project.settings import Settings
from journal.verbs.scaffold import Decided, Decisions


def decide_version_1(settings: Settings, decisions: Decisions, accepted: Collection[str]) -> Decided:
    """Read the folder. Every folder is an entry, so there is nothing to add or to ignore.

    Raises SettingsInvalid for a decision of 0.x, and for an acceptance without a reason; MigrationMissing where a
    locked migration is not there, and that is not accepted.
    """
    if decisions.add or decisions.in_place or decisions.ignore:
        raise SettingsInvalid(
            "--add, --in-place and --ignore belong to a journal, which drizzle 1.0 does not have.",
            hint=f"Each folder with a migration.sql is a migration. Type: {settings.command('bootstrap')}",
        )
    if accepted and not (decisions.reason or "").strip():
        raise SettingsInvalid(
            "--accept-edited needs a --reason here: the lock keeps it.",
            hint='Write why: --reason "only a comment was changed"',
        )
    folder = read_version_1(settings)
    _refuse_gone(folder, accepted)
    journal = folder.journal
    return Decided(folder, Reconciled(journal, journal, (), ()), (), ManualTableAtHand())


def _refuse_gone(folder: Folder, accepted: Collection[str]) -> None:
    lock = lock_of(folder)
    gone = [name for name in lock.migrations if name not in folder.by_tag and name not in accepted]
    if not gone:
        return
    first = gone[0]
    renamed = renamed_to(folder, first)
    command = folder.settings.command("bootstrap", "--accept-edited", first, "--reason", "…")
    message = f"{lock.path} has {first}, and there is no such folder"
    if renamed:
        message += f"; {renamed} has its SQL. A database that has applied {first} would run it again"
        hint = f"Rename it back: mv {_shown(folder, renamed)} {_shown(folder, first)}. "
    else:
        hint = f"Restore it from history: git log --all --diff-filter=D -- {_shown(folder, first)}. "
    more = f" (and {len(gone) - 1} more)" if len(gone) > 1 else ""
    raise MigrationMissing(
        f"{message}{more}.", hint=f"{hint}If no database has applied it: {command}", place=lock.place(first)
    )


def _shown(folder: Folder, name: str) -> str:
    """Return the path of a migration's folder for a command in the project."""
    return quote(os.path.relpath(folder.settings.migrations / name, folder.settings.root))


def locked_text(folder: Folder, hashes: Mapping[str, str], accepted: Collection[str], reason: str | None) -> str:
    """Return the lock with the captured hashes of new and accepted migrations; the other lines stay as they are."""
    lock = lock_of(folder)
    kept = {name: one for name, one in lock.migrations.items() if name in folder.by_tag}
    new = {
        name: LockedMigration(hash_, (reason or "").strip() if name in accepted else "")
        for name, hash_ in hashes.items()
    }
    return lock.with_migrations(kept | new)


def lock_of(folder: Folder) -> Lock:
    """Return the lock of a folder in the layout of 1.0."""
    if folder.lock is None:
        raise TypeError(f"{folder.settings.migrations} has no layout of drizzle 1.0")
    return folder.lock
