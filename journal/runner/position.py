"""How far a file has come that is run step by step: kept beside `_manual_migrations` until the file is through."""

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

    `trying`: the one after them was sent outside a transaction, and how it ended was not seen.
    """

    done: int
    done_hash: str
    trying: bool = False

    def fits(self, statements: Sequence[Statement]) -> bool:
        """Whether the file still begins with what was done."""
        return self.done <= len(statements) and self.done_hash == hash_of(statements[: self.done])


def hash_of(statements: Sequence[Statement]) -> str:
    """SHA-256 of the statements' texts; what stands between and after them may change."""
    return hashlib.sha256("\0".join(one.text for one in statements).encode()).hexdigest()


@dataclass(frozen=True)
class Positions:
    """The table, in the schema of `_manual_migrations`. It is asked in the session of the file, so each time pinned."""

    schema: str

    def prepare(self, connection: "Connection[Any]") -> None:
        """Make the table where it is missing."""
        with pinned(connection):
            if not self._exists(connection):
                connection.execute(self._sql(_CREATE))

    def read(self, connection: "Connection[Any]", filename: str) -> Position | None:
        """How far a file has come; None where it has not begun."""
        with pinned(connection):
            if not self._exists(connection):
                return None
            row = connection.execute(self._sql(_READ), (filename,)).fetchone()
        return Position(*row) if row else None

    def write(self, connection: "Connection[Any]", filename: str, position: Position) -> None:
        """Keep how far it has come."""
        values = (filename, position.done, position.done_hash, position.trying)
        with pinned(connection):
            self._exists(connection)  # and may be written to
            connection.execute(self._sql(_WRITE), values)

    def delete(self, connection: "Connection[Any]", filename: str) -> None:
        """The file is through, or begins anew."""
        with pinned(connection):
            if self._exists(connection):
                connection.execute(self._sql(_DELETE), (filename,))

    def _exists(self, connection: "Connection[Any]") -> bool:
        return check_relation(connection, self.schema, POSITION_TABLE, WRITES) is not None

    @property
    def _name(self) -> Any:
        from psycopg import sql  # noqa: PLC0415 - `--help` does not pay for it

        return sql.Identifier(self.schema, POSITION_TABLE)

    def _sql(self, text: str) -> Any:
        from psycopg import sql  # noqa: PLC0415

        return sql.SQL(text).format(self._name)
