"""Where it is rehearsed: an empty database, copies of it, and the ways in which a file can be run on one."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from journal.catalog.values import EMPTY, Schema
from journal.connect.temporary import connect, connect_as_user
from journal.folder.entries import Entry
from journal.folder.migrations import Migration
from journal.project.settings import Ledger
from journal.rebuild.database import Recipe, prepare_server, reading_after
from journal.rehearsal.environment.roles import Roles
from journal.rehearsal.environment.state import DatabaseState, read_rows, read_state, schema_of
from journal.replay.explain import AppliedMigration, Explanation, MigrationFailed, explain
from journal.replay.limits import Watchdog, refuse_full
from journal.replay.prefix import Step
from journal.replay.runner import Extras, replay
from journal.replay.send import PieceFailed, send
from journal.runner.transaction_mode import has_header
from journal.server.copies import copied
from journal.server.provider import Provider, Server
from journal.sql.statements import Piece, statements

if TYPE_CHECKING:
    from psycopg import Connection

_NOT_IN_A_TRANSACTION = ("25001", "2D000")  # CONCURRENTLY, VACUUM and the like; a COMMIT inside CALL or DO
AfterEach = Callable[["Connection[Any]", AppliedMigration], None]
"""Looks at the database after a file, in the transaction that runs it, and leaves no trace."""


@dataclass(frozen=True)
class FileRun:
    """How a file ended: what stopped it, if anything did, and what to do then, where that is known.

    `whole`: in one transaction, as Drizzle runs it.
    """

    failed: Explanation | None = None
    whole: bool = True
    hint: str = ""


@dataclass(frozen=True)
class Stage:
    """A running server. `blank` is the database as it is before the first migration; nobody else changes it."""

    server: Server
    recipe: Recipe
    ledger: Ledger
    roles: Roles

    @property
    def blank(self) -> str:
        """Its libpq text."""
        return self.server.conninfo

    @contextmanager
    def copy(self, of: str) -> Iterator[str]:
        """A copy of a database that nobody is connected to; gone at the end, and with it the roles made on it."""
        with copied(self.server, of) as database:
            yield database
        self.roles.put_back(database)

    @contextmanager
    def session(self, database: str) -> "Iterator[Connection[Any]]":
        """A new session for the user's SQL, as each run has one: no file's SET reaches the next."""
        with connect_as_user(database, self.recipe.limits.options()) as connection:
            yield connection

    def together(self, database: str, steps: Sequence[Step], after_each: AfterEach | None = None) -> None:
        """All of them in one transaction, as one `migrate` of Drizzle. Raises MigrationFailed."""
        with self.roles.watched(database), self.session(database) as connection:
            told = partial(_told, after_each, connection) if after_each else _nobody
            with Watchdog(connection, self.recipe.limits, self.server.used).on_duty() as watchdog:
                replay(connection, steps, self.ledger, Extras(told, watchdog))

    def state(self, database: str) -> DatabaseState:
        """What is in it."""
        with connect(database) as connection:
            return read_state(connection, self.ledger)

    def schema(self, database: str) -> Schema:
        """Its schema alone, for whoever looks at nothing else."""
        with connect(database) as connection:
            return schema_of(connection, self.ledger)

    def rows(self, database: str) -> DatabaseState:
        """Its rows alone."""
        with connect(database) as connection:
            return DatabaseState(EMPTY, read_rows(connection, self.ledger))

    def alone(self, database: str, migration: Migration, when: int = 0) -> FileRun:
        """One file in a session of its own: in a transaction, or where it cannot be in one, as psql runs it."""
        if has_header(migration):
            return self._as_psql(database, migration, when)
        try:
            self.together(database, [(Entry(0, when, migration.tag), migration)])
        except MigrationFailed as failure:
            if failure.explanation.refusal.sqlstate not in _NOT_IN_A_TRANSACTION:
                return FileRun(failure.explanation, hint=failure.hint)
            return self._as_psql(database, migration, when)
        return FileRun()

    def _as_psql(self, database: str, migration: Migration, when: int) -> FileRun:
        with self.roles.watched(database), self.session(database) as connection:
            for number, one in enumerate(statements(migration.text)):
                piece = Piece(one.text, one.offset)
                try:
                    send(connection, piece)
                except PieceFailed as failure:
                    refuse_full(failure.refusal)
                    told = explain(migration, piece, failure.refusal, earlier=number, passed=0)
                    return FileRun(told, whole=False)
        # Whoever runs it by hand records it by hand; Drizzle reads of the row the moment only.
        self.together(database, [(Entry(0, when, migration.tag), replace(migration, raw=b""))])
        return FileRun(whole=False)


def _told(after_each: AfterEach, connection: "Connection[Any]", applied: AppliedMigration) -> None:
    with reading_after(connection, applied):
        after_each(connection, applied)


def _nobody(applied: AppliedMigration) -> None:
    pass


@contextmanager
def staged(provider: Provider, recipe: Recipe, ledger: Ledger, migrations: Sequence[Migration]) -> Iterator[Stage]:
    """Start the server and put in what a database has before the first migration. Raises what `rebuilt` raises."""
    with provider.start() as started:
        yield Stage(prepare_server(started, recipe, migrations), recipe, ledger, Roles(started, migrations))
