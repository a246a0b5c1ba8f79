"""Drizzle's migrator, on a temporary database: its statements, its order, its one transaction, its ledger.

Source: drizzle-orm `pg-core/dialect.js`, `PgDialect.migrate`.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from journal.connect.opening import in_utf8, speak
from journal.connect.session import server_message
from journal.dataclass import dataclass
from journal.errors import LedgerUnusable, ServerFailed, SettingsInvalid
from journal.folder.entries import Entry
from journal.folder.migrations import Migration
from journal.project.settings import Ledger
from journal.replay.explain import AppliedMigration, Explanation, MigrationFailed, explain, outside_statements
from journal.replay.limits import Watchdog
from journal.replay.prefix import Prefix, Step, given_settings, survey
from journal.replay.send import PieceFailed, refusal_of, send

if TYPE_CHECKING:
    from psycopg import Connection
    from psycopg.sql import Composed


OnApplied = Callable[[AppliedMigration], None]


@dataclass(frozen=True)
class ReplayResult:
    """The migrations that ran, with those of the kept state. `prefix`: the record to keep, where that is allowed."""

    applied: tuple[AppliedMigration, ...]
    prefix: Prefix | None = None


@dataclass(frozen=True)
class Extras:
    """Options of a replay. `after`: the record of the kept state that the database has.

    `surveyed`: tells at the end, when the times are known, whether the state is worth keeping.
    """

    on_applied: OnApplied = lambda applied: None
    watchdog: Watchdog | None = None
    after: Prefix | None = None
    surveyed: Callable[[Sequence[AppliedMigration]], bool] = lambda applied: False
    settling: "Settling | None" = None


@dataclass(frozen=True)
class Settling:
    """A COMMIT after each 1,000 migrations, where no later one can see it, so that what is dropped can be removed.

    One transaction keeps every row that it has deleted from the catalog, and each query of the catalog reads them all.
    `before`: ends what else the session has, in the transaction. `after`: runs between two transactions.
    """

    before: Callable[["Connection[Any]"], None]
    after: Callable[[], None]
    each: ClassVar[int] = 1000


def replay(
    connection: "Connection[Any]", steps: Sequence[Step], ledger: Ledger, extras: Extras | None = None
) -> ReplayResult:
    """Run every step in array order, on an empty database or on a kept state. The connection is in autocommit mode.

    Raises MigrationFailed; then only the empty ledger is left, unless a file ended the transaction.
    """
    extras = extras or Extras()
    connection.prepare_threshold = None  # a file may DISCARD ALL, and with it what the driver had prepared
    applied = list(extras.after.applied) if extras.after else []
    if not extras.after:
        _create_ledger(connection, ledger)
    row, settings = _row(ledger), given_settings(connection)
    connection.execute("BEGIN")
    if extras.after:
        extras.after.restore(connection)
    try:
        for entry, migration in steps[len(applied) :]:
            applied.append(_apply(connection, entry, migration, row, extras.watchdog))
            extras.on_applied(applied[-1])
            if extras.settling and len(applied) % Settling.each == 0 and len(applied) < len(steps):
                _settle(connection, steps, applied, settings, extras.settling)
        prefix = survey(connection, steps, applied, settings) if extras.surveyed(applied) else None
        if steps:
            _finish(connection, steps[-1][1])
    except _Failed as failure:
        if not connection.closed:
            connection.rollback()
        raise MigrationFailed(failure.migration, failure.explanation, tuple(applied)) from failure.cause
    return ReplayResult(tuple(applied), prefix)


class _Failed(Exception):
    def __init__(self, migration: Migration, explanation: Explanation, cause: Exception | None) -> None:
        super().__init__(explanation.refusal.message)
        self.migration = migration
        self.explanation = explanation
        self.cause = cause


def _create_ledger(connection: "Connection[Any]", ledger: Ledger) -> None:
    import psycopg  # noqa: PLC0415 - the server boots meanwhile
    from psycopg import sql  # noqa: PLC0415

    table = sql.Identifier(ledger.schema, ledger.table)
    columns = "id SERIAL PRIMARY KEY, hash text NOT NULL, created_at bigint"
    try:
        connection.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(ledger.schema)))
        connection.execute(sql.SQL(f"CREATE TABLE IF NOT EXISTS {{}} ({columns})").format(table))
    except psycopg.Error as error:
        raise SettingsInvalid(
            f"Drizzle's ledger {ledger.schema}.{ledger.table} cannot be created: {refusal_of(error).message}.",
            hint="Its names are `schema` and `table` of `ledger` in the settings.",
        ) from None


def _apply(
    connection: "Connection[Any]", entry: Entry, migration: Migration, row: "Composed", watchdog: Watchdog | None
) -> AppliedMigration:
    started = time.perf_counter()
    count, ended = 0, False
    for piece in migration.pieces:
        try:
            with watchdog.piece() if watchdog else nullcontext():
                sent = send(connection, piece)
            count, ended = count + sent.statements, ended or sent.ended_transaction
        except PieceFailed as failure:
            refusal = watchdog.with_reason(failure.refusal) if watchdog else failure.refusal
            passed = failure.passed.statements
            explanation = explain(migration, piece, refusal, earlier=count, passed=passed)
            raise _Failed(migration, explanation, failure.error) from None
    what = "Its statements passed, but its row in Drizzle's ledger could not be written"
    with _explained(migration, what), in_utf8(connection):  # PostgreSQL itself computes the hash of the text
        connection.execute(row, (migration.text.encode(), entry.when))
    return AppliedMigration(migration.tag, time.perf_counter() - started, count, ended)


def _row(ledger: Ledger) -> "Composed":
    from psycopg import sql  # noqa: PLC0415 - the server boots meanwhile

    values = "(hash, created_at) VALUES (pg_catalog.encode(pg_catalog.sha256(%b), 'hex'), %s)"
    return sql.SQL(f"INSERT INTO {{}} {values}").format(sql.Identifier(ledger.schema, ledger.table))


def _settle(
    connection: "Connection[Any]",
    steps: Sequence[Step],
    applied: Sequence[AppliedMigration],
    given: object,
    settling: Settling,
) -> None:
    settling.before(connection)
    done, later = steps[: len(applied)], steps[len(applied) :]
    prefix = survey(connection, done, applied, given)
    if prefix is None or not prefix.allows(later):
        return
    try:
        with connection.transaction():  # a savepoint
            prefix.restore(connection)  # what was SET LOCAL holds to the end of all migrations
    except ServerFailed:
        return
    _finish(connection, done[-1][1])
    settling.after()
    connection.execute("BEGIN")


def _finish(connection: "Connection[Any]", last: Migration) -> None:
    with _explained(last, "All files passed, but the COMMIT at the end failed"):
        if connection.pgconn.parameter_status(b"client_encoding") != b"UTF8":
            speak(connection, b"UTF8")  # the driver itself does not know each encoding
        connection.execute("COMMIT")


@contextmanager
def _explained(migration: Migration, what: str) -> Iterator[None]:
    import psycopg  # noqa: PLC0415 - the server boots meanwhile

    try:
        yield
    except psycopg.Error as error:
        refusal = refusal_of(error)
        explained = replace(refusal, message=f"{what}: {refusal.message}")
        raise _Failed(migration, outside_statements(migration, explained), error) from None


@dataclass(frozen=True)
class CapturedRow:
    """One row of `drizzle.__drizzle_migrations`; `created_at` is the entry's `when`, in milliseconds."""

    id: int
    hash: str
    created_at: int | None


def capture(connection: "Connection[Any]", ledger: Ledger) -> tuple[CapturedRow, ...]:
    """Return all rows of the ledger in the order of insertion. Raises LedgerUnusable."""
    import psycopg  # noqa: PLC0415 - the server boots meanwhile
    from psycopg import sql  # noqa: PLC0415

    table = sql.Identifier(ledger.schema, ledger.table)
    query = sql.SQL("SELECT id, hash, created_at FROM {} ORDER BY id").format(table)
    try:
        rows = connection.execute(query).fetchall()
    except psycopg.Error as error:
        raise LedgerUnusable(
            f"After the replay, Drizzle's ledger {ledger.schema}.{ledger.table} cannot be read: "
            f"{server_message(error)}.",
            hint="Does a migration change that table? Drizzle could not continue after it either.",
        ) from None
    return tuple(CapturedRow(*row) for row in rows)
