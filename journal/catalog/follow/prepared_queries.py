"""Queries that run after every step: PostgreSQL plans each once. The texts of the queries are elsewhere."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import field
from typing import TYPE_CHECKING, Any

from journal.catalog.queries import SETTINGS
from journal.dataclass import dataclass

if TYPE_CHECKING:
    from psycopg import Connection, Cursor

Value = int | Sequence[int]
Rows = list[tuple[Any, ...]]

_PREFIX = "journal_follow_"
_PLANNING = """
SELECT pg_catalog.set_config(name, value, true) FROM (VALUES
  ('plan_cache_mode', 'force_generic_plan'), ('enable_seqscan', 'off'), ('enable_hashjoin', 'off'),
  ('enable_mergejoin', 'off')
) AS settings (name, value)
"""
"""Settings for speed: the queries need a few rows of large catalogs, and an index finds each."""

_IN_A_TRANSACTION = ("SAVEPOINT journal_follow", "ROLLBACK TO journal_follow; RELEASE journal_follow")
_IN_NONE = ("BEGIN", "ROLLBACK")


@dataclass
class PreparedQueries:
    """Prepared queries on one connection, with numbers and lists of numbers as parameters.

    Those of psycopg do not fit, because it drops them at each rollback. Queries that run together are one message and
    one answer: at this size the messages take most of the time.
    """

    connection: "Connection[Any]"
    queries: Mapping[str, str]
    _opening: str = field(default="", init=False)
    _closing: str = field(default="", init=False)

    @contextmanager
    def session(self) -> Iterator[None]:
        """Run the queries within under the settings that texts are read with, and undo everything afterwards."""
        from psycopg.pq import TransactionStatus

        is_idle = self.connection.info.transaction_status == TransactionStatus.IDLE
        begin, self._closing = _IN_NONE if is_idle else _IN_A_TRANSACTION
        self._opening = f"{begin}; {SETTINGS}; {_PLANNING}; "
        try:
            yield
        finally:
            if not self._opening:
                self._send(self._closing)

    def execute(self, parameters: Mapping[str, Sequence[Value]]) -> dict[str, Rows]:
        """Return the rows of these queries, by name. `parameters`: the values for each query."""
        from psycopg.errors import InvalidSqlStatementName

        opening, self._opening = self._opening, ""
        statements = []
        for name, values in parameters.items():
            literals = (str(one) if isinstance(one, int) else f"'{{{','.join(map(str, one))}}}'" for one in values)
            listed = ", ".join(literals)
            statements.append(f"EXECUTE {_PREFIX}{name}{f' ({listed})' if listed else ''}")
        text = "; ".join(statements)
        try:
            cursor = self._send(opening + text)
        except InvalidSqlStatementName:  # the first time, and after a file with DEALLOCATE ALL
            self._send(self._closing)
            self._send(opening + "SELECT")
            self.deallocate()
            self._send("; ".join(f"PREPARE {_PREFIX}{name} AS {query}" for name, query in self.queries.items()))
            cursor = self._send(text)
        results = [result.fetchall() for result in cursor.results() if result.rownumber is not None]
        return dict(zip(parameters, results[-len(parameters) :], strict=True))

    def deallocate(self) -> None:
        """Remove them from the session."""
        known = f"SELECT name FROM pg_catalog.pg_prepared_statements WHERE name LIKE '{_PREFIX}%'"
        for (name,) in self._send(known).fetchall():
            self._send(f"DEALLOCATE {name}")

    def _send(self, text: str) -> "Cursor[Any]":
        return self.connection.execute(text.encode(), prepare=False)
