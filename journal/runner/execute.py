"""Run one file on the user's database: in one transaction of the runner, or step by step as it requests.

Step by step, the file has its own transactions and statements outside of any. Its position is stored after each step.
"""

import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from functools import cached_property
from shlex import join
from typing import TYPE_CHECKING, Any

from journal.connect.session import COMMIT_UNSEEN, HOW_TO_SEE
from journal.dataclass import dataclass
from journal.errors import JournalError, place_at
from journal.folder.migrations import Migration
from journal.replay.explain import AppliedMigration, MigrationFailed, explain
from journal.replay.send import PieceFailed, send
from journal.runner.resume import Position, Positions, hash_of, is_already_done
from journal.runner.session import as_ourselves
from journal.runner.transaction import FileFailed, Transaction, Write
from journal.runner.transaction_mode import AtomicStep, steps_of
from journal.sql.leading_comments import without_leading_comments
from journal.sql.statements import Piece, Statement

if TYPE_CHECKING:
    from psycopg import Connection

_NOT_IN_A_TRANSACTION = ("25001", "2D000")  # CONCURRENTLY, VACUUM and the like; a COMMIT inside CALL or DO
_SETTING = re.compile(
    r"(?:set(?!\s+(?:local|transaction|constraints)\b)|reset|select\s+(?:pg_catalog\.)?set_config)\b", re.IGNORECASE
)
_TEMPORARY = re.compile(r"create\s+(?:global\s+|local\s+)?temp", re.IGNORECASE)


class ConnectionBroke(MigrationFailed):
    """The connection ended while a file ran, or the database ended the session."""

    code = "connection-broke"
    exit_code = 2


class CannotGoOn(JournalError):
    """A file that stopped half way was edited up to there, or depends on what its session had."""

    code = "cannot-go-on"
    exit_code = 1


def execute(
    migration: Migration,
    settle: Callable[[float], None],
    positions: Positions,
    before: Sequence[AppliedMigration] = (),
) -> AppliedMigration:
    """Run a file to its end, on the connection of its position, which is in autocommit mode and whose session is new.

    `settle` records that the file is applied, with the seconds it took, in its last transaction. Raises CannotGoOn,
    MigrationFailed or ConnectionBroke with the files that ran `before`, and what `settle` raises; the transaction is
    rolled back then, unless the answer to its COMMIT was lost.
    """
    started = time.perf_counter()
    steps = steps_of(migration)

    def done() -> None:
        settle(time.perf_counter() - started)

    try:
        if steps:
            count = _Stepwise(migration, steps, positions, done).run()
        else:
            count = Transaction(positions.connection, migration).run(migration.pieces, done)
    except FileFailed as refused:
        kind = ConnectionBroke if positions.connection.closed else MigrationFailed
        failure = kind(migration, refused.explanation, tuple(before), manual=True)
        failure.hint = HOW_TO_SEE if refused.unseen else failure.hint
        failure.add_note(f"{'The files before it are applied and recorded; ' if before else ''}{_kept(refused)}.")
        raise failure from refused.__cause__
    return AppliedMigration(migration.tag, time.perf_counter() - started, count)


