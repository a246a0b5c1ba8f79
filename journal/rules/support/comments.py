"""The comments of a text, as PostgreSQL's own scanner sees them: never what stands in a string or a `$$` body."""

from dataclasses import dataclass

from journal.sql.parser import Characters, scan_sql


@dataclass(frozen=True)
class SqlComment:
    """One comment with its dashes or stars. `offset` is in characters of the text."""

    text: str
    offset: int


def comments(text: str) -> tuple[SqlComment, ...]:
    """All of them, in order; where the scanner stops at what it cannot read, those before that."""
    import postgast  # noqa: PLC0415 - the script has it loaded by now

    try:
        tokens = scan_sql(text).tokens
    except postgast.PgQueryError as error:
        return comments(text[: error.cursorpos - 1]) if 0 < error.cursorpos <= len(text) else ()
    kinds = (postgast.pg_query_pb2.SQL_COMMENT, postgast.pg_query_pb2.C_COMMENT)
    raw = text.encode()
    places = Characters(raw)
    found = ((token.start, token.end) for token in tokens if token.token in kinds)
    return tuple(SqlComment(raw[start:end].decode(), places.before(start)) for start, end in found)
