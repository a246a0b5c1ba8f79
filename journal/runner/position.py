"""How far a file that runs step by step has come: stored beside `_manual_migrations` until the file is applied."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from journal.connect.opening import pinned
from journal.ledger.relation import WRITES, check_relation
from journal.sql.statements import Statement

if TYPE_CHECKING:
    from psycopg import Connection

POSITION_TABLE = "_manual_migrations_position"

_CREATE = """
CREATE TABLE IF NOT EXISTS {} (
    filename text PRIMARY KEY,
    done integer NOT NULL,
    done_hash text NOT NULL,
    trying boolean NOT NULL,
    at timestamptz NOT NULL DEFAULT pg_catalog.now()
)
"""
_READ = "SELECT done, done_hash, trying FROM {} WHERE filename = %s"
_WRITE = """
INSERT INTO {} AS kept (filename, done, done_hash, trying) VALUES (%s, %s, %s, %s)
    ON CONFLICT (filename) DO UPDATE SET done = excluded.done, done_hash = excluded.done_hash,
       trying = excluded.trying, at = pg_catalog.now()
"""
_DELETE = "DELETE FROM {} WHERE filename = %s"


@dataclass(frozen=True)
class Position:
    """The first `done` statements of a file are in the database; their text has this hash.

    `trying`: the next one was sent outside a transaction, and its end was not seen.
    """

    done: int
    done_hash: str
    trying: bool = False

    def fits(self, statements: Sequence[Statement]) -> bool:
        """Tell whether the file still begins with what was done."""
        return self.done <= len(statements) and self.done_hash == hash_of(statements[: self.done])


def hash_of(statements: Sequence[Statement]) -> str:
    """Return the SHA-256 of the statements' texts; what is between and after them may change."""
    return hashlib.sha256("\0".join(statement.text for statement in statements).encode()).hexdigest()


@dataclass(frozen=True)
class Positions:
    """The table, in the schema of `_manual_migrations`. It is used in the file's session, so each access is pinned."""

    schema: str

    def prepare(self, connection: "Connection[Any]") -> None:
        """Create the table if it is missing."""
        with pinned(connection):
            if not self._exists(connection):
                self._execute(connection, _CREATE)

    def read(self, connection: "Connection[Any]", filename: str) -> Position | None:
        """Return how far a file has come, or None if it has not begun."""
        with pinned(connection):
            row = self._execute(connection, _READ, filename).fetchone() if self._exists(connection) else None
        return Position(*row) if row else None

    def write(self, connection: "Connection[Any]", filename: str, position: Position) -> None:
        """Store how far a file has come."""
        with pinned(connection):
            self._exists(connection)  # raises RelationUnsafe if it may not be written to
            self._execute(connection, _WRITE, filename, position.done, position.done_hash, position.trying)

    def delete(self, connection: "Connection[Any]", filename: str) -> None:
        """Delete the position of a file that is applied or starts from its beginning."""
        with pinned(connection):
            if self._exists(connection):
                self._execute(connection, _DELETE, filename)

    def _exists(self, connection: "Connection[Any]") -> bool:
        return check_relation(connection, self.schema, POSITION_TABLE, WRITES) is not None

    def _execute(self, connection: "Connection[Any]", text: str, *values: object) -> Any:
        from psycopg import sql

        table = sql.Identifier(self.schema, POSITION_TABLE)
        return connection.execute(sql.SQL(text).format(table), values or None)
