"""Whether a file that was run by hand is still the one that ran, as far as its row tells. Pure."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from journal.errors import JournalError, Note, Place, Severity
from journal.folder.hashing import drizzle_hash, look_alike
from journal.folder.migrations import Migration
from journal.folder.read import Folder
from journal.ledger.manual_table import MANUAL_TABLE, ManualRow, ManualTable

_HEX = re.compile(r"(?:sha256:|sha1:|md5:)?([0-9a-f]+)\Z", re.IGNORECASE)
_KINDS = {64: hashlib.sha256, 40: hashlib.sha1, 32: hashlib.md5}
_OWN_COLUMN = "hash"


class FileChanged(JournalError):
    """A file is not the one whose hash was recorded when it ran."""

    code = "file-changed"
    exit_code = 1


@dataclass(frozen=True)
class Changed:
    """Such a file; `alike` is what alone differs, where it is the same content in another form."""

    migration: Migration
    record: ManualRow
    alike: str | None


def refuse_changed(folder: Folder, table: ManualTable | None, accepted: Sequence[Migration]) -> tuple[Note, ...]:
    """Raise FileChanged for the first file that changed, unless it is accepted; the others are notes of the error.

    Returns a note where the hashes that somebody else's runner kept cannot be told.
    """
    rows = _rows(folder, table)
    compared = {one.tag: is_same for one, record in rows if (is_same := _is_same(one, record)) is not None}
    other = table is not None and table.columns.get("hash") != _OWN_COLUMN
    if other and len(compared) > 1 and not any(compared.values()):
        message = f"The hashes in {MANUAL_TABLE} are of an unknown kind, so edited files were not looked for."
        return (Note("unknown-hashes", message, severity=Severity.NOTE),)
    waved = {one.tag for one in accepted}
    changed = [
        Changed(one, record, look_alike(one.raw, record.hash or ""))
        for one, record in rows
        if compared.get(one.tag) is False and one.tag not in waved
    ]
    if changed:
        raise _error(folder, changed)
    return ()


def _rows(folder: Folder, table: ManualTable | None) -> list[tuple[Migration, ManualRow]]:
    found = ((one, table.find(one.path.name)) for one in folder.forwards) if table else ()
    return [(one, record) for one, record in found if record]


def _is_same(migration: Migration, record: ManualRow) -> bool | None:
    """None where no hash was kept, or one of a kind that we do not know."""
    said = _HEX.match(record.hash.strip()) if record.hash else None
    kind = _KINDS.get(len(said[1])) if said else None
    if said is None or kind is None:
        return None
    return said[1].lower() in (kind(migration.raw, usedforsecurity=False).hexdigest(), drizzle_hash(migration.raw))


def _error(folder: Folder, changed: Sequence[Changed]) -> FileChanged:
    first = changed[0]
    name = first.migration.path.name
    when = f" on {first.record.moment:%Y-%m-%d}" if first.record.moment else ""
    if first.alike:
        message = f"{name} is as it was when it ran{when}, but for {first.alike}."
        hint = "Take it as it is"
    else:
        message = f"{name} was changed since it ran{when}: {MANUAL_TABLE} has the hash of another text."
        hint = f"See what changed: git log -p -- {name}. Restore it, and write what is new in a file of its own; or, "
        hint += "where the database is as the file says, take it as it is"
    command = folder.settings.command("run", "--accept", first.migration.tag)
    error = FileChanged(message, hint=f"{hint}: {command}", place=Place(first.migration.path))
    for note in _others(changed[1:]):
        error.add_note(note)
    return error


def _others(changed: Sequence[Changed]) -> Iterator[str]:
    for one in changed:
        yield f"{one.migration.path.name} was changed as well{f', in its {one.alike} alone' if one.alike else ''}."
