"""What pending files make and the database has already: such a file does not run, whatever its name."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from journal.errors import JournalError, Note, Place, Severity
from journal.folder.migrations import Migration
from journal.folder.read import Folder
from journal.ledger.live_objects import MigrationObjects, Presence
from journal.runner.other_records import record_command
from journal.sql.parsed import ParsedPiece

_CHANGES_ROWS = {"insert_stmt", "update_stmt", "delete_stmt", "merge_stmt", "copy_stmt", "truncate_stmt", "call_stmt"}
_MAY_CHANGE_ROWS = {"do_stmt", "select_stmt"}
_ROWS = re.compile(r"\b(?:insert\s+into|update|delete\s+from|merge\s+into|truncate)\b", re.IGNORECASE)
_SHOWN_FILES, _SHOWN_OBJECTS = 5, 3


class ObjectsExist(JournalError):
    """The database has objects that pending files make."""

    code = "objects-there"
    exit_code = 1


def refuse_existing(
    folder: Folder, wanted: Sequence[Migration], objects: Mapping[str, MigrationObjects]
) -> tuple[Note, ...]:
    """Raise ObjectsExist for the files whose objects are there, also where IF NOT EXISTS would hide that.

    A file that would do nothing at all is a note.
    """
    there = {one.tag: found for one in wanted if (found := _found(one, objects[one.tag]))}
    if there:
        raise _error(folder, [one for one in wanted if one.tag in there], there)
    return tuple(_passing(one, objects[one.tag].passed) for one in wanted if _only_passes(objects[one.tag]))


def changes_rows(migration: Migration) -> bool:
    """Tell whether a statement of the file changes rows, or may, because it calls a procedure."""
    statements = chain.from_iterable(ParsedPiece(piece).statements for piece in migration.pieces)
    return any(
        one.kind in _CHANGES_ROWS or (one.kind in _MAY_CHANGE_ROWS and _ROWS.search(one.text)) for one in statements
    )


def _found(migration: Migration, objects: MigrationObjects) -> tuple[str, ...]:
    """Return the objects that are there, if the file is not to run for them."""
    if objects.presence in (Presence.THERE, Presence.PARTLY):
        # A function has many forms: where it is the same one, the file fails by itself, and nothing of it is kept.
        seen = (*(name for name in objects.seen if not name.startswith("function ")), *objects.other_names.values())
        return (*seen, *objects.passed) if seen else ()
    return objects.passed if _only_passes(objects) and changes_rows(migration) else ()


def _only_passes(objects: MigrationObjects) -> bool:
    return objects.presence is Presence.UNSEEN and bool(objects.passed)


def _passing(migration: Migration, passed: Sequence[str]) -> Note:
    message = f"The database already has objects of {migration.tag}: {_listed(passed)}. It creates only missing ones."
    return Note("objects-there", message, place=Place(migration.path), severity=Severity.NOTE)


def _error(folder: Folder, files: Sequence[Migration], there: Mapping[str, Sequence[str]]) -> ObjectsExist:
    command, first, last = folder.settings.command, files[0], files[-1]
    record = record_command(folder, files)
    contains = f', with contains = {{ "{first.tag}" = "{last.tag}" }} if it contains the later ones'
    ignore = command("bootstrap", "--ignore", first.path.name, "--reason", "TEXT")
    ways = [
        f"If it was applied, record it without running it: {record}",
        *([] if folder.is_version_1 else [f"If it is no migration, ignore it: {ignore}"]),
        f'If {first.tag} is a dump of this database: baseline = "{first.tag}" in journal.toml'
        f"{contains if len(files) > 1 else ''}",
        f"To run it all the same: {command('run', '--file', first.tag)}",
    ]
    which = "1 pending file" if len(files) == 1 else f"{len(files)} pending files"
    error = ObjectsExist(
        f"The database already has objects of {which}: {'; '.join(_of_files(files, there))}. Nothing ran.",
        hint=". ".join(ways) + ".",
        place=Place(first.path),
    )
    if any(changes_rows(one) for one in files):
        error.add_note("The file also changes rows. A second run may change them twice.")
    return error


def _of_files(files: Sequence[Migration], there: Mapping[str, Sequence[str]]) -> Iterator[str]:
    for migration in files[:_SHOWN_FILES]:
        yield f"{migration.tag} ({_listed(there[migration.tag])})"
    if len(files) > _SHOWN_FILES:
        yield f"and {len(files) - _SHOWN_FILES} more files"


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _SHOWN_OBJECTS} more" if len(names) > _SHOWN_OBJECTS else ""
    return ", ".join(names[:_SHOWN_OBJECTS]) + more
