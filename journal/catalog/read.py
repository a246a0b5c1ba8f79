"""The one file that runs SQL here: it fetches the rows of pg_catalog and hands them to what makes values of them."""

from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from journal.catalog import queries
from journal.catalog.build import build
from journal.catalog.values import Schema

if TYPE_CHECKING:
    from psycopg import Connection, Cursor

_Found = dict[str, list[tuple[Any, ...]]]

_FIRST = {
    "namespaces": queries.NAMESPACES,
    "extensions": queries.EXTENSIONS,
    "collations": queries.COLLATIONS,
    "types": queries.TYPES,
    "ranges": queries.RANGES,
    "relations": queries.RELATIONS,
    "parents": queries.PARENTS,
    "foreign_tables": queries.FOREIGN_TABLES,
    "marked_indexes": queries.MARKED_INDEXES,
    "columns": queries.COLUMNS,
    "sequences": queries.SEQUENCES,
}
_THEN = {
    "constraints": queries.CONSTRAINTS,
    "indexes": queries.INDEXES,
    "statistics": queries.STATISTICS,
    "functions": queries.FUNCTIONS,
    "aggregates": queries.AGGREGATES,
    "triggers": queries.TRIGGERS,
    "rules": queries.RULES,
    "policies": queries.POLICIES,
    "event_triggers": queries.EVENT_TRIGGERS,
    "comments": queries.COMMENTS,
    "grants": queries.GRANTS,
    "default_privileges": queries.DEFAULT_PRIVILEGES,
    "needs": queries.NEEDS,
    "view_rules": queries.VIEW_RULES,
    "elements": queries.ELEMENTS,
    "unread": queries.UNREAD,
}


def read_schema(connection: "Connection[Any]") -> Schema:
    """Read all of the database's schema, in one snapshot where the caller's transaction has one. It changes nothing.

    PostgreSQL 14 to 18. It needs no right but to connect. Session settings are as before at the end.
    """
    with connection.transaction(force_rollback=True), ThreadPoolExecutor(1) as reader:
        connection.execute(queries.SETTINGS)
        with connection.pipeline():
            first = _fetched(_sent(connection, _FIRST))
            # The server is at the second half while the first becomes values.
            second = reader.submit(_fetched, _sent(connection, _THEN))
            return build(_Arriving(first, second))


def _sent(connection: "Connection[Any]", queries_: Mapping[str, str]) -> "dict[str, Cursor[Any]]":
    """Ask all of them at once: from a far server they come in one journey."""
    return {name: connection.execute(query) for name, query in queries_.items()}


def _fetched(cursors: "Mapping[str, Cursor[Any]]") -> _Found:
    return {name: cursor.fetchall() for name, cursor in cursors.items()}


class _Arriving(_Found):
    """Rows that are there, and others that are waited for when the first of them is wanted."""

    def __init__(self, here: _Found, coming: Future[_Found]) -> None:
        super().__init__(here)
        self.coming = coming

    def __missing__(self, name: str) -> list[tuple[Any, ...]]:
        return self.coming.result()[name]
