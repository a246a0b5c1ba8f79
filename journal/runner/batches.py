"""Pieces that go in one message where that changes nothing: most of a short file's time is the way there and back.

Drizzle cuts a file at its markers, and sends piece by piece. For PostgreSQL a marker is a comment: where it ends a
statement, and nothing that could hold it is open, what runs is the same. What failed is told of its own piece. Pure.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from journal.replay.send import PieceFailed, ServerError
from journal.sql.statements import MARKER, Piece, statements_of

# What could be open at a marker or make a comment of what follows: strings, bodies, comments, lists of statements.
_MAY_HOLD_ONE = re.compile(r"['$\\]|--|/\*|\b(?:atomic|rule)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Failed:
    """A refusal by a piece: `earlier` statements are in the pieces before it, `passed` of its own had passed."""

    piece: Piece
    refusal: ServerError
    earlier: int
    passed: int


def together(text: str, pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The pieces of a file's text as one, or as they are where the cuts may mean something."""
    if len(pieces) < 2 or not all(map(_is_closed, pieces)):
        return tuple(pieces)
    start, end = pieces[0].offset, pieces[-1].offset + len(pieces[-1].text)
    whole = MARKER.join(piece.text for piece in pieces) == text[start:end]
    ended = all(piece.text.rstrip().endswith(";") for piece in pieces[:-1])
    begun = all(piece.text.startswith(("\n", "\r\n")) for piece in pieces[1:])
    return (Piece(text[start:end], start),) if whole and ended and begun else tuple(pieces)


def failed_of(pieces: Sequence[Piece], failure: PieceFailed) -> Failed:
    """Of which of the pieces a failure is, when they may have gone together."""
    if failure.piece in pieces:
        before = pieces[: pieces.index(failure.piece)]
        return Failed(failure.piece, failure.refusal, sum(map(_count, before)), failure.passed.statements)
    position, left, earlier = failure.refusal.position, failure.passed.statements, 0
    offset = failure.piece.offset + position - 1 if position else None
    for piece in pieces[:-1]:
        count = _count(piece)
        if offset < piece.offset + len(piece.text) if offset is not None else left < count:
            return _within(piece, failure.refusal, offset, earlier, left)
        left, earlier = max(left - count, 0), earlier + count
    return _within(pieces[-1], failure.refusal, offset, earlier, left)


def _within(piece: Piece, refusal: ServerError, offset: int | None, earlier: int, passed: int) -> Failed:
    position = offset - piece.offset + 1 if offset is not None else None
    return Failed(piece, replace(refusal, position=position), earlier, passed)


def _is_closed(piece: Piece) -> bool:
    return not _MAY_HOLD_ONE.search(piece.text) and piece.text.count('"') % 2 == 0


def _count(piece: Piece) -> int:
    return len(list(statements_of(piece)))
