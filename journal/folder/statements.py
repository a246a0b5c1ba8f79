"""Text to pieces, cut exactly as Drizzle cuts, and a piece to its statements.

Drizzle knows no SQL: it splits the text at a marker, wherever that stands. Finding the statements inside a
piece is PostgreSQL's own scanner's work, and only needed to explain a failure or to print a plan.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

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
    raw = piece.text.encode()
    read, offset = 0, piece.offset
    for number, (start, end) in enumerate(_spans(piece.text), 1):
        offset += len(raw[read:start].decode())
        text = raw[start:end].decode()
        yield Statement(number, text.rstrip(), offset)
        read, offset = end, offset + len(text)


Span = tuple[int, int]  # of a statement, in bytes of UTF-8


def _spans(text: str) -> list[Span]:
    import postgast  # noqa: PLC0415 - 70 ms, paid only when something is to be explained

    tokens, rest = _tokens(text)
    try:
        parts = postgast.split(text, method="parser")
    except postgast.PgQueryError:
        return _between_semicolons(tokens, len(text.encode()), rest)
    return _located(parts, tokens)


def _located(parts: Sequence[str], tokens: Sequence["_Token"]) -> list[Span]:
    """Where the parser's statements stand: each begins at the first token after the one before."""
    starts = iter([token.start for token in tokens if token.text != ";"])
    spans: list[Span] = []
    for part in parts:
        after = spans[-1][1] if spans else 0
        start = next(start for start in starts if start >= after)
        spans.append((start, start + len(part.encode())))
    return spans


def _between_semicolons(tokens: Sequence["_Token"], length: int, rest: int | None) -> list[Span]:
    """For text that does not parse. The library's own scanner mode loses statements without a keyword."""
    spans: list[Span] = []
    start: int | None = None
    for token in tokens:
        if token.text == ";":
            spans += [(start, token.start)] if start is not None else []
            start = None
        elif start is None:
            start = token.start
    start = rest if start is None else start
    return spans if start is None else [*spans, (start, length)]


@dataclass(frozen=True)
class _Token:
    text: str
    start: int  # in bytes of UTF-8


def _tokens(text: str) -> tuple[list[_Token], int | None]:
    """The tokens without comments, and where the scanner stopped at what it cannot read (an open quote, say)."""
    import postgast  # noqa: PLC0415

    rest = None
    try:
        scanned = postgast.scan(text)
    except postgast.PgQueryError as error:
        text = text[: max(error.cursorpos - 1, 0)]
        rest = len(text.encode())
        scanned = postgast.scan(text)
    raw = text.encode()
    comments = (postgast.pg_query_pb2.SQL_COMMENT, postgast.pg_query_pb2.C_COMMENT)
    kept = [token for token in scanned.tokens if token.token not in comments]
    return [_Token(raw[token.start : token.end].decode(), token.start) for token in kept], rest
