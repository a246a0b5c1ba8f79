"""The one file that runs SQL here: it fetches the rows of pg_catalog and hands them to what makes values of them."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from journal.catalog import queries
from journal.catalog.build import build
from journal.catalog.values import Role, Schema

if TYPE_CHECKING:
    from psycopg import Connection, Cursor

_FIRST = {
    "namespaces": queries.NAMESPACES,
    "relations": queries.RELATIONS,
    "parents": queries.PARENTS,
    "foreign_tables": queries.FOREIGN_TABLES,
    "marked_indexes": queries.MARKED_INDEXES,
    "columns": queries.COLUMNS,
    "not_nulls": queries.NOT_NULLS,
    "sequences": queries.SEQUENCES,
}
_SECOND = {
    "extensions": queries.EXTENSIONS,
    "collations": queries.COLLATIONS,
    "types": queries.TYPES,
    "ranges": queries.RANGES,
    "constraints": queries.CONSTRAINTS,
    "operator_classes": queries.OPERATOR_CLASSES,
    "indexes": queries.INDEXES,
}
_THIRD = {
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
    with connection.transaction(force_rollback=True):
        connection.execute(queries.SETTINGS)  # by itself: what is sent after it is decoded as it says
        with connection.pipeline(), ThreadPoolExecutor(1) as reader:
            return build(_Arriving(connection, reader, [_FIRST, _SECOND, _THIRD]))


def read_roles(connection: "Connection[Any]") -> tuple[Role, ...]:
    """The roles of the server but for PostgreSQL's own, by name. It takes no right to see them."""
    return tuple(Role(*row) for row in connection.execute(queries.ROLES))


_Found = dict[str, list[tuple[Any, ...]]]


class _Arriving(_Found):
    """The rows of queries, by name, in batches: the server is at the next while the one before becomes values.

    The queries of a batch are sent together, so that from a far server they come in one journey.
    """

    def __init__(
        self, connection: "Connection[Any]", reader: ThreadPoolExecutor, batches: Sequence[Mapping[str, str]]
    ) -> None:
        super().__init__()
        self.connection, self.reader, self.batches = connection, reader, iter(batches)
        self.coming = self._sent()

    def __missing__(self, name: str) -> list[tuple[Any, ...]]:
        self.update(self.coming.result())
        self.coming = self._sent()
        return self[name]

    def _sent(self) -> Future[_Found]:
        batch = next(self.batches, {})
        cursors = {name: self.connection.execute(query) for name, query in batch.items()}
        return self.reader.submit(_fetched, cursors)


def _fetched(cursors: "Mapping[str, Cursor[Any]]") -> _Found:
    return {name: cursor.fetchall() for name, cursor in cursors.items()}
