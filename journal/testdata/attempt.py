"""Statements that may fail: each runs in a savepoint, and all of them together have a time budget."""

import time
from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from journal.catalog.quoting import literal
from journal.dataclass import dataclass
from journal.testdata.facts import Facts

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
    """A connection in a transaction, the facts of its database, and the deadline for everything that runs on it."""

    def __init__(self, connection: "Connection[Any]", facts: Facts, seconds: float) -> None:
        self.facts, self._connection = facts, connection
        self._deadline = time.monotonic() + seconds
        self._texts: dict[tuple[str, str], str | None] = {}
        self.takes_null = cache(lambda type_: self.rows(f"SELECT NULL::{type_}") is not None)

    @property
    def over(self) -> bool:
        """Whether the deadline has passed."""
        return time.monotonic() > self._deadline

    def execute(self, statement: str) -> None:
        """Run a statement that does not fail."""
        self._connection.execute(statement.encode())

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

    def valid(self, type_: str, texts: Iterable[str]) -> tuple[str, ...]:
        """Return the texts that the server can cast to a type, as it writes them, each once."""
        texts = list(texts)
        self._cast(type_, [text for text in dict.fromkeys(texts) if (type_, text) not in self._texts])
        found = (self._texts.get((type_, text)) for text in texts)
        return tuple(dict.fromkeys(text for text in found if text is not None))

    def _cast(self, type_: str, texts: Sequence[str]) -> None:
        """Note for each text how the server writes it, None where it is not valid. Halves what fails."""
        if not texts or self.over:
            return
        values = ", ".join(f"({literal(text)}::{type_})" for text in texts)
        written = self.rows(f"SELECT value::text FROM (VALUES {values}) AS journal (value)")  # noqa: S608 - literals
        if written is not None:
            self._texts |= {(type_, text): value for text, (value,) in zip(texts, written, strict=True)}
        elif len(texts) == 1:
            self._texts[type_, texts[0]] = None
        else:
            self._cast(type_, texts[: len(texts) // 2])
            self._cast(type_, texts[len(texts) // 2 :])

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
