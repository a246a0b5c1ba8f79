"""The one file that runs SQL here: it fetches the rows of pg_catalog and hands them to what makes values of them."""

from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from journal.catalog import queries
from journal.catalog.assemble import build
from journal.catalog.values import Role, Schema

if TYPE_CHECKING:
    from psycopg import Connection, Cursor

_JOURNEYS = (
    {
        "namespaces": queries.NAMESPACES,
        "relations": queries.RELATIONS,
        "parents": queries.PARENTS,
        "foreign_tables": queries.FOREIGN_TABLES,
        "marked_indexes": queries.MARKED_INDEXES,
        "columns": queries.COLUMNS,
        "not_nulls": queries.NOT_NULLS,
        "sequences": queries.SEQUENCES,
    },
    {
        "extensions": queries.EXTENSIONS,
        "collations": queries.COLLATIONS,
        "types": queries.TYPES,
        "ranges": queries.RANGES,
        "keywords": queries.KEYWORDS,
        "constraints": queries.CONSTRAINTS,
    },
    {
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
    },
)
"""What is asked in one go, in the order in which `build` asks for the rows: each journey has about as much to tell."""

_WHEN_ASKED = {"constraint_texts": queries.CONSTRAINT_TEXTS, "column_grants": queries.COLUMN_GRANTS}


def read_schema(connection: "Connection[Any]") -> Schema:
    """Read all of the database's schema, in one snapshot where the caller's transaction has one. It changes nothing.

    PostgreSQL 14 to 18. It needs no right but to connect. Session settings are as before at the end.
    """
    with connection.transaction(force_rollback=True):
        connection.execute(queries.SETTINGS)  # by itself: what is sent after it is decoded as it says
        with ThreadPoolExecutor(1) as reader:
            return build(_Arriving(connection, reader))


def read_roles(connection: "Connection[Any]") -> tuple[Role, ...]:
    """The roles of the server but for PostgreSQL's own, by name. It takes no right to see them."""
    return tuple(Role(*row) for row in connection.execute(queries.ROLES))


_Rows = list[tuple[Any, ...]]


class _Arriving(dict[str, _Rows]):
    """The rows of the queries, by name, as they arrive: while one journey's become values, the server is at the next.

    A pipeline of the driver gives out its first rows when it has the last, so each journey is one of its own.
    """

    def __init__(self, connection: "Connection[Any]", reader: ThreadPoolExecutor) -> None:
        super().__init__()
        self.connection, self.reader = connection, reader
        self.failed: Exception | None = None
        self.coming: dict[str, Future[dict[str, Cursor[Any]]]] = {}
        for journey in _JOURNEYS:
            self.coming |= dict.fromkeys(journey, reader.submit(self._asked, journey))

    def __missing__(self, name: str) -> _Rows:
        coming = self.coming.get(name) or self.reader.submit(self._asked, {name: _WHEN_ASKED[name]})
        rows = self[name] = coming.result()[name].fetchall()
        return rows

    def _asked(self, journey: Mapping[str, str]) -> "dict[str, Cursor[Any]]":
        """The answers, not yet decoded: that is left to who wants them, for the next journey waits for this one.

        After one that failed none is begun: it could only say that the transaction has failed.
        """
        if self.failed:
            raise self.failed
        try:
            with self.connection.pipeline():
                return {name: self.connection.execute(query) for name, query in journey.items()}
        except Exception as error:
            self.failed = error
            raise
