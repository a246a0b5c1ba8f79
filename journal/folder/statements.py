"""Text to pieces, cut exactly as Drizzle cuts, and a piece to its statements.

Drizzle knows no SQL: it splits the text at a marker, wherever that stands. Finding the statements inside a
piece is PostgreSQL's own scanner's work, and only needed to explain a failure or to print a plan.
"""

from collections.abc import Iterator
from dataclasses import dataclass

MARKER = "--> statement-breakpoint"


@dataclass(frozen=True, slots=True)
class Piece:
    """What Drizzle sends in one go. `offset` is where it starts in the file, in characters."""

    text: str
    offset: int


@dataclass(frozen=True, slots=True)
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
    position = 0
    for number, text in enumerate(_split(piece.text), 1):
        position = piece.text.find(text, position)
        yield Statement(number, text, piece.offset + position)
        position += len(text)


def _split(text: str) -> list[str]:
    import postgast  # noqa: PLC0415 - 70 ms, paid only when something is to be explained

    try:
        return list(postgast.split(text, method="parser"))
    except postgast.PgQueryError:
        return _split_unparsable(text)


def _split_unparsable(text: str) -> list[str]:
    """Split at each `;` token. The library's own scanner mode loses statements without a keyword."""
    raw = text.encode()
    tokens, rest = _tokens(text)
    starts_and_ends: list[tuple[int, int]] = []
    start = -1
    for token in tokens:
        if token.text == ";":
            starts_and_ends += [(start, token.start)] if start >= 0 else []
            start = -1
        elif start < 0:
            start = token.start
    if start >= 0 or rest.strip():
        starts_and_ends.append((start if start >= 0 else len(raw) - len(rest.encode()), len(raw)))
    return [raw[start:end].decode().strip() for start, end in starts_and_ends]


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int  # in bytes of UTF-8


def _tokens(text: str) -> tuple[list[_Token], str]:
    """The tokens without comments, and the rest that the scanner cannot read (an open quote, say)."""
    import postgast  # noqa: PLC0415

    readable, rest = text, ""
    try:
        scanned = postgast.scan(text)
    except postgast.PgQueryError as error:
        stop = max(error.cursorpos - 1, 0)
        readable, rest = text[:stop], text[stop:]
        scanned = postgast.scan(readable)
    raw = readable.encode()
    comments = (postgast.pg_query_pb2.SQL_COMMENT, postgast.pg_query_pb2.C_COMMENT)
    kept = [token for token in scanned.tokens if token.token not in comments]
    return [_Token(raw[token.start : token.end].decode(), token.start) for token in kept], rest
