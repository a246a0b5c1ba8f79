"""Replay the entries before a migration on a temporary server, then run it up, down and up again."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from journal.authoring.derive import split
from journal.authoring.derive.values import Derived, ForwardStep, SchemaChange
from journal.catalog.compare import compare
from journal.catalog.difference import Difference, Weight
from journal.catalog.read import read_schema
from journal.catalog.values import Key, Schema
from journal.connect.temporary import connect_as_user
from journal.dataclass import dataclass
from journal.errors import ServerNotFound
from journal.folder.entries import Entry
from journal.folder.file_names import order_of
from journal.folder.migrations import Migration
from journal.folder.read import Folder, refuse_missing
from journal.folder.reconcile import reconcile
from journal.rebuild.schemas import Replays
from journal.replay.explain import MigrationFailed, explain
from journal.replay.send import PieceFailed, ServerError, send
from journal.rules.support.refused_in_transaction import refused_in_transaction
from journal.sql.parsed import Parsed
from journal.sql.statements import Piece

if TYPE_CHECKING:
    from psycopg import Connection

_KINDS_WITHOUT_SCHEMA = (
    "insert_stmt", "update_stmt", "delete_stmt", "merge_stmt", "variable_set_stmt", "transaction_stmt",
)  # fmt: skip


@dataclass(frozen=True)
class RoundTrip:
    """The result of up, down, up.

    `differs`: what is not as before, after the down file. `again`: what is not as after the first run, after the
    second. `refused`: the statement on the way down or up again that failed, and why; None where all passed.
    """

    differs: tuple[Difference, ...] = ()
    again: tuple[Difference, ...] = ()
    refused: tuple[str, ServerError] | None = None

    @property
    def passed(self) -> bool:
        """Whether the schema is the same, both times."""
        return not (self.differs or self.again or self.refused)


def stepped(connection: "Connection[Any]", migration: Migration, statements: Sequence[Parsed]) -> list[ForwardStep]:
    """Run the forward file and return its steps with the schemas around them. Raises MigrationFailed."""
    is_whole = _runs_in_transaction(statements)
    if is_whole:
        connection.execute("BEGIN")
    schema, steps = read_schema(connection), []
    for step in split(statements):
        found = connection.execute("SELECT pg_catalog.current_schemas(false)::text[]").fetchone()
        for number, statement in enumerate(step.statements, step.number):
            piece = Piece(statement.text, statement.offset)
            refusal = _send(connection, piece)
            if refusal:
                failure = explain(migration, piece, refusal, earlier=number - 1, passed=0)
                raise MigrationFailed(migration, failure, (), manual=True)
        before = schema
        if any(statement.kind not in _KINDS_WITHOUT_SCHEMA for statement in step.statements):
            schema = read_schema(connection)
        steps.append(replace(step, change=SchemaChange(before, schema), path=tuple(found[0]) if found else ()))
    if is_whole:
        connection.execute("COMMIT")
    connection.execute("RESET ALL")
    return steps


def _runs_in_transaction(statements: Sequence[Parsed]) -> bool:
    """Whether the file runs in one transaction, as Drizzle and `drizzle-journal run` run it."""
    return not any(
        statement.kind == "transaction_stmt" or refused_in_transaction(statement) for statement in statements
    )


def round_trip(
    connection: "Connection[Any]", derived: Derived, statements: Sequence[Parsed], steps: Sequence[ForwardStep]
) -> RoundTrip:
    """Run the down file, and the forward file again, on the database where the forward file has run."""
    changes = [step.change for step in steps if step.change]
    if not changes:
        return RoundTrip()
    refused = _run(connection, derived.statements, in_transaction=derived.in_transaction)
    if refused:
        return RoundTrip(refused=refused)
    differs = _real_differences(changes[0].before, read_schema(connection), derived.whole.explained)
    forward = [statement.text for statement in statements]
    refused = _run(connection, forward, in_transaction=_runs_in_transaction(statements))
    if refused:
        return RoundTrip(differs, refused=refused)
    return RoundTrip(differs, _real_differences(changes[-1].after, read_schema(connection), frozenset()))


def _run(
    connection: "Connection[Any]", texts: Sequence[str], *, in_transaction: bool
) -> tuple[str, ServerError] | None:
    """Run the statements; return the one that failed, and why."""
    if in_transaction:
        connection.execute("BEGIN")
    for text in texts:
        refusal = _send(connection, Piece(text, 0))
        if refusal:
            return text, refusal
    if in_transaction:
        connection.execute("COMMIT")
    connection.execute("RESET ALL")
    return None


def _send(connection: "Connection[Any]", piece: Piece) -> ServerError | None:
    try:
        send(connection, piece)
    except PieceFailed as failure:
        if not connection.closed:
            connection.rollback()
        return failure.refusal
    return None


def _real_differences(expected: Schema, actual: Schema, explained: frozenset[Key]) -> tuple[Difference, ...]:
    """Compare two schemas, without the objects that a remark explains."""

    def is_explained(key: Key) -> bool:
        return key in explained or any(other[0] == "table" and key[1:3] == other[1:3] for other in explained)

    left, right = (
        replace(side, objects={key: found for key, found in side.objects.items() if not is_explained(key)})
        for side in (expected, actual)
    )
    return tuple(difference for difference in compare(left, right) if difference.weight is Weight.REAL)


Replaying = Callable[[Folder], Replays]
"""Where migrations can be replayed, in databases that may be changed. May raise ServerNotFound."""

_NO_REPLAY = "--no-replay was given"


@dataclass(frozen=True)
class Past:
    """The migrations before a new file. `replaying` is None to do without a server; `now` is aware."""

    folder: Folder
    replaying: Replaying | None
    now: datetime

    def schema(self, tag: str) -> tuple[Schema | None, str]:
        """Return the schema before a migration; without a server None, and why. Raises what a replay raises."""
        if self.replaying is None:
            return None, _NO_REPLAY
        try:
            return self.replaying(self.folder).after(self._entries(tag)), ""
        except ServerNotFound as error:
            return None, error.message

    def derived(
        self, forward: Migration, parsed: Sequence[Parsed], derive: Callable[[Sequence[ForwardStep] | None], Derived]
    ) -> tuple[Derived, RoundTrip | None, str]:
        """Replay the forward file, call `derive` with its steps, and prove the result; else say why there is no proof.

        Raises MigrationFailed where the forward file, or one before it, fails.
        """
        if self.replaying is None:
            return derive(None), None, _NO_REPLAY
        try:
            replays = self.replaying(self.folder)
            options = replays.recipe.limits.options()
            with (
                replays.running(self._entries(forward.tag)) as database,
                connect_as_user(database.server.conninfo, options) as connection,
            ):
                steps = stepped(connection, forward, parsed)
                derived = derive(steps)
                return derived, round_trip(connection, derived, parsed, steps), ""
        except ServerNotFound as error:
            return derive(None), None, error.message

    def _entries(self, tag: str) -> tuple[Entry, ...]:
        """Return the entries before a tag; for a file outside the journal, those whose names come first."""
        refuse_missing(self.folder)
        entries = reconcile(self.folder, now=self.now).journal.entries
        tags = [entry.tag for entry in entries]
        if tag in tags:
            return entries[: tags.index(tag)]
        is_ignored = any(pattern.covers(f"{tag}.sql") for pattern in self.folder.settings.ignore)
        return tuple(entry for entry in entries if not is_ignored or entry.order <= order_of(tag))
