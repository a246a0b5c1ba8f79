"""One transaction of a file on the user's database, and what is written in it before it ends.

What says that statements are in the database is written in the transaction that puts them there, so that it is true
whenever the power goes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from journal.folder.migrations import Migration
from journal.replay.explain import Explanation, explain, outside_statements
from journal.replay.send import PieceFailed, refusal_of, send
from journal.runner.batches import failed_of, together
from journal.runner.session import theirs_again
from journal.sql.statements import Piece, Statement

if TYPE_CHECKING:
    from psycopg import Connection, Error

Write = Callable[[], None]
"""Writes as who connected, whatever role the file has taken on: it begins with `as_ourselves`, once."""


class FileFailed(Exception):
    """A file did not pass. `kept`: how many of its statements are in the database; None where that was not seen.

    `tried`: the one after them ran outside a transaction, and may have left something.
    """

    def __init__(self, explanation: Explanation, kept: int | None) -> None:
        super().__init__(explanation.refusal.message)
        self.explanation = explanation
        self.kept = kept
        self.tried = False


@dataclass(frozen=True)
class Transaction:
    """`kept`: how many statements of the file are in the database before it. Without `opening` and `closing`, which
    are the file's own, it is a BEGIN and a COMMIT of ours; none begins where one is open, after COMMIT AND CHAIN.
    """

    connection: "Connection[Any]"
    migration: Migration
    kept: int = 0
    opening: Statement | None = None
    closing: Statement | None = None

    def run(self, pieces: Sequence[Piece], write: Write | None, *, earlier: int = 0) -> int:
        """Send the pieces, write, and end it. Returns how many statements ran. `earlier` of the file stand before them.

        Raises FileFailed; then nothing of it is in the database.
        """
        ahead, count = self._begin(pieces), 0
        for piece in together(self.migration.text, pieces):
            try:
                count += send(self.connection, piece, opening=ahead).statements
                ahead = ""
            except PieceFailed as failure:
                self._roll_back()
                said = failed_of(pieces, failure)
                before = earlier + said.earlier
                explanation = explain(self.migration, said.piece, said.refusal, earlier=before, passed=said.passed)
                raise FileFailed(explanation, self.kept) from failure.error
        self._end(write)
        return count

    def _begin(self, pieces: Sequence[Piece]) -> str:
        """Begin it where none is open. Returns a BEGIN of ours, which goes ahead of the first piece in one message."""
        from psycopg.pq import TransactionStatus  # noqa: PLC0415 - `--help` does not pay for it

        if self.connection.info.transaction_status != TransactionStatus.IDLE:
            return ""
        if pieces and not self.opening:
            return "BEGIN"
        self.connection.execute((self.opening.text if self.opening else "BEGIN").encode())
        return ""

    def _end(self, write: Write | None) -> None:
        import psycopg  # noqa: PLC0415

        ending, back = False, [theirs_again(self.connection)] if write else []
        try:
            if write:
                write()
            ending = True
            closing = self.closing.text if self.closing else "COMMIT"
            self.connection.execute("; ".join([*back, closing]).encode())
        except psycopg.Error as error:
            unseen = ending and self.connection.closed
            self._roll_back()
            raise FileFailed(self._about_the_end(error, ending=ending), None if unseen else self.kept) from error
        except BaseException:
            self._roll_back()
            raise

    def _about_the_end(self, error: "Error", *, ending: bool) -> Explanation:
        what = "the COMMIT failed" if ending else "that could not be recorded"
        refusal = refusal_of(error)
        told = replace(refusal, message=f"Its statements passed, but {what}: {refusal.message}", position=None)
        return outside_statements(self.migration, told)

    def _roll_back(self) -> None:
        if not self.connection.closed:
            self.connection.rollback()
