"""The only file of this package that reads a whole schema: it fetches rows of pg_catalog and builds values of them."""

from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from journal.catalog.assemble import build
from journal.catalog.queries import OBJECT_QUERIES, ROLES, SETTINGS
from journal.catalog.table_queries import TABLE_QUERIES
from journal.catalog.types_functions_grants import Role
from journal.catalog.values import Schema

if TYPE_CHECKING:
    from psycopg import Connection, Cursor

_QUERIES = OBJECT_QUERIES | TABLE_QUERIES
_BATCHES = (
    ("namespaces", "relations", "parents", "foreign_tables", "marked_indexes", "columns", "not_nulls", "sequences"),
    ("extensions", "collations", "types", "ranges", "keywords", "constraints"),
    (
        "operator_classes", "indexes", "statistics", "functions", "aggregates", "triggers", "rules", "policies",
        "event_triggers", "comments", "grants", "default_privileges", "needs", "view_rules", "elements", "unread",
    ),
)  # fmt: skip
"""The queries that are sent together, in the order in which `build` needs them; the batches take about as long."""


def read_schema(connection: "Connection[Any]") -> Schema:
    """Read the schema of the database, PostgreSQL 14 to 18. It needs no privilege and changes nothing.

    It is one snapshot where the caller's transaction has one. Session settings are as before at the end.
    """
    with connection.transaction(force_rollback=True):
        connection.execute(SETTINGS)  # alone: psycopg decodes what is sent after it as the settings say
        with ThreadPoolExecutor(1) as reader:
            return build(_ArrivingRows(connection, reader))


def read_roles(connection: "Connection[Any]") -> tuple[Role, ...]:
    """Return the roles of the server by name, except PostgreSQL's own. It needs no privilege."""
    return tuple(Role(*row) for row in connection.execute(ROLES))


class _ArrivingRows(dict[str, list[tuple[Any, ...]]]):
    """The rows of the queries, by name. While one batch becomes values, the server works on the next.

    Each batch is a pipeline of its own, because psycopg returns the first rows of one when it has the last.
    A query that is in no batch runs when its rows are first used.
    """

    def __init__(self, connection: "Connection[Any]", reader: ThreadPoolExecutor) -> None:
        super().__init__()
        self.connection, self.reader = connection, reader
        self.error: Exception | None = None
        self.coming: dict[str, Future[dict[str, Cursor[Any]]]] = {}
        for batch in _BATCHES:
            self.coming |= dict.fromkeys(batch, reader.submit(self._execute, batch))

    def __missing__(self, name: str) -> list[tuple[Any, ...]]:
        coming = self.coming.get(name) or self.reader.submit(self._execute, (name,))
        rows = self[name] = coming.result()[name].fetchall()
        return rows

    def _execute(self, batch: Iterable[str]) -> "dict[str, Cursor[Any]]":
        """Return the answers, not yet decoded: the caller does that while the next batch runs.

        After an error no batch starts: it could only report that the transaction has failed.
        """
        if self.error:
            raise self.error
        try:
            with self.connection.pipeline():
                return {name: self.connection.execute(_QUERIES[name]) for name in batch}
        except Exception as error:
            self.error = error
            raise
