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

TABLES_THERE = "tables-there"
_SHOWN = 5


def live_notes(
    folder: Folder, ledger: LiveLedger, status: Status, privileges: Privileges, tables: frozenset[TableName]
) -> Iterator[Note]:
    """Yield the notes; one of severity ERROR makes the answer no. `tables` are those of the database."""
    yield from _privilege_notes(privileges)
    yield from _empty_journal_notes(folder, ledger)
    yield from _wrong_folder_notes(folder, ledger, status)
    yield from _missing_table_notes(folder, status, tables)
    yield from _existing_table_notes(folder, status, tables)
    yield from _created_at_notes(folder, ledger, status)
    yield from _failure_notes(ledger, status)


def _privilege_notes(privileges: Privileges) -> Iterator[Note]:
    """Source: drizzle-orm 0.x `pg-core/dialect.js`, 1.0 `pg-core/async/session.js`: both always send CREATE SCHEMA."""
    if not privileges.may_create:
        role, database = privileges.role, privileges.database
        yield Note(
            "no-create-privilege",
            f"The role {role} may not CREATE on the database {database}: every drizzle-kit migrate as this role fails "
            "with 42501, because it sends CREATE SCHEMA even if the schema exists.",
            f"GRANT CREATE ON DATABASE {quoted(database)} TO {quoted(role)};",
        )


def _empty_journal_notes(folder: Folder, ledger: LiveLedger) -> Iterator[Note]:
    path, files = folder.settings.meta / FILE_NAME, folder.forwards
    help_ = folder.settings.command("scaffold") if files else "Name the folder of the migrations: --migrations DIR"
    if not folder.journal.text:
        message = f"There is no journal at {path}, and drizzle-kit migrate of 0.x does not start without one."
        yield Note("journal-missing", message, help_, severity=Severity.ERROR)
    elif not folder.journal.entries:
        message = f"The journal {path} is empty: drizzle-kit migrate applies nothing and reports success."
        severity = Severity.ERROR if files or ledger.rows else Severity.WARNING
        yield Note("journal-empty", message, help_, severity=severity)


def _wrong_folder_notes(folder: Folder, ledger: LiveLedger, status: Status) -> Iterator[Note]:
    if ledger.rows and status.entries and not any(entry.row for entry in status.entries):
        count = len(ledger.rows)
        rows = "The only row of the ledger belongs to no" if count == 1 else f"None of the {count} rows belongs to a"
        yield Note(
            "wrong-folder",
            f"{rows} migration in {folder.settings.migrations}: this is another project's folder, or its database.",
            "Name the folder with --migrations DIR, or the database with --url.",
            severity=Severity.ERROR,
        )


def _missing_table_notes(folder: Folder, status: Status, tables: frozenset[TableName]) -> Iterator[Note]:
    recorded = [entry.local.tag for entry in status.entries if entry.row]
    migrations = [folder.by_tag[tag] for tag in recorded if tag in folder.by_tag]
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


def _existing_table_notes(folder: Folder, status: Status, tables: frozenset[TableName]) -> Iterator[Note]:
    """A database that was built manually or by push has tables that the ledger does not know."""
    files = folder.by_tag
    recorded = [files[entry.local.tag] for entry in status.entries if entry.row and entry.local.tag in files]
    known = {table for migration in recorded for table in created_tables(migration)}
    for tag in (entry.local.tag for entry in status.entries if entry.state is EntryStateKind.PENDING):
        created = [table for table, is_new in created_tables(files[tag]).items() if is_new and table not in known]
        present = [table.name for table in created if TableName(table.schema or "public", table.name) in tables]
        if present:
            yield Note(
                TABLES_THERE,
                f"The ledger does not record {tag}, but its table {present[0]} exists: drizzle-kit migrate would fail "
                "there. Was it created manually, or by drizzle-kit push?",
                folder.settings.command("locate"),
            )
            return


def _created_at_notes(folder: Folder, ledger: LiveLedger, status: Status) -> Iterator[Note]:
    """A `created_at` of the clock or the future makes 0.x skip later entries; one that is no number, all of them."""
    wrong = [entry for entry in status.entries if entry.row and entry.row.created_at != entry.local.when]
    if wrong:
        entry, row = wrong[0], wrong[0].row
        found = row.raw or row.created_at if row else None
        more = f" (and {len(wrong) - 1} more such rows)" if len(wrong) > 1 else ""
        yield Note(
            "other-created-at",
            f"The row of {entry.local.tag} has the created_at {'NULL' if found is None else found}, the entry the "
            f"`when` {entry.local.when}{more}. Drizzle 0.x compares that number alone, so it skips new entries or runs "
            "old ones again.",
            folder.settings.command("repair"),
        )
    first, place = newest(ledger), folder.settings.ledger
    if first and math.isnan(first.number):
        yield Note(
            "created-at-no-number",
            f"The newest row of {place.schema}.{place.table} has the created_at {first.raw}, which is not a number of "
            "milliseconds: drizzle 0.x skips every migration, new ones as well.",
            DRIZZLES_TABLE,
            severity=Severity.ERROR,
        )


def _failure_notes(ledger: LiveLedger, status: Status) -> Iterator[Note]:
    """What the statements of `migrate` itself fail with. That it may not create a schema is a note of the role."""
    for version, plan in (("0.x", status.by_0), ("1.0", status.by_1)):
        fails, is_used = plan.fails, version == "0.x" or ledger.named
        if fails and not fails.of_role:
            yield Note(
                "migrate-fails",
                f"The next migrate of drizzle {version} fails with {fails.where}: in the ledger {fails.why}. "
                "It rolls back everything.",
                DRIZZLES_TABLE,
                severity=Severity.ERROR if is_used else Severity.WARNING,
            )
        elif fails and fails.why != NO_SCHEMA and is_used:
            yield Note(
                "right-missing",
                f"The next migrate of drizzle {version} fails with {fails.sqlstate} as this role: {fails.why}.",
            )
