"""Run a file step by step: its own transactions, and statements that run in none. How far it has come is kept."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from shlex import join
from typing import TYPE_CHECKING, Any

from journal.errors import JournalError, place_at
from journal.folder.migrations import Migration
from journal.replay.explain import explain
from journal.replay.send import PieceFailed, send
from journal.runner.interrupted import is_already_done
from journal.runner.position import Position, Positions, hash_of
from journal.runner.session import as_ourselves
from journal.runner.transaction import FileFailed, Transaction, Write
from journal.runner.transaction_mode import AtomicStep, Ending, RunnableFile, bare_statement
from journal.sql.statements import Piece, Statement

if TYPE_CHECKING:
    from psycopg import Connection

_NOT_IN_A_TRANSACTION = ("25001", "2D000")  # CONCURRENTLY, VACUUM and the like; a COMMIT inside CALL or DO
_SETTING = re.compile(
    r"(?:set(?!\s+(?:local|transaction|constraints)\b)|reset|select\s+(?:pg_catalog\.)?set_config)\b", re.IGNORECASE
)
_TEMPORARY = re.compile(r"create\s+(?:global\s+|local\s+)?temp", re.IGNORECASE)


class CannotGoOn(JournalError):
    """A file that stopped half way is another up to where it stopped, or rests on what went with its session."""

    code = "cannot-go-on"
    exit_code = 1


def refuse_to_go_on(migration: Migration, statements: Sequence[Statement], position: Position) -> None:
    """Raise CannotGoOn where a file cannot go on from the position."""
    done = statements[: position.done]
    if not position.fits(statements):
        what = "and what it says up to there was changed since. Put the text back."
    elif any(_TEMPORARY.match(bare_statement(one.text)) for one in done):
        what = "and the temporary tables that it had made are gone."
    else:
        return
    last = (done or statements or [Statement(0, "", 0)])[-1]
    raise CannotGoOn(
        f"{migration.path.name} stopped after statement {position.done}, {what}",
        hint=f"If it may run from its beginning once more, add {join(['--restart', migration.path.name])}",
        place=place_at(migration.path, migration.text, last.offset),
    )


@dataclass(frozen=True)
class Stepwise:
    """One file on its way, on a connection in autocommit mode. `settle` writes that it is through."""

    connection: "Connection[Any]"
    migration: Migration
    script: RunnableFile
    positions: Positions
    settle: Write

    def run(self) -> int:
        """Run what is left of it. Returns how many statements ran. Raises FileFailed or CannotGoOn."""
        position = self.positions.read(self.connection, self._name) or Position(0, hash_of(()))
        refuse_to_go_on(self.migration, self.script.statements, position)
        if len(self.script.steps) > 1:
            self.positions.prepare(self.connection)
        begun = position.done
        self._set_again(position)
        for step in self.script.steps:
            if step.last > begun:
                with _tried() if position.trying else nullcontext():
                    self._step(step, position)
                position = self._after(step)
        if begun == len(self.script.statements):
            Transaction(self.connection, self.migration, begun).run((), self._through)
        return len(self.script.statements) - begun

    @property
    def _name(self) -> str:
        return self.migration.path.name

    def _set_again(self, position: Position) -> None:
        """The settings of the statements that are done went with the session that made them."""
        for one in self.script.statements[: position.done]:
            if _SETTING.match(bare_statement(one.text)):
                self._send(one, position.done)

    def _step(self, step: AtomicStep, position: Position) -> None:
        transaction = Transaction(self.connection, self.migration, position.done, step.opening, step.closing)
        pieces, earlier = [_piece(one) for one in step.body], step.first - 1 + (step.opening is not None)
        if step.ending is Ending.OTHER:  # nothing that is written in it would last
            transaction.run(pieces, None, earlier=earlier)
            self._note(step, position.done)
        elif step.block:
            transaction.run(pieces, self._writing(step), earlier=earlier)
        elif position.trying and is_already_done(self.connection, step.body[0]):
            self._note(step, position.done)
        else:
            self._alone(step, position)

    def _alone(self, step: AtomicStep, position: Position) -> None:
        """In a transaction with its position, where PostgreSQL lets it; else by itself, which is noted beforehand."""
        transaction = Transaction(self.connection, self.migration, position.done)
        try:
            transaction.run([_piece(step.body[0])], self._writing(step), earlier=step.first - 1)
        except FileFailed as refused:
            if refused.explanation.refusal.sqlstate not in _NOT_IN_A_TRANSACTION or self.connection.closed:
                raise
            self.positions.prepare(self.connection)
            transaction.run((), lambda: self._write(Position(position.done, position.done_hash, trying=True)))
            with _tried():
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
        Transaction(self.connection, self.migration, kept).run((), self._writing(step))

    def _writing(self, step: AtomicStep) -> Write:
        if step is self.script.steps[-1]:
            return self._through
        return lambda: self._write(self._after(step))

    def _through(self) -> None:
        self.settle()
        self.positions.delete(self.connection, self._name)

    def _write(self, position: Position) -> None:
        as_ourselves(self.connection)
        self.positions.write(self.connection, self._name, position)

    def _after(self, step: AtomicStep) -> Position:
        return Position(step.last, hash_of(self.script.statements[: step.last]))


@contextmanager
def _tried() -> Iterator[None]:
    """Whatever fails now: the position says that the statement after it was tried."""
    try:
        yield
    except FileFailed as refused:
        refused.tried = True
        raise


def _piece(statement: Statement) -> Piece:
    return Piece(statement.text, statement.offset)
