"""Statements that may fail: each runs in a savepoint, and all of them together have a time budget."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from journal.catalog.quoting import literal

if TYPE_CHECKING:
    from psycopg import Connection

TIMED_OUT = "57014"
_UNDO = "ROLLBACK TO SAVEPOINT journal_row; RELEASE SAVEPOINT journal_row"


@dataclass(frozen=True)
class RejectedRow:
    """Why a row was rejected: the server's error, or our own text with an empty `sqlstate`.

    `constraint` and `column` are the names in the server's error, or empty.
    """

    sqlstate: str
    message: str
    constraint: str = ""
    column: str = ""


class FillAttempt:
    """A connection in a transaction, and the deadline for everything that runs on it."""

    def __init__(self, connection: "Connection[Any]", seconds: float) -> None:
        self._connection = connection
        self._deadline = time.monotonic() + seconds
        self.valid = lru_cache(maxsize=None)(self._valid)
        self.takes_null = lru_cache(maxsize=None)(lambda type_: self.rows(f"SELECT NULL::{type_}") is not None)

    @property
    def over(self) -> bool:
        """Whether the deadline has passed."""
        return time.monotonic() > self._deadline

    def rows(self, query: str) -> list[tuple[Any, ...]] | None:
        """Return the rows of a query, or None where the server refuses it."""
        result = self._run(query)
        return None if isinstance(result, RejectedRow) else result[1]

    def insert(self, statement: str) -> RejectedRow | None:
        """Run an INSERT. Return None when it has stored a row."""
        result = self._run(statement)
        if isinstance(result, RejectedRow):
            return result
        return None if result[0] else RejectedRow("", "The server stored no row: a trigger or a rule discarded it.")

    @contextmanager
    def undoable(self) -> Iterator[Callable[[], object]]:
        """Yield a function that undoes the statements in the block."""
        self._connection.execute("SAVEPOINT journal_rows")
        yield lambda: self._connection.execute("ROLLBACK TO SAVEPOINT journal_rows")
        self._connection.execute("RELEASE SAVEPOINT journal_rows")

    def _valid(self, type_: str, texts: Sequence[str]) -> tuple[str, ...]:
        """Return the texts that the server can cast to a type."""
        if not texts or self.over:
            return ()
        if self.rows("SELECT " + ", ".join(f"{literal(text)}::{type_}" for text in texts)) is not None:
            return tuple(texts)
        half = len(texts) // 2
        return self._valid(type_, texts[:half]) + self._valid(type_, texts[half:]) if half else ()

    def _run(self, statement: str) -> tuple[int, list[tuple[Any, ...]]] | RejectedRow:
        import psycopg  # noqa: PLC0415 - the connection has loaded it

        cursor = self._connection.cursor()
        savepoint = "SAVEPOINT journal_row;\n", ";\nRELEASE SAVEPOINT journal_row"
        try:
            cursor.execute(statement.join(savepoint), prepare=False)
        except psycopg.Error as error:
            if self._connection.closed:
                raise
            self._connection.execute(_UNDO, prepare=False)
            diag = error.diag
            message = diag.message_primary or str(error).strip()
            return RejectedRow(diag.sqlstate or "", message, diag.constraint_name or "", diag.column_name or "")
        cursor.nextset()
        return cursor.rowcount, cursor.fetchall() if cursor.description else []
