"""One transaction of a file on the user's database, and the record that is written in it.

The record that statements are in the database is written in the same transaction, so it is true even after a crash.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from journal.connect.message import send_at_once
from journal.connect.pins import leaving
from journal.connect.session import COMMIT_UNSEEN, HOW_TO_SEE, roll_back
from journal.dataclass import dataclass
from journal.folder.migrations import Migration
from journal.replay.explain import Explanation, explain, outside_statements
from journal.replay.send import PieceFailed, refusal_of, send
from journal.sql.statements import MARKER, Piece, Statement, statements_of

if TYPE_CHECKING:
    from psycopg import Connection

Write = Callable[[], None]
"""Writes as the role that connected, whatever role the file has taken: it begins with `as_ourselves`, once."""
# What could be open at a marker, or turn what follows into a comment: strings, bodies, comments, lists of statements.
_MAY_SPAN = re.compile(r"['$\\]|--|/\*|\b(?:atomic|rule)\b", re.IGNORECASE)


class FileFailed(Exception):
    """A file failed. `kept`: how many of its statements are in the database.

    `tried`: the statement after them ran outside a transaction, and may have left something. `unseen`: the connection
    broke in the COMMIT of those after them.
    """

    def __init__(self, explanation: Explanation, kept: int, *, unseen: bool = False) -> None:
        super().__init__(explanation.refusal.message)
        self.explanation = explanation
        self.kept = kept
        self.unseen = unseen
        self.tried = False


@dataclass(frozen=True)
class Transaction:
    """A transaction of one file. `kept`: how many statements of the file are in the database before it.

    `opening` and `closing` are the file's own; without them we send BEGIN and COMMIT. No transaction is begun if one
    is open, after COMMIT AND CHAIN.
    """

    connection: "Connection[Any]"
    migration: Migration
    kept: int = 0
    opening: Statement | None = None
    closing: Statement | None = None

    def run(self, pieces: Sequence[Piece], write: Write | None, *, earlier: int = 0) -> int:
        """Send the pieces, write the record, and end the transaction. Return how many statements ran.

        `earlier`: how many statements of the file come before the pieces. Raises FileFailed; nothing is kept then.
        """
        from psycopg.pq import TransactionStatus

        ahead, count = "", 0
        if self.connection.info.transaction_status == TransactionStatus.IDLE:
            if pieces and not self.opening:
                ahead = "BEGIN"  # sent with the first piece, in one message
            else:
                self.connection.execute((self.opening.text if self.opening else "BEGIN").encode())
        for piece in together(self.migration.text, pieces):
            try:
                count += send(self.connection, piece, opening=ahead).statements
                ahead = ""
            except PieceFailed as failure:
                roll_back(self.connection)
                raise FileFailed(_failure(self.migration, pieces, failure, earlier), self.kept) from failure.error
        self._end(write)
        return count

    def _end(self, write: Write | None) -> None:
        import psycopg

        ending = False
        try:
            if write:
                write()
            ending = True
            closing = self.closing.text if self.closing else "COMMIT"
            # The file's settings apply again at the COMMIT, which runs its deferred constraints and triggers.
            back = [leaving(self.connection.info.server_version)] if write else []
            send_at_once(self.connection, "; ".join([*back, closing]))
        except psycopg.Error as error:
            unseen = ending and self.connection.closed
            roll_back(self.connection)
            what, refusal = "the COMMIT failed" if ending else "that could not be recorded", refusal_of(error)
            message = f"Its statements passed, but {what}: {refusal.message}"
            explanation = outside_statements(self.migration, replace(refusal, message=message, position=None))
            raise FileFailed(explanation, self.kept, unseen=unseen) from error
        except BaseException as error:
            if ending:
                error.add_note(f"{self.migration.name}: {COMMIT_UNSEEN} {HOW_TO_SEE}")
            roll_back(self.connection)
            raise


def together(text: str, pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Return the pieces of a file's text as one, or as they are if the cuts may matter."""
    closed = all(not _MAY_SPAN.search(piece.text) and piece.text.count('"') % 2 == 0 for piece in pieces)
    if len(pieces) < 2 or not closed:
        return tuple(pieces)
    start, end = pieces[0].offset, pieces[-1].offset + len(pieces[-1].text)
    whole = MARKER.join(piece.text for piece in pieces) == text[start:end]
    ended = all(piece.text.rstrip().endswith(";") for piece in pieces[:-1])
    begun = all(piece.text.startswith(("\n", "\r\n")) for piece in pieces[1:])
    return (Piece(text[start:end], start),) if whole and ended and begun else tuple(pieces)


def _failure(migration: Migration, pieces: Sequence[Piece], failure: PieceFailed, earlier: int) -> Explanation:
    """Explain which of the pieces failed, if they may have been sent as one. `earlier` statements are before them."""
    counts = [len(list(statements_of(piece))) for piece in pieces]
    if failure.piece in pieces:
        before, refusal = sum(counts[: pieces.index(failure.piece)]), failure.refusal
        passed = failure.passed.statements
        return explain(migration, failure.piece, refusal, earlier=earlier + before, passed=passed)
    position, left = failure.refusal.position, failure.passed.statements
    offset = failure.piece.offset + position - 1 if position else None
    for piece, count in zip(pieces, counts, strict=True):
        if piece is pieces[-1] or (offset < piece.offset + len(piece.text) if offset is not None else left < count):
            break
        left, earlier = max(left - count, 0), earlier + count
    position = offset - piece.offset + 1 if offset is not None else None
    return explain(migration, piece, replace(failure.refusal, position=position), earlier=earlier, passed=left)