@dataclass(frozen=True)
class _Stepwise:
    """One file that runs step by step, on a connection in autocommit mode. `settle` records that it is applied."""

    migration: Migration
    steps: tuple[AtomicStep, ...]
    positions: Positions
    settle: Write

    def run(self) -> int:
        """Run the rest of the file. Return how many statements ran. Raises FileFailed or CannotGoOn."""
        position = self.positions.read() or Position(0, hash_of(()))
        done = self._statements[: position.done]
        self._refuse_to_go_on(position, done)
        if len(self.steps) > 1:
            self.positions.prepare()
        for statement in done:  # their settings ended with the session that made them
            if _SETTING.match(without_leading_comments(statement.text)):
                self._send(statement, position.done)
        begun = position.done
        for step in self.steps:
            if step.statements[-1].number > begun:
                with _mark_tried() if position.trying else nullcontext():
                    self._run_step(step, position)
                position = self._after(step)
        if begun == len(self._statements):
            Transaction(self.connection, self.migration, begun).run((), self._finish)
        return len(self._statements) - begun

    @property
    def connection(self) -> "Connection[Any]":
        """The connection that the file runs on."""
        return self.positions.connection

    @cached_property
    def _statements(self) -> tuple[Statement, ...]:
        return tuple(statement for step in self.steps for statement in step.statements)

    def _refuse_to_go_on(self, position: Position, done: Sequence[Statement]) -> None:
        """Raise CannotGoOn if the file cannot continue from the position."""
        if not position.fits(self._statements):
            what = "and its text up to there was edited since. Restore that text."
        elif any(_TEMPORARY.match(without_leading_comments(statement.text)) for statement in done):
            what = "and its temporary tables ended with that session."
        else:
            return
        last = (done or self._statements or [Statement(0, "", 0)])[-1]
        raise CannotGoOn(
            f"{self.migration.record_name} stopped after statement {position.done}, {what}",
            hint=f"If it may run from its beginning once more, add {join(['--restart', self.migration.record_name])}",
            place=place_at(self.migration.path, self.migration.text, last.offset),
        )

    def _run_step(self, step: AtomicStep, position: Position) -> None:
        transaction = Transaction(self.connection, self.migration, position.done, step.opening, step.closing)
        pieces, earlier = (
            [_piece(statement) for statement in step.body],
            step.statements[0].number - 1 + (step.opening is not None),
        )
        if not step.keeps:  # a record written in it would not last
            transaction.run(pieces, None, earlier=earlier)
            self._note(step, position.done)
        elif step.block:
            transaction.run(pieces, self._record(step), earlier=earlier)
        elif position.trying and is_already_done(self.connection, step.body[0]):
            self._note(step, position.done)
        else:
            try:
                transaction.run(pieces, self._record(step), earlier=earlier)
            except FileFailed as refused:
                if refused.explanation.refusal.sqlstate not in _NOT_IN_A_TRANSACTION or self.connection.closed:
                    raise
                # It runs alone, which is noted before.
                self.positions.prepare()
                transaction.run((), lambda: self._write(Position(position.done, position.done_hash, trying=True)))
                with _mark_tried():
                    self._send(step.body[0], position.done)
                    self._note(step, position.done)

    def _send(self, statement: Statement, kept: int) -> None:
        piece = _piece(statement)
        try:
            send(self.connection, piece)
        except PieceFailed as failure:
            explanation = explain(self.migration, piece, failure.refusal, earlier=statement.number - 1, passed=0)
            raise FileFailed(explanation, kept) from failure.error

    def _note(self, step: AtomicStep, kept: int) -> None:
        """Record the step in a transaction of its own."""
        Transaction(self.connection, self.migration, kept).run((), self._record(step))

    def _record(self, step: AtomicStep) -> Write:
        return self._finish if step is self.steps[-1] else lambda: self._write(self._after(step))

    def _finish(self) -> None:
        self.settle()
        self.positions.delete()

    def _write(self, position: Position) -> None:
        as_ourselves(self.connection)
        self.positions.write(position)

    def _after(self, step: AtomicStep) -> Position:
        return Position(step.statements[-1].number, hash_of(self._statements[: step.statements[-1].number]))


@contextmanager
def _mark_tried() -> Iterator[None]:
    """Mark every failure: the position says that the statement after it was tried."""
    try:
        yield
    except FileFailed as refused:
        refused.tried = True
        raise


def _piece(statement: Statement) -> Piece:
    return Piece(statement.text, statement.offset)


def _kept(refused: FileFailed) -> str:
    after = ""
    if refused.unseen:
        after = COMMIT_UNSEEN[0].lower() + COMMIT_UNSEEN[1:].rstrip(".")
    elif refused.tried:
        after = f"statement {refused.kept + 1} ran in no transaction: the next run looks at what it left"
    if refused.kept == 0:
        return after or "this file was rolled back as a whole and is not recorded"
    first = "statement 1 of this file is" if refused.kept == 1 else f"statements 1 to {refused.kept} of this file are"
    return f"{first} in the database; {after or 'the next run continues after that'}"
