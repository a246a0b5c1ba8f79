"""What makes the next `migrate` fail or do something unexpected, although the state of each entry looks right."""

import math
from collections.abc import Iterator

from journal.catalog.quoting import quoted
from journal.errors import Note, Severity
from journal.folder.entries import FILE_NAME
from journal.folder.read import Folder
from journal.ledger.created_tables import TableName, created_tables, creates_any, missing_tables
from journal.ledger.predict import NO_SCHEMA, newest
from journal.ledger.privileges import Privileges
from journal.ledger.read import DRIZZLES_TABLE, LiveLedger
from journal.ledger.status import EntryStateKind, Status
from journal.project.nearby import name_the_folder

TABLES_THERE = "tables-there"
_SHOWN = 5


def live_notes(
    folder: Folder, ledger: LiveLedger, status: Status, privileges: Privileges, tables: frozenset[TableName]
) -> Iterator[Note]:
    """Yield the notes; one of severity ERROR makes the answer no. `tables` are those of the database."""
    if not privileges.may_create:  # source: drizzle-orm 0.x `pg-core/dialect.js`, 1.0 `pg-core/async/session.js`
        role, database = privileges.role, privileges.database
        yield Note(
            "no-create-privilege",
            f"The role {role} may not CREATE on the database {database}: every drizzle-kit migrate as this role fails "
            "with 42501, because it sends CREATE SCHEMA even if the schema exists.",
            f"GRANT CREATE ON DATABASE {quoted(database)} TO {quoted(role)};",
        )
    yield from _folder_notes(folder, ledger, status)
    yield from _table_notes(folder, status, tables)
    yield from _row_notes(folder, ledger, status)


def _folder_notes(folder: Folder, ledger: LiveLedger, status: Status) -> Iterator[Note]:
    """Yield notes on a journal that is missing or empty, and on rows that are all of another project."""
    path, files, count = folder.settings.meta / FILE_NAME, folder.forwards, len(ledger.rows)
    help_ = folder.settings.command("scaffold") if files else name_the_folder(folder.settings.root)
    if not folder.journal.text:
        message = f"There is no journal at {path}, and drizzle-kit migrate of 0.x does not start without one."
        yield Note("journal-missing", message, help_, severity=Severity.ERROR)
    elif not folder.journal.entries:
        message = f"The journal {path} is empty: drizzle-kit migrate applies nothing and reports success."
        yield Note("journal-empty", message, help_, severity=Severity.ERROR if files or count else Severity.WARNING)
    if count and status.entries and not any(entry.row for entry in status.entries):
        rows = "The only row of the ledger belongs to no" if count == 1 else f"None of the {count} rows belongs to a"
        yield Note(
            "wrong-folder",
            f"{rows} migration in {folder.settings.migrations}: this is another project's folder, or its database.",
            "Name the folder with --migrations DIR, or the database with --url.",
            severity=Severity.ERROR,
        )


def _table_notes(folder: Folder, status: Status, tables: frozenset[TableName]) -> Iterator[Note]:
    """Yield notes on tables that are gone, or that are there already, as after drizzle-kit push."""
    files = folder.by_tag
    recorded = [entry.local.tag for entry in status.entries if entry.row]
    migrations = [files[tag] for tag in recorded if tag in files]
    missing = () if creates_any(migrations, tables) else missing_tables(migrations, tables)
    if missing:
        names = ", ".join(map(str, missing[:_SHOWN])) + (", …" if len(missing) > _SHOWN else "")
        counted = "1 of these migrations" if len(recorded) == 1 else f"{len(recorded)} of these migrations"
        created = "the only table that they create" if len(missing) == 1 else f"all {len(missing)} of their tables"
        yield Note(
            "tables-gone",
            f"The ledger records {counted}, but the database lacks {created}: {names}. drizzle-kit migrate does not "
            "run a recorded migration again.",
            "If the tables were dropped on purpose, drop the ledger as well: the next migrate then starts from zero.",
            severity=Severity.ERROR,
        )
    known = {table for migration in migrations for table in created_tables(migration)}
    for tag in (entry.local.tag for entry in status.entries if entry.state is EntryStateKind.PENDING):
        for table, is_new in created_tables(files[tag]).items():
            if is_new and table not in known and TableName(table.schema or "public", table.name) in tables:
                message = f"The ledger does not record {tag}, but its table {table.name} exists: drizzle-kit migrate "
                message += "would fail there. Was it created manually, or by drizzle-kit push?"
                yield Note(TABLES_THERE, message, folder.settings.command("locate"))
                return


def _row_notes(folder: Folder, ledger: LiveLedger, status: Status) -> Iterator[Note]:
    """Yield notes on a `created_at` that decides wrongly in 0.x, and on what the statements of `migrate` fail with."""
    wrong = [(entry, entry.row) for entry in status.entries if entry.row and entry.row.created_at != entry.local.when]
    for entry, row in wrong[:1]:
        found = "NULL" if row.created_at is None and row.raw is None else row.raw or row.created_at
        more = f" (and {len(wrong) - 1} more such rows)" if len(wrong) > 1 else ""
        message = f"The row of {entry.local.tag} has the created_at {found}, the entry the `when` {entry.local.when}"
        message += f"{more}. Drizzle 0.x compares that number alone, so it skips new entries or runs old ones again."
        yield Note("other-created-at", message, folder.settings.command("repair"))
    first, place = newest(ledger), folder.settings.ledger
    if first and math.isnan(first.number):
        message = f"The newest row of {place.schema}.{place.table} has the created_at {first.raw}, which is not a "
        message += "number of milliseconds: drizzle 0.x skips every migration, new ones as well."
        yield Note("created-at-no-number", message, DRIZZLES_TABLE, severity=Severity.ERROR)
    for version, plan in (("0.x", status.by_0), ("1.0", status.by_1)):
        fails, is_used = plan.fails, version == "0.x" or ledger.named
        if fails and not fails.of_role:
            message = f"The next migrate of drizzle {version} fails with {fails.where}: in the ledger {fails.why}. "
            severity = Severity.ERROR if is_used else Severity.WARNING
            yield Note("migrate-fails", f"{message}It rolls back everything.", DRIZZLES_TABLE, severity=severity)
        elif fails and fails.why != NO_SCHEMA and is_used:  # that it may not create a schema is a note of the role
            message = f"The next migrate of drizzle {version} fails with {fails.sqlstate} as this role: {fails.why}."
            yield Note("right-missing", message)
