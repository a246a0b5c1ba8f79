"""The comments of a text as PostgreSQL's own scanner finds them, never what is in a string or a `$$` body."""

from dataclasses import dataclass

from journal.sql.parser import Characters, scan_sql


@dataclass(frozen=True)
class SqlComment:
    """One comment with its dashes or stars. `offset` is in characters of the text."""

    text: str
    offset: int


def comments(text: str) -> tuple[SqlComment, ...]:
    """Return all comments in order; where the scanner fails, those before that place."""
    import postgast  # noqa: PLC0415 - 70 ms

    try:
        tokens = scan_sql(text).tokens
    except postgast.PgQueryError as error:
        return comments(text[: error.cursorpos - 1]) if 0 < error.cursorpos <= len(text) else ()
    raw = text.encode()
    places = Characters(raw)
    spans = ((token.start, token.end) for token in tokens if is_comment(token.token))
    return tuple(SqlComment(raw[start:end].decode(), places.before(start)) for start, end in spans)


def is_comment(token: int) -> bool:
    """Tell whether a token of the scanner is a comment, by its number."""
    import postgast  # noqa: PLC0415

    return token in (postgast.pg_query_pb2.SQL_COMMENT, postgast.pg_query_pb2.C_COMMENT)
