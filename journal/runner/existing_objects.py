"""What the first file of a run creates, and whether the database has it already: then the file is a baseline."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from journal.errors import JournalError, Place
from journal.folder.file_names import Kind
from journal.folder.migrations import Migration
from journal.folder.read import Folder
from journal.ledger.created_tables import TableName, created_tables
from journal.sql.definitions import Definition, Family, definitions

Exist = Callable[[Sequence[Definition]], bool]
"""Tells whether all of these objects are in the database."""

_IN_SCHEMA = (Family.RELATION, Family.TYPE, Family.FUNCTION)


class BaselineUndecided(JournalError):
    """Whether a file is in the database already is not known."""

    code = "baseline-undecided"


def created_objects(migration: Migration) -> list[Definition]:
    """Return the objects that a file creates, of the kinds that are looked up; without a schema, in `public`."""
    found = [one for one in definitions(migration.pieces) if not one.gone and one.family is not Family.OTHER]
    return [replace(one, within="public") if one.within is None and one.family in _IN_SCHEMA else one for one in found]


def has_all(migration: Migration, exist: Exist) -> bool:
    """Tell whether the database has every object that a file creates, and it creates some."""
    created = created_objects(migration)
    return bool(created) and exist(created)


def refuse_existing(folder: Folder, first: Migration | None, tables: frozenset[TableName], exist: Exist) -> None:
    """Raise BaselineUndecided for the first file of the folder if it would fail on tables that are there already."""
    if first is None:
        return
    known = tables | {TableName("", table.name) for table in tables}
    again = [table for table, fails in created_tables(first).items() if fails and table in known]
    if not again or any(one.gone for one in definitions(first.pieces)):
        return
    created = created_objects(first)
    lacking = next((one for one in created if not exist([one])), None)
    if lacking and first.kind is not Kind.BASELINE:
        return
    what = f"but not {lacking.family} {lacking.name}" if lacking else f"and all {len(created)} objects that it creates"
    raise BaselineUndecided(
        f"{first.tag} creates {again[0]}, which the database has already, {what}. Nothing ran.",
        hint=f'If it is the baseline of this database, so that it does not run: baseline = "{first.tag}" in '
        f"journal.toml. To run it all the same: {folder.settings.command('run', '--file', first.tag)}",
        place=Place(first.path),
    )
