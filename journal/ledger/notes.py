"""What the next `migrate` stumbles over, or means something else by, though each entry's state may look well."""

import math
from collections.abc import Iterator

from journal.errors import Note, Severity
from journal.folder.entries import FILE_NAME
from journal.folder.read import Folder
from journal.ledger.drizzle import LiveLedger
from journal.ledger.predict import NO_SCHEMA, newest
from journal.ledger.role_and_tables import Around, TableName, seemingly_made
from journal.ledger.states import EntryStateKind, Status

TABLES_THERE = "tables-there"
_SHOWN = 5


def live_notes(folder: Folder, ledger: LiveLedger, status: Status, around: Around) -> Iterator[Note]:
    """Each in its own sentence; an ERROR makes the answer no."""
    yield from _rights(around)
    yield from _empty(folder, ledger)
    yield from _wrong_folder(folder, ledger, status)
    yield from _gone(folder, status, around)
    yield from _there(folder, status, around)
    yield from _created_at(folder, status)
    yield from _failing(ledger, status)
    yield from _no_number(folder, ledger)


def _rights(around: Around) -> Iterator[Note]:
    """Source: drizzle-orm 0.x `pg-core/dialect.js`, 1.0 `pg-core/async/session.js`: CREATE SCHEMA, unasked."""
    if not around.may_create:
        yield Note(
            "no-create-privilege",
            f"The role {around.role} may not CREATE on the database {around.database}: every drizzle-kit migrate as "
            "this role fails with 42501, because it sends CREATE SCHEMA even where the schema is there.",
            f"GRANT CREATE ON DATABASE {_quoted(around.database)} TO {_quoted(around.role)};",
        )


def _empty(folder: Folder, ledger: LiveLedger) -> Iterator[Note]:
    path, files = folder.settings.meta / FILE_NAME, folder.forwards
    help_ = folder.settings.command("scaffold") if files else "Name the folder of the migrations: --migrations DIR"
    if not folder.journal.text:
        message = f"There is no journal at {path}, and no drizzle-kit migrate of 0.x starts without one."
        yield Note("journal-missing", message, help_, severity=Severity.ERROR)
    elif not folder.journal.entries:
        message = f"The journal {path} is empty: drizzle-kit migrate has nothing to do, and says that it succeeded."
        unknown = files or ledger.rows
        yield Note("journal-empty", message, help_, severity=Severity.ERROR if unknown else Severity.WARNING)


def _wrong_folder(folder: Folder, ledger: LiveLedger, status: Status) -> Iterator[Note]:
    if ledger.rows and status.entries and not any(one.row for one in status.entries):
        rows = "The one row" if len(ledger.rows) == 1 else f"None of the {len(ledger.rows)} rows"
        yield Note(
            "wrong-folder",
            f"{rows} of the ledger is {'not ' if len(ledger.rows) == 1 else ''}of a migration in "
            f"{folder.settings.migrations}: this is another project's folder, or its database.",
            "Name the folder with --migrations DIR, or the database with --url.",
            severity=Severity.ERROR,
        )


def _gone(folder: Folder, status: Status, around: Around) -> Iterator[Note]:
    files, recorded = folder.by_tag, [one.local.tag for one in status.entries if one.row]
    migrations = [files[tag] for tag in recorded if tag in files]
    if around.has_any_of(migrations):
        return
    from journal.ledger.tables import gone_tables  # noqa: PLC0415 - the SQL parser, where the text alone tells nothing

    gone = gone_tables(migrations, around.tables)
    if gone:
        names = ", ".join(map(str, gone[:_SHOWN])) + (", …" if len(gone) > _SHOWN else "")
        one = len(gone) == 1
        counted = "one of these migrations" if len(recorded) == 1 else f"{len(recorded)} of these migrations"
        tables = "the one table that they make is not" if one else f"none of the {len(gone)} tables that they make is"
        yield Note(
            "tables-gone",
            f"The ledger records {counted}, and {tables} in the database: {names}. drizzle-kit migrate makes nothing "
            "again that it has recorded.",
            "If they were dropped on purpose, drop the ledger, too, so that the next migrate begins anew.",
            severity=Severity.ERROR,
        )


def _there(folder: Folder, status: Status, around: Around) -> Iterator[Note]:
    """A database that was built by hand or by push, whose ledger knows nothing of it."""
    files = folder.by_tag
    recorded = [files[one.local.tag] for one in status.entries if one.row and one.local.tag in files]
    known = {table for migration in recorded for table in seemingly_made(migration)}
    for tag in (one.local.tag for one in status.entries if one.state is EntryStateKind.PENDING):
        tables = [table for table, anew in seemingly_made(files[tag]).items() if anew and table not in known]
        there = [one.name for one in tables if TableName(one.schema or "public", one.name) in around.tables]
        if there:
            yield Note(
                TABLES_THERE,
                f"The ledger does not record {tag}, and a table that it makes is in the database already: {there[0]}. "
                "drizzle-kit migrate would stop there; was it built by hand, or by drizzle-kit push?",
                folder.settings.command("locate"),
                severity=Severity.WARNING,
            )
            return


def _created_at(folder: Folder, status: Status) -> Iterator[Note]:
    """A row from the clock, or from the future, makes entries skipped that come only later."""
    wrong = [one for one in status.entries if one.row and one.row.created_at != one.local.when]
    if wrong:
        first, more = wrong[0], f"; rows that are like it: {len(wrong) - 1} more" if len(wrong) > 1 else ""
        found = "NULL" if first.row is None else first.row.raw or first.row.created_at or "NULL"
        yield Note(
            "other-created-at",
            f"The row of {first.local.tag} has {found} as created_at, and the entry's `when` is {first.local.when}"
            f"{more}. Drizzle 0.x goes by that number alone, and skips new entries or runs old ones again.",
            folder.settings.command("repair"),
            severity=Severity.WARNING,
        )


def _failing(ledger: LiveLedger, status: Status) -> Iterator[Note]:
    """What the statements of a `migrate` itself fail with; that of a right is said of the role."""
    for named, plan in (("0.x", status.by_0), ("1.0", status.by_1)):
        if plan.fails and not plan.fails.of_role:
            where = f" at {plan.fails.tag}" if plan.fails.tag else ""
            yield Note(
                "migrate-fails",
                f"The next migrate of drizzle {named} fails with {plan.fails.sqlstate}{where}: in the ledger "
                f"{plan.fails.why}. Nothing of it stays.",
                "Make the ledger as Drizzle does: (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at bigint).",
                severity=Severity.ERROR if named == "0.x" or ledger.named else Severity.WARNING,
            )
        elif plan.fails and plan.fails.why != NO_SCHEMA and (named == "0.x" or ledger.named):
            yield Note(
                "right-missing",
                f"The next migrate of drizzle {named} fails with {plan.fails.sqlstate} as this role: {plan.fails.why}.",
            )


def _no_number(folder: Folder, ledger: LiveLedger) -> Iterator[Note]:
    first = newest(ledger)
    if first and math.isnan(first.number):
        place = folder.settings.ledger
        yield Note(
            "created-at-no-number",
            f"The newest row of {place.schema}.{place.table} has {first.raw} as created_at, which is no number of "
            "milliseconds: drizzle 0.x skips every migration, the new ones as well.",
            "Make the ledger as Drizzle does: (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at bigint).",
            severity=Severity.ERROR,
        )


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
