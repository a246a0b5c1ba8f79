"""The ledgers that the guard of a squashed file looks at."""

from collections.abc import Sequence

from journal.catalog.quoting import literal, quoted
from journal.folder.entries import Entry
from journal.folder.read import Folder
from journal.ledger.manual_table import number_of
from journal.project.manual_ledger import ManualLedger
from journal.squash.guard import GuardedLedger, drizzle_ledger, manual_ledger
from journal.squash.line import LivePosition

_NAME = "filename"


def guarded_ledgers(folder: Folder, entry: Entry, positions: Sequence[LivePosition]) -> list[GuardedLedger]:
    """Return Drizzle's ledger, and that of the runner where the settings name one, or a database or down files show it.

    A runner records a file by its name, with or without `.sql`, or by its number alone.
    """
    settings = folder.settings
    found = [drizzle_ledger(settings.ledger, entry.tag, entry.when, is_version_1=folder.is_version_1)]
    manual, names = settings.manual, [entry.tag, f"{entry.tag}.sql"]
    seen = {(one.schema, one.table, one.columns["name"], one.by_number) for one in
            (position.manual for position in positions) if one}  # fmt: skip
    if not seen and (manual != ManualLedger() or folder.downs):
        seen = {(manual.schema or "public", manual.table, manual.columns.get("name", _NAME), False)}
    for schema, table, column, by_number in sorted(seen):
        spelt = [*names, number_of(entry.tag)] if by_number else names
        found.append(manual_ledger(schema, table, column, spelt))
    return found


def trial_ledger(folder: Folder, entry: Entry) -> tuple[str, str, str]:
    """Return the CREATE of Drizzle's ledger, and the INSERT of the row of an entry before this one, and of its own."""
    ledger = folder.settings.ledger
    table = quoted(ledger.schema, ledger.table)
    create = f"CREATE SCHEMA IF NOT EXISTS {quoted(ledger.schema)}; CREATE TABLE {table} "
    create += "(id serial PRIMARY KEY, hash text NOT NULL, created_at bigint, name text)"
    insert = f"INSERT INTO {table} (hash, created_at, name) VALUES"  # noqa: S608 - quoted
    return create, f"{insert} ('', {entry.when - 1}, 'before')", f"{insert} ('', {entry.when}, {literal(entry.tag)})"
