"""Questions that are asked again and again: PostgreSQL plans each once. What they ask is not known here."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from journal.catalog.queries import SETTINGS

if TYPE_CHECKING:
    from psycopg import Connection, Cursor

_PREFIX = "journal_follow_"
_GENERIC = "SELECT pg_catalog.set_config('plan_cache_mode', 'force_generic_plan', true)"


@dataclass(frozen=True)
class Question:
    """A query with the types of its parameters, which are numbers and lists of numbers."""

    query: str
    types: tuple[str, ...] = ()


class Asking:
    """Prepared questions on one connection. The driver's own are no use here: it drops them at each rollback."""

    def __init__(self, connection: "Connection[Any]", questions: Mapping[str, Question]) -> None:
        self.connection, self.questions = connection, questions

    @contextmanager
    def begun(self) -> Iterator[None]:
        """The settings that texts are read with, in a savepoint that leaves nothing behind."""
        with self.connection.transaction(force_rollback=True), self.connection.pipeline():
            self.connection.execute(SETTINGS)
            self.connection.execute(_GENERIC)
            self._prepare()
            yield

    def ask(self, name: str, *values: int | Sequence[int]) -> "Cursor[Any]":
        """Send a question; what comes is read from the cursor."""
        words = ", ".join(map(_word, values))
        return self.connection.execute(f"EXECUTE {_PREFIX}{name}{f' ({words})' if words else ''}")

    def _prepare(self) -> None:
        """All of them, where they are not there: a file may DEALLOCATE ALL."""
        known = f"SELECT count(*) FROM pg_catalog.pg_prepared_statements WHERE name LIKE '{_PREFIX}%'"
        (count,) = self.connection.execute(known).fetchone() or (0,)
        if count != len(self.questions):
            self.forget()
            for name, one in self.questions.items():
                types = f" ({', '.join(f'pg_catalog.{type_}' for type_ in one.types)})" if one.types else ""
                self.connection.execute(f"PREPARE {_PREFIX}{name}{types} AS {one.query}".encode())

    def forget(self) -> None:
        """Remove what was prepared."""
        listed = f"SELECT name FROM pg_catalog.pg_prepared_statements WHERE name LIKE '{_PREFIX}%'"
        for (name,) in self.connection.execute(listed).fetchall():
            self.connection.execute(f"DEALLOCATE {name}")


def _word(value: int | Sequence[int]) -> str:
    return str(value) if isinstance(value, int) else "'{" + ",".join(map(str, value)) + "}'"
