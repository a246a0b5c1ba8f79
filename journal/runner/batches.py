"""Join the pieces of a file into one message where that changes nothing: the round trips take most of the time. Pure.

Drizzle cuts a file at its markers and sends piece by piece. For PostgreSQL a marker is a comment: if it follows a
complete statement, outside of any string or body, the joined text runs the same. A failure is reported for its piece.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from journal.replay.send import PieceFailed, ServerError
from journal.sql.statements import MARKER, Piece, statements_of

# What could be open at a marker, or turn what follows into a comment: strings, bodies, comments, lists of statements.
_MAY_SPAN = re.compile(r"['$\\]|--|/\*|\b(?:atomic|rule)\b", re.IGNORECASE)


@dataclass(frozen=True)
class FailedPiece:
    """The piece that was refused: `earlier` statements are in the pieces before it, `passed` of its own had passed."""

    piece: Piece
    refusal: ServerError
    earlier: int
    passed: int


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


def failed_piece(pieces: Sequence[Piece], failure: PieceFailed) -> FailedPiece:
    """Return which of the pieces failed, if they may have been sent as one."""
    if failure.piece in pieces:
        before = pieces[: pieces.index(failure.piece)]
        return FailedPiece(failure.piece, failure.refusal, sum(map(_count, before)), failure.passed.statements)
    position, left, earlier = failure.refusal.position, failure.passed.statements, 0
    offset = failure.piece.offset + position - 1 if position else None
    for piece in pieces:
        count = _count(piece)
        if piece is pieces[-1] or (offset < piece.offset + len(piece.text) if offset is not None else left < count):
            break
        left, earlier = max(left - count, 0), earlier + count
    position = offset - piece.offset + 1 if offset is not None else None
    return FailedPiece(piece, replace(failure.refusal, position=position), earlier, left)


def _count(piece: Piece) -> int:
    return len(list(statements_of(piece)))
