"""The one file that runs SQL here: it fetches the rows of pg_catalog and hands them to what makes values of them."""

from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from journal.catalog import queries
from journal.catalog.build import build
from journal.catalog.values import Role, Schema

if TYPE_CHECKING:
    from psycopg import Connection

_QUERIES = {
    "namespaces": queries.NAMESPACES,
    "relations": queries.RELATIONS,
    "parents": queries.PARENTS,
    "foreign_tables": queries.FOREIGN_TABLES,
    "marked_indexes": queries.MARKED_INDEXES,
    "columns": queries.COLUMNS,
    "not_nulls": queries.NOT_NULLS,
    "sequences": queries.SEQUENCES,
    "extensions": queries.EXTENSIONS,
    "collations": queries.COLLATIONS,
    "types": queries.TYPES,
    "ranges": queries.RANGES,
    "constraints": queries.CONSTRAINTS,
    "operator_classes": queries.OPERATOR_CLASSES,
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
"""In the order in which `build` asks for their rows; those that much is made of come first."""


_WHEN_ASKED = {"column_grants": queries.COLUMN_GRANTS}


def read_schema(connection: "Connection[Any]") -> Schema:
    """Read all of the database's schema, in one snapshot where the caller's transaction has one. It changes nothing.

    PostgreSQL 14 to 18. It needs no right but to connect. Session settings are as before at the end.
    """
    with connection.transaction(force_rollback=True):
        connection.execute(queries.SETTINGS)  # by itself: what is sent after it is decoded as it says
        with connection.pipeline(), ThreadPoolExecutor(1) as reader:
            return build(_Arriving(connection, reader))


def read_roles(connection: "Connection[Any]") -> tuple[Role, ...]:
    """The roles of the server but for PostgreSQL's own, by name. It takes no right to see them."""
    return tuple(Role(*row) for row in connection.execute(queries.ROLES))


_Rows = list[tuple[Any, ...]]


class _Arriving(dict[str, _Rows]):
    """The rows of the queries, by name, as they arrive: the server is at the next while one's become values.

    All are sent at once, so that from a far server they come in one journey; but for those that are rarely needed.
    """

    def __init__(self, connection: "Connection[Any]", reader: ThreadPoolExecutor) -> None:
        super().__init__()
        self.connection, self.reader = connection, reader
        cursors = {name: connection.execute(query) for name, query in _QUERIES.items()}
        self.coming: dict[str, Future[_Rows]] = {
            name: reader.submit(cursor.fetchall) for name, cursor in cursors.items()
        }

    def __missing__(self, name: str) -> _Rows:
        coming = self.coming.get(name) or self.reader.submit(self._asked, name)
        rows = self[name] = coming.result()
        return rows

    def _asked(self, name: str) -> _Rows:
        return self.connection.execute(_WHEN_ASKED[name]).fetchall()
