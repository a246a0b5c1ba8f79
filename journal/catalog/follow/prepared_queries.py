"""Questions that are asked again and again: PostgreSQL plans each once. What they ask is not known here."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from journal.catalog.queries import SETTINGS

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
"""What bears on speed alone. A few rows of large catalogs are asked for: each by an index."""

_IN_A_TRANSACTION = ("SAVEPOINT journal_follow", "ROLLBACK TO journal_follow; RELEASE journal_follow")
_IN_NONE = ("BEGIN", "ROLLBACK")


@dataclass(frozen=True)
class PreparedQuery:
    """A query with the types of its parameters, which are numbers and lists of numbers."""

    query: str
    types: tuple[str, ...] = ()


@dataclass
class PreparedQueries:
    """Prepared questions on one connection. The driver's own are no use here: it drops them at each rollback.

    Those that are asked together are one message and one answer, for at this size it is the messages that take time.
    """

    connection: "Connection[Any]"
    questions: Mapping[str, PreparedQuery]
    _opening: str = field(default="", init=False)
    _undoing: str = field(default="", init=False)

    @contextmanager
    def begun(self) -> Iterator[None]:
        """What is asked within is answered under the settings that texts are read with; it leaves nothing behind."""
        from psycopg.pq import TransactionStatus  # noqa: PLC0415

        is_idle = self.connection.info.transaction_status == TransactionStatus.IDLE
        begin, self._undoing = _IN_NONE if is_idle else _IN_A_TRANSACTION
        self._opening = f"{begin}; {SETTINGS}; {_PLANNING}; "
        try:
            yield
        finally:
            if not self._opening:
                self._send(self._undoing)

    def ask(self, asked: Mapping[str, Sequence[Value]]) -> dict[str, Rows]:
        """The rows of each of these questions, by name, with these values of its parameters."""
        from psycopg.errors import InvalidSqlStatementName  # noqa: PLC0415

        opening, self._opening = self._opening, ""
        text = "; ".join(_execution(name, values) for name, values in asked.items())
        try:
            cursor = self._send(opening + text)
        except InvalidSqlStatementName:  # the first time, and after a file that says DEALLOCATE ALL
            self._send(self._undoing)
            self._send(opening + "SELECT")
            self._prepare()
            cursor = self._send(text)
        results = [one.fetchall() for one in cursor.results() if one.rownumber is not None]
        return dict(zip(asked, results[-len(asked) :], strict=True))

    def _prepare(self) -> None:
        listed = f"SELECT name FROM pg_catalog.pg_prepared_statements WHERE name LIKE '{_PREFIX}%'"
        known = [f"DEALLOCATE {name}" for (name,) in self._send(listed).fetchall()]
        self._send("; ".join((*known, *_preparations(self.questions))))

    def _send(self, text: str) -> "Cursor[Any]":
        return self.connection.execute(text.encode(), prepare=False)


def _preparations(questions: Mapping[str, PreparedQuery]) -> Iterable[str]:
    for name, one in questions.items():
        types = f" ({', '.join(f'pg_catalog.{type_}' for type_ in one.types)})" if one.types else ""
        yield f"PREPARE {_PREFIX}{name}{types} AS {one.query}"


def _execution(name: str, values: Sequence[Value]) -> str:
    words = ", ".join(map(_word, values))
    return f"EXECUTE {_PREFIX}{name}{f' ({words})' if words else ''}"


def _word(value: Value) -> str:
    return str(value) if isinstance(value, int) else "'{" + ",".join(map(str, value)) + "}'"
