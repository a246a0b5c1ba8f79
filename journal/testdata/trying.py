"""What is asked of the server on trial: a refusal leaves no trace, and nothing takes longer than it may."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from journal.catalog.quoting import literal
from journal.testdata.refusal import RejectedRow

if TYPE_CHECKING:
    from psycopg import Connection

_BEGIN, _END = "SAVEPOINT journal_row;\n", ";\nRELEASE SAVEPOINT journal_row"
_UNDO = "ROLLBACK TO SAVEPOINT journal_row; RELEASE SAVEPOINT journal_row"
_SWALLOWED = RejectedRow("", "The server took the row and stored none: a trigger or a rule took it away.")
TIMED_OUT = "57014"


class FillAttempt:
    """A connection inside a transaction, for statements that may fail. `seconds`: the budget for all of them."""

    def __init__(self, connection: "Connection[Any]", seconds: float) -> None:
        self._connection = connection
        self._deadline = time.monotonic() + seconds
        self._valid: dict[tuple[str, tuple[str, ...]], tuple[str, ...]] = {}
        self._nulls: dict[str, bool] = {}

    @property
    def over(self) -> bool:
        """Whether the budget is spent."""
        return time.monotonic() > self._deadline

    def rows(self, query: str) -> list[tuple[Any, ...]] | None:
        """The rows of a query; None where the server refuses it."""
        found = self._sent(query)
        return None if isinstance(found, RejectedRow) else found[1]

    def insert(self, statement: str) -> RejectedRow | None:
        """Run an INSERT; None when it has stored a row."""
        found = self._sent(statement)
        if isinstance(found, RejectedRow):
            return found
        return None if found[0] else _SWALLOWED

    def valid(self, type_: str, texts: Sequence[str]) -> tuple[str, ...]:
        """Those of the texts that are values of a type, as SQL tells it."""
        key = (type_, tuple(texts))
        if key not in self._valid:
            self._valid[key] = self._taken(type_, key[1])
        return self._valid[key]

    def takes_null(self, type_: str) -> bool:
        """Whether a type has NULL: a domain may not."""
        if type_ not in self._nulls:
            self._nulls[type_] = self.rows(f"SELECT NULL::{type_}") is not None
        return self._nulls[type_]

    @contextmanager
    def all_or_nothing(self) -> Iterator[Callable[[], None]]:
        """For several statements: what is called inside takes all of them back."""
        self._connection.execute("SAVEPOINT journal_rows")
        yield self._back
        self._connection.execute("RELEASE SAVEPOINT journal_rows")

    def _back(self) -> None:
        self._connection.execute("ROLLBACK TO SAVEPOINT journal_rows")

    def _taken(self, type_: str, texts: tuple[str, ...]) -> tuple[str, ...]:
        if not texts or self.over:
            return ()
        casts = ", ".join(f"{literal(text)}::{type_}" for text in texts)
        if self.rows(f"SELECT {casts}") is not None:
            return texts
        half = len(texts) // 2
        return self._taken(type_, texts[:half]) + self._taken(type_, texts[half:]) if half else ()

    def _sent(self, statement: str) -> tuple[int, list[tuple[Any, ...]]] | RejectedRow:
        import psycopg  # noqa: PLC0415 - the connection has it loaded

        cursor = self._connection.cursor()
        try:
            cursor.execute(_BEGIN + statement + _END, prepare=False)
        except psycopg.Error as error:
            if self._connection.closed:
                raise
            self._connection.execute(_UNDO, prepare=False)
            return RejectedRow.of(error)
        cursor.nextset()
        return cursor.rowcount, cursor.fetchall() if cursor.description else []
