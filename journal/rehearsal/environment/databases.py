"""An empty database on a temporary server, copies of it, and the ways in which files can run on one."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from journal.catalog.values import EMPTY, Schema
from journal.connect.temporary import connect, connect_as_user
from journal.dataclass import dataclass
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
"""Reads the database after a file, in the transaction that runs it, and changes nothing."""


@dataclass(frozen=True)
class FileRun:
    """How a file ended. `failed`: the failed statement; `hint`: what to do then, where that is known.

    `whole`: it ran in one transaction, as Drizzle runs it.
    """

    failed: Explanation | None = None
    whole: bool = True
    hint: str = ""


@dataclass(frozen=True)
class Stage:
    """A running server. `blank` is the database before the first migration, which never changes."""

    server: Server
    recipe: Recipe
    ledger: Ledger
    roles: Roles

    @property
    def blank(self) -> str:
        """The connection string of the empty database."""
        return self.server.conninfo

    @contextmanager
    def copy(self, of: str) -> Iterator[str]:
        """Yield a copy of a database without connections; drop it at the end, with the roles created on it."""
        with copied(self.server, of) as database:
            yield database
        self.roles.put_back(database)

    @contextmanager
    def session(self, database: str) -> "Iterator[Connection[Any]]":
        """Yield a new session for the user's SQL, so that no SET of a file reaches the next."""
        with connect_as_user(database, self.recipe.limits.options()) as connection:
            yield connection

    def together(self, database: str, steps: Sequence[Step], after_each: AfterEach | None = None) -> None:
        """Run all files in one transaction, as one `migrate` of Drizzle. Raises MigrationFailed."""
        with self.roles.watched(database), self.session(database) as connection:
            applied = partial(_read_after, after_each, connection) if after_each else lambda _: None
            with Watchdog(connection, self.recipe.limits, self.server.used).on_duty() as watchdog:
                replay(connection, steps, self.ledger, Extras(applied, watchdog))

    def state(self, database: str) -> DatabaseState:
        """Return the schema and the rows."""
        with connect(database) as connection:
            return read_state(connection, self.ledger)

    def schema(self, database: str) -> Schema:
        """Return the schema alone."""
        with connect(database) as connection:
            return schema_of(connection, self.ledger)

    def rows(self, database: str) -> DatabaseState:
        """Return the rows alone."""
        with connect(database) as connection:
            return DatabaseState(EMPTY, read_rows(connection, self.ledger))

    def alone(self, database: str, migration: Migration, when: int = 0) -> FileRun:
        """Run one file in a session of its own: in a transaction, or where it cannot be in one, as psql runs it."""
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
            for number, statement in enumerate(statements(migration.text)):
                piece = Piece(statement.text, statement.offset)
                try:
                    send(connection, piece)
                except PieceFailed as failure:
                    refuse_full(failure.refusal)
                    failed = explain(migration, piece, failure.refusal, earlier=number, passed=0)
                    return FileRun(failed, whole=False)
        # A file that was run by psql is recorded manually; Drizzle reads only the time of the row.
        self.together(database, [(Entry(0, when, migration.tag), replace(migration, raw=b""))])
        return FileRun(whole=False)


def _read_after(after_each: AfterEach, connection: "Connection[Any]", applied: AppliedMigration) -> None:
    with reading_after(connection, applied):
        after_each(connection, applied)


@contextmanager
def staged(provider: Provider, recipe: Recipe, ledger: Ledger, migrations: Sequence[Migration]) -> Iterator[Stage]:
    """Start the server and prepare the database before the first migration. Raises what `rebuilt` raises."""
    with provider.start() as started:
        yield Stage(prepare_server(started, recipe, migrations), recipe, ledger, Roles(started, migrations))
