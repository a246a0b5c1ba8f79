"""How far a file that runs step by step has come, and whether the statement at which it stopped was completed.

PostgreSQL builds an index CONCURRENTLY in several transactions: a build that stops half way leaves an invalid
index, and the next try would fail on its name. Source: PostgreSQL's pages on CREATE INDEX, REINDEX and ALTER TABLE.
"""

import hashlib
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, LiteralString

from journal.catalog.quoting import quoted
from journal.connect.opening import pinned
from journal.connect.relation_safety import WRITES, check_relation
from journal.connect.write_lock import lock_for_write
from journal.dataclass import dataclass
from journal.sql.parser import parse_sql
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
INSERT INTO {} AS kept (filename, done, done_hash, trying) VALUES ({}, {}, {}, {})
    ON CONFLICT (filename) DO UPDATE SET done = excluded.done, done_hash = excluded.done_hash,
       trying = excluded.trying, at = pg_catalog.now()
"""
_DELETE = "DELETE FROM {} WHERE filename = {}"
# It runs under the file's own search_path, so it calls only this one function.
_FOUND = "SELECT pg_catalog.to_regclass(%s)::pg_catalog.oid"
_NAME = """
SELECT space.nspname::text, class.relname::text FROM pg_catalog.pg_class AS class
  JOIN pg_catalog.pg_namespace AS space ON space.oid = class.relnamespace WHERE class.oid = %s
"""
_INDEX = """
SELECT space.nspname::text, class.relname::text, valid.indisvalid
  FROM pg_catalog.pg_index AS valid JOIN pg_catalog.pg_class AS class ON class.oid = valid.indexrelid
  JOIN pg_catalog.pg_namespace AS space ON space.oid = class.relnamespace
 WHERE valid.indrelid = %s
"""
# Also on its TOAST table, if the role may use that schema: only a superuser drops anything there.
_LEFT_BY_REINDEX = """
SELECT space.nspname::text, class.relname::text
  FROM pg_catalog.pg_index AS valid JOIN pg_catalog.pg_class AS class ON class.oid = valid.indexrelid
  JOIN pg_catalog.pg_namespace AS space ON space.oid = class.relnamespace
 WHERE NOT valid.indisvalid AND class.relname OPERATOR(pg_catalog.~) '_cc(new|old)[0-9]*$'
   AND pg_catalog.has_schema_privilege(space.oid, 'USAGE')
   AND valid.indrelid IN (SELECT pg_catalog.unnest(ARRAY[main.oid, main.reltoastrelid])
         FROM pg_catalog.pg_class AS named LEFT JOIN pg_catalog.pg_index AS own ON own.indexrelid = named.oid
         JOIN pg_catalog.pg_class AS main ON main.oid = COALESCE(own.indrelid, named.oid)
        WHERE named.oid = %s)
"""
_DETACHING = "SELECT inhdetachpending FROM pg_catalog.pg_inherits WHERE inhrelid = %s"


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
    """One file's row in a table beside `_manual_migrations`. Each access is pinned: it is in the file's session."""

    connection: "Connection[Any]"
    schema: str
    filename: str

    def prepare(self) -> None:
        """Create the table if it is missing."""
        with pinned(self.connection):
            if not self._exists():
                self._execute(_CREATE)

    def read(self) -> Position | None:
        """Return how far the file has come, or None if it has not begun."""
        with pinned(self.connection):
            row = self._execute(_READ, self.filename).fetchone() if self._exists() else None
        return Position(*row) if row else None

    def write(self, position: Position) -> None:
        """Store how far the file has come, in the open transaction."""
        with pinned(self.connection):
            self._change(_WRITE, self.filename, position.done, position.done_hash, position.trying)

    def delete(self) -> None:
        """Delete the position when the file is applied or starts from its beginning, in the open transaction."""
        with pinned(self.connection):
            if _oid(self.connection, (self.schema, POSITION_TABLE)) is not None:
                self._change(_DELETE, self.filename)

    def _exists(self) -> bool:
        return check_relation(self.connection, self.schema, POSITION_TABLE, WRITES) is not None

    def _execute(self, text: str, *values: object) -> Any:
        from psycopg import sql

        table = sql.Identifier(self.schema, POSITION_TABLE)
        return self.connection.execute(sql.SQL(text).format(table), values or None)

    def _change(self, text: LiteralString, *values: object) -> None:
        from psycopg import sql

        table = sql.Identifier(self.schema, POSITION_TABLE)
        statement = sql.SQL(text).format(table, *map(sql.Literal, values)).as_string(None)
        lock_for_write(self.connection, self.schema, POSITION_TABLE).write(statement)


def is_already_done(connection: "Connection[Any]", statement: Statement) -> bool:
    """Tell whether a statement that was tried is completed; else remove what it left, for another try.

    The connection is in autocommit mode.
    """
    node = parse_sql(statement.text).stmts[0].stmt
    kind = node.WhichOneof("node") or ""
    check = _CHECKS.get(kind)
    return bool(check and check(connection, getattr(node, kind)))


def _index(connection: "Connection[Any]", node: Any) -> bool:
    table = _oid(connection, _words(node.relation))
    if not node.concurrent or table is None:
        return False
    with pinned(connection):
        for schema, index, valid in connection.execute(_INDEX, (table,)).fetchall():
            if index == node.idxname and valid:
                return True
            if not valid and index == node.idxname:
                connection.execute(f"DROP INDEX CONCURRENTLY {quoted(schema, index)}".encode())
    return False


def _drop(connection: "Connection[Any]", node: Any) -> bool:
    """Tell whether the index is gone. PostgreSQL drops only one index CONCURRENTLY at a time."""
    if not node.concurrent or len(node.objects) != 1:
        return False
    return _oid(connection, [item.string.sval for item in node.objects[0].list.items]) is None


def _reindex(connection: "Connection[Any]", node: Any) -> bool:
    if not node.HasField("relation"):  # a whole schema or database, where other invalid indexes may have another cause
        return False
    named = _oid(connection, _words(node.relation))
    with pinned(connection):
        for schema, index in connection.execute(_LEFT_BY_REINDEX, (named,)).fetchall():
            connection.execute(f"DROP INDEX CONCURRENTLY {quoted(schema, index)}".encode())
    return False


def _detach(connection: "Connection[Any]", node: Any) -> bool:
    for command in (item.alter_table_cmd for item in node.cmds):
        partition = getattr(command, "def").partition_cmd
        if not partition.concurrent:
            continue
        parent, child = (_oid(connection, _words(relation)) for relation in (node.relation, partition.name))
        with pinned(connection):
            found = connection.execute(_DETACHING, (child,)).fetchone()
            if found and found[0]:
                names = [quoted(*(connection.execute(_NAME, (oid,)).fetchone() or ())) for oid in (parent, child)]
                connection.execute(f"ALTER TABLE {names[0]} DETACH PARTITION {names[1]} FINALIZE".encode())
            return not found or bool(found[0])
    return False


def _oid(connection: "Connection[Any]", words: Sequence[str]) -> int | None:
    """Return the oid of what the file means by a name, or None."""
    found = connection.execute(_FOUND, (quoted(*words),)).fetchone()
    return found[0] if found else None


def _words(node: Any) -> list[str]:
    return [word for word in (node.schemaname, node.relname) if word]


_CHECKS: dict[str, Callable[["Connection[Any]", Any], bool]] = {
    "index_stmt": _index,
    "drop_stmt": _drop,
    "reindex_stmt": _reindex,
    "alter_table_stmt": _detach,
}
