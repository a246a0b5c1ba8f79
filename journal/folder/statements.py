"""Text to pieces, cut exactly as Drizzle cuts, and a piece to its statements.

Drizzle knows no SQL: it splits the text at a marker, wherever that stands. Finding the statements inside a
piece is PostgreSQL's own scanner's work, and only needed to explain a failure or to print a plan.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

MARKER = "--> statement-breakpoint"


@dataclass(frozen=True)
class Piece:
    """What Drizzle sends in one go. `offset` is where it starts in the file, in characters."""

    text: str
    offset: int


@dataclass(frozen=True)
class Statement:
    """One SQL statement of a file. `number` counts from 1 through the file, `offset` in characters."""

    number: int
    text: str
    offset: int


def cut(text: str) -> tuple[Piece, ...]:
    """Cut a file's text at every marker, also inside strings, comments and `$$` bodies.

    Source: drizzle-orm `migrator.js`, `query.split("--> statement-breakpoint")`.
    """
    pieces = []
    offset = 0
    for part in text.split(MARKER):
        pieces.append(Piece(part, offset))
        offset += len(part) + len(MARKER)
    return tuple(pieces)


def statements(text: str) -> tuple[Statement, ...]:
    """All statements of a file, in order, through all its pieces."""
    found = [statement for piece in cut(text) for statement in statements_of(piece)]
    return tuple(Statement(number, one.text, one.offset) for number, one in enumerate(found, 1))


def statements_of(piece: Piece) -> Iterator[Statement]:
    """The statements of one piece, numbered from 1 within it; empty ones do not count, as in PostgreSQL."""
    import postgast  # noqa: PLC0415 - 70 ms, paid only when something is to be explained

    try:
        parts = postgast.split(piece.text, method="parser")
    except postgast.PgQueryError:
        parts = _between_semicolons(piece.text)
    position = 0
    for number, part in enumerate(parts, 1):
        start = _start(piece.text, part, position)
        yield Statement(number, part.rstrip(), piece.offset + start)
        position = start + len(part)


def _start(text: str, part: str, position: int) -> int:
    """Where a statement stands: the first place where its text does, but not inside a comment before it."""
    start = text.find(part, position)
    while start >= 0 and _ends_in_comment(text[position:start]):
        start = text.find(part, start + 1)
    return max(start, position)


def _ends_in_comment(gap: str) -> bool:
    """Whether what stands between two statements leaves a comment open. It is blanks, comments and semicolons."""
    while gap := gap.lstrip("; \t\r\n\f\v"):
        if gap.startswith("--"):
            _, ended, gap = gap.partition("\n")
            if not ended:
                return True
        else:
            end = _end_of_block(gap)
            if end < 0:
                return True
            gap = gap[end:]
    return False


def _end_of_block(text: str) -> int:
    """Where the block comment that begins the text ends; -1 where it does not. They nest."""
    depth = 0
    for mark in re.finditer(r"/\*|\*/", text):
        depth += 1 if mark[0] == "/*" else -1
        if depth <= 0:
            return mark.end()
    return -1


def _between_semicolons(text: str) -> list[str]:
    """The parts of a text that does not parse. The library's own scanner mode loses those without a keyword."""
    raw = text.encode()
    starts, ends = [], []
    tokens, stopped = _tokens(text)
    inside = False
    for token_start, is_semicolon in tokens:
        if not inside and not is_semicolon:
            starts.append(token_start)
        elif inside and is_semicolon:
            ends.append(token_start)
        inside = not is_semicolon
    if stopped is not None and not inside:
        starts.append(stopped)
    return [raw[start:end].decode() for start, end in zip_longest(starts, ends, fillvalue=len(raw))]


def _tokens(text: str) -> tuple[list[tuple[int, bool]], int | None]:
    """Where each token starts, in bytes, and whether it is a semicolon; comments are none.

    Then where the scanner stopped at what it cannot read, an open quote, say.
    """
    import postgast  # noqa: PLC0415

    stopped = None
    try:
        scanned = postgast.scan(text)
    except postgast.PgQueryError as error:
        text = text[: max(error.cursorpos - 1, 0)]
        stopped = len(text.encode())
        scanned = postgast.scan(text)
    kinds = postgast.pg_query_pb2
    comments = (kinds.SQL_COMMENT, kinds.C_COMMENT)
    kept = [token for token in scanned.tokens if token.token not in comments]
    return [(token.start, token.token == kinds.ASCII_59) for token in kept], stopped
