"""Split text into pieces exactly as Drizzle does, and a piece into its statements.

Drizzle does not parse SQL: it splits the text at every marker. The statements inside a piece are found by PostgreSQL's
own parser, and only needed to explain a failure or to print a plan.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import zip_longest

from journal.dataclass import dataclass
from journal.sql.parser import Characters, is_limit, scan_sql, spans

MARKER = "--> statement-breakpoint"


@dataclass(frozen=True)
class Piece:
    """One text that Drizzle sends. `offset` is its start in the file, in characters."""

    text: str
    offset: int


@dataclass(frozen=True)
class Statement:
    """One SQL statement of a file. `number` counts from 1 through the file, `offset` in characters."""

    number: int
    text: str
    offset: int


def cut(text: str) -> tuple[Piece, ...]:
    """Split a file's text at every marker, also inside strings, comments and `$$` bodies.

    Source: drizzle-orm `migrator.js`, `query.split("--> statement-breakpoint")`.
    """
    pieces = []
    offset = 0
    for part in text.split(MARKER):
        pieces.append(Piece(part, offset))
        offset += len(part) + len(MARKER)
    return tuple(pieces)


def statements(text: str) -> tuple[Statement, ...]:
    """Return all statements of a file, in order, numbered through all its pieces."""
    found = [statement for piece in cut(text) for statement in statements_of(piece)]
    return tuple(replace(statement, number=number) for number, statement in enumerate(found, 1))


def statements_of(piece: Piece) -> Iterator[Statement]:
    """Yield the statements of one piece, numbered from 1 within it; empty ones do not count, as in PostgreSQL."""
    import postgast  # 70 ms, paid only when something is to be explained

    try:
        found = spans(piece.text)
    except postgast.PgQueryError:
        found = _between_semicolons(piece.text)
    raw = piece.text.encode()
    places = Characters(raw)
    for number, (start, end) in enumerate(found, 1):
        text = raw[start:end].decode("utf-8", "replace").rstrip()
        yield Statement(number, text, piece.offset + places.before(start))


def _between_semicolons(text: str) -> list[tuple[int, int]]:
    """Return the spans between semicolons of a text that does not parse, in bytes.

    The library's own scanner mode loses those without a keyword.
    """
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
    return list(zip_longest(starts, ends, fillvalue=len(text.encode())))


def _tokens(text: str) -> tuple[list[tuple[int, bool]], int | None]:
    """Return the start of each token in bytes, and whether it is a semicolon, without comments.

    The second value is where the scanner stopped at invalid text, such as an open quote.
    """
    import postgast

    stopped = None
    try:
        scanned = scan_sql(text)
    except postgast.PgQueryError as error:
        if is_limit(error):
            return [], None
        text = text[: max(error.cursorpos - 1, 0)]
        stopped = len(text.encode())
        scanned = scan_sql(text)
    kinds = postgast.pg_query_pb2
    comments = (kinds.SQL_COMMENT, kinds.C_COMMENT)
    kept = [token for token in scanned.tokens if token.token not in comments]
    return [(token.start, token.token == kinds.ASCII_59) for token in kept], stopped
