"""Run a forward file on a temporary server statement by statement, and then its down file: up, down, up."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from journal.authoring.derive.values import Moment
from journal.authoring.down import Derived
from journal.catalog.compare import compare
from journal.catalog.difference import Difference, Weight
from journal.catalog.read import read_schema
from journal.catalog.values import Key, Schema
from journal.folder.migrations import Migration
from journal.replay.explain import MigrationFailed, explain
from journal.replay.send import PieceFailed, ServerError, send
from journal.rules.not_in_a_transaction import refused_in_transaction
from journal.sql.parsed import Parsed
from journal.sql.statements import Piece

if TYPE_CHECKING:
    from psycopg import Connection

_NO_SCHEMA = ("insert_stmt", "update_stmt", "delete_stmt", "merge_stmt", "variable_set_stmt", "transaction_stmt")


@dataclass(frozen=True)
class RoundTrip:
    """What up, down, up came to. `differs`: after the down file, from the state before; `again`: after the second up.

    `refused`: what PostgreSQL said to a statement of the down file, or of the second run; None where all passed.
    """

    differs: tuple[Difference, ...] = ()
    again: tuple[Difference, ...] = ()
    refused: tuple[str, ServerError] | None = None

    @property
    def passed(self) -> bool:
        """Whether it is the same schema, both times."""
        return not (self.differs or self.again or self.refused)


def stepped(connection: "Connection[Any]", migration: Migration, statements: Sequence[Parsed]) -> list[Moment]:
    """Run them; the state before each, and that after the last. Raises MigrationFailed."""
    states = [Moment(read_schema(connection), _path(connection))]
    whole = _is_whole(statements)
    if whole:
        connection.execute("BEGIN")
    for number, statement in enumerate(statements):
        _send(connection, migration, number, statement)
        unchanged = statement.kind in _NO_SCHEMA
        schema = states[-1].schema if unchanged else read_schema(connection)
        states.append(Moment(schema, _path(connection)))
    if whole:
        connection.execute("COMMIT")
    connection.execute("RESET ALL")
    return states


def _path(connection: "Connection[Any]") -> tuple[str, ...]:
    found = connection.execute("SELECT pg_catalog.current_schemas(false)::text[]").fetchone()
    return tuple(found[0]) if found else ()


def _is_whole(statements: Sequence[Parsed]) -> bool:
    """Whether it runs in one transaction, as Drizzle and `journal run` run it."""
    return not any(one.kind == "transaction_stmt" or refused_in_transaction(one) for one in statements)


def _send(connection: "Connection[Any]", migration: Migration, number: int, statement: Parsed) -> None:
    try:
        send(connection, Piece(statement.text, statement.offset))
    except PieceFailed as failure:
        if not connection.closed:
            connection.rollback()
        piece = Piece(statement.text, statement.offset)
        raise MigrationFailed(
            migration, explain(migration, piece, failure.refusal, earlier=number, passed=0), (), manual=True
        ) from failure.error


def proved(
    connection: "Connection[Any]", derived: Derived, statements: Sequence[Parsed], states: Sequence[Moment]
) -> RoundTrip:
    """Down, and up again, on the database where the forward file has run."""
    refusal = _run(connection, derived.statements, whole=derived.in_transaction)
    if refusal:
        return RoundTrip(refused=refusal)
    differs = _real(states[0].schema, read_schema(connection), derived.explained)
    refusal = _run(connection, [one.text for one in statements], whole=_is_whole(statements))
    if refusal:
        return RoundTrip(differs, refused=refusal)
    return RoundTrip(differs, _real(states[-1].schema, read_schema(connection), frozenset()))


def _run(connection: "Connection[Any]", texts: Sequence[str], *, whole: bool) -> tuple[str, ServerError] | None:
    if whole:
        connection.execute("BEGIN")
    for text in texts:
        try:
            send(connection, Piece(text, 0))
        except PieceFailed as failure:
            if not connection.closed:
                connection.rollback()
            return text, failure.refusal
    if whole:
        connection.execute("COMMIT")
    connection.execute("RESET ALL")
    return None


def _real(expected: Schema, actual: Schema, explained: frozenset[Key]) -> tuple[Difference, ...]:
    """The differences that count, less those of what was told of."""
    left, right = (
        replace(side, objects={key: one for key, one in side.objects.items() if not _is_of(key, explained)})
        for side in (expected, actual)
    )
    return tuple(one for one in compare(left, right) if one.weight is Weight.REAL)


def _is_of(key: Key, explained: frozenset[Key]) -> bool:
    return key in explained or any(one[0] == "table" and key[1:3] == one[1:3] for one in explained)
