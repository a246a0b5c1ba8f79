"""What a statement that was sent outside a transaction left behind when nobody saw its end, and whether it is done.

PostgreSQL builds an index CONCURRENTLY in several transactions: what stops it half way leaves an index that is not
valid, and the next try would fail on its name. Source: PostgreSQL's pages on CREATE INDEX, REINDEX and ALTER TABLE.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from journal.catalog.quoting import name
from journal.folder.statements import Statement

if TYPE_CHECKING:
    from psycopg import Connection

_INDEX = """
SELECT space.nspname::text, class.relname::text, valid.indisvalid
  FROM pg_catalog.pg_index AS valid JOIN pg_catalog.pg_class AS class ON class.oid = valid.indexrelid
  JOIN pg_catalog.pg_namespace AS space ON space.oid = class.relnamespace
 WHERE valid.indrelid = pg_catalog.to_regclass(%s)
"""
# Also on the table that keeps its long values, where the role may go: only a superuser drops anything there.
_LEFT_BY_REINDEX = """
SELECT space.nspname::text, class.relname::text
  FROM pg_catalog.pg_index AS valid JOIN pg_catalog.pg_class AS class ON class.oid = valid.indexrelid
  JOIN pg_catalog.pg_namespace AS space ON space.oid = class.relnamespace
 WHERE NOT valid.indisvalid AND class.relname OPERATOR(pg_catalog.~) '_cc(new|old)[0-9]*$'
   AND pg_catalog.has_schema_privilege(space.oid, 'USAGE')
   AND valid.indrelid IN (SELECT pg_catalog.unnest(ARRAY[main.oid, main.reltoastrelid])
         FROM pg_catalog.pg_class AS named LEFT JOIN pg_catalog.pg_index AS own ON own.indexrelid = named.oid
         JOIN pg_catalog.pg_class AS main ON main.oid = COALESCE(own.indrelid, named.oid)
        WHERE named.oid = pg_catalog.to_regclass(%s))
"""
_DETACHING = "SELECT inhdetachpending FROM pg_catalog.pg_inherits WHERE inhrelid = pg_catalog.to_regclass(%s)"


def is_done_after_all(connection: "Connection[Any]", statement: Statement) -> bool:
    """Whether a statement that was being tried is done; else what it left half-made is removed, for another try.

    The connection is in autocommit mode.
    """
    import postgast  # noqa: PLC0415 - only after a run that was cut off

    node = postgast.parse(statement.text).stmts[0].stmt
    look = _LOOKS.get(node.WhichOneof("node") or "")
    return bool(look and look(connection, getattr(node, node.WhichOneof("node"))))


def _index(connection: "Connection[Any]", node: Any) -> bool:
    if not node.concurrent:
        return False
    for schema, index, valid in connection.execute(_INDEX, (_relation(node.relation),)).fetchall():
        if index == node.idxname and valid:
            return True
        if not valid and index == node.idxname:
            connection.execute(f"DROP INDEX CONCURRENTLY {name(schema, index)}".encode())
    return False


def _drop(connection: "Connection[Any]", node: Any) -> bool:
    """Gone already. Where several are dropped at once, PostgreSQL takes no CONCURRENTLY."""
    if not node.concurrent or len(node.objects) != 1:
        return False
    words = [one.string.sval for one in node.objects[0].list.items]
    found = connection.execute("SELECT pg_catalog.to_regclass(%s) IS NULL", (name(*words),)).fetchone()
    return bool(found and found[0])


def _reindex(connection: "Connection[Any]", node: Any) -> bool:
    if not node.HasField("relation"):  # a whole schema or database: what is left there may be somebody else's
        return False
    for schema, index in connection.execute(_LEFT_BY_REINDEX, (_relation(node.relation),)).fetchall():
        connection.execute(f"DROP INDEX CONCURRENTLY {name(schema, index)}".encode())
    return False


def _detach(connection: "Connection[Any]", node: Any) -> bool:
    for command in (one.alter_table_cmd for one in node.cmds):
        partition = getattr(command, "def").partition_cmd
        if partition.concurrent:
            child = _relation(partition.name)
            found = connection.execute(_DETACHING, (child,)).fetchone()
            if found and found[0]:
                parent = _relation(node.relation)
                connection.execute(f"ALTER TABLE {parent} DETACH PARTITION {child} FINALIZE".encode())
            return not found or bool(found[0])
    return False


def _relation(node: Any) -> str:
    return name(*(word for word in (node.schemaname, node.relname) if word))


_LOOKS: dict[str, Callable[["Connection[Any]", Any], bool]] = {
    "index_stmt": _index,
    "drop_stmt": _drop,
    "reindex_stmt": _reindex,
    "alter_table_stmt": _detach,
}
