"""Find files that were edited after they ran, by the hash in their row of `_manual_migrations`. Pure."""

import hashlib
import re
from collections.abc import Sequence

from journal.errors import JournalError, Note, Place, Severity
from journal.folder.hashing import drizzle_hash, look_alike
from journal.folder.migrations import Migration
from journal.folder.read import Folder
from journal.ledger.manual_table import MANUAL_TABLE, ManualRow, ManualTable

_HEX = re.compile(r"(?:sha256:|sha1:|md5:)?([0-9a-f]+)\Z", re.IGNORECASE)
_KINDS = {64: hashlib.sha256, 40: hashlib.sha1, 32: hashlib.md5}
_OWN_COLUMN = "hash"


class FileChanged(JournalError):
    """A file does not have the hash that was recorded when it ran."""

    code = "file-changed"
    exit_code = 1


def refuse_changed(folder: Folder, table: ManualTable | None, accepted: Sequence[Migration]) -> tuple[Note, ...]:
    """Raise FileChanged for the first edited file that is not accepted; the others are notes of the error.

    Return a note if the hashes of another runner are of an unknown kind.
    """
    found = [(migration, table.find(migration.path.name)) for migration in folder.forwards] if table else []
    rows = [(migration, row) for migration, row in found if row]
    compared = {migration.tag: is_same for migration, row in rows if (is_same := _is_same(migration, row)) is not None}
    other = table is not None and table.columns.get("hash") != _OWN_COLUMN
    if other and len(compared) > 1 and not any(compared.values()):
        message = f"The hashes in {MANUAL_TABLE} are of an unknown kind, so edited files were not looked for."
        return (Note("unknown-hashes", message, severity=Severity.NOTE),)
    accepted_tags = {migration.tag for migration in accepted}
    changed = [
        (migration, row)
        for migration, row in rows
        if compared.get(migration.tag) is False and migration.tag not in accepted_tags
    ]
    if changed:
        raise _error(folder, *changed[0], others=[migration for migration, _ in changed[1:]])
    return ()


def _is_same(migration: Migration, row: ManualRow) -> bool | None:
    """Return None if the row has no hash, or one of an unknown kind."""
    found = _HEX.match(row.hash.strip()) if row.hash else None
    kind = _KINDS.get(len(found[1])) if found else None
    if found is None or kind is None:
        return None
    return found[1].lower() in (kind(migration.raw, usedforsecurity=False).hexdigest(), drizzle_hash(migration.raw))


def _error(folder: Folder, migration: Migration, row: ManualRow, others: Sequence[Migration]) -> FileChanged:
    name, difference = migration.path.name, look_alike(migration.raw, row.hash or "")
    when = f" on {row.moment:%Y-%m-%d}" if row.moment else ""
    if difference:
        message = f"{name} has changed only in its {difference} since it ran{when}."
        hint = "Accept it"
    else:
        message = f"{name} was edited after it ran{when}: {MANUAL_TABLE} has the hash of another text."
        hint = f"See what changed: git log -p -- {name}. Restore it, and write the change into a new file; or, if the "
        hint += "database matches the file, accept it"
    command = folder.settings.command("run", "--accept", migration.tag)
    error = FileChanged(message, hint=f"{hint}: {command}", place=Place(migration.path))
    for other in others:
        error.add_note(f"{other.path.name} was edited as well.")
    return error
