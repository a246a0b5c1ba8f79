"""Names in SQL that people read and edit: in quotes only where PostgreSQL needs them."""

import re
from functools import cache

from journal.catalog.quoting import quoted
from journal.sql.parser import scan_sql

_GUARDS = (
    (re.compile(r"^DROP ((?:[A-Z]+ )+)(?<! IF EXISTS )(?=[a-z_\"])"), r"DROP \1IF EXISTS "),
    (
        re.compile(r"^CREATE ((?:UNLOGGED )?TABLE|SEQUENCE|(?:UNIQUE )?INDEX|SCHEMA|EXTENSION) "),
        r"CREATE \1 IF NOT EXISTS ",
    ),
    (re.compile(r"^(ALTER TABLE \S+) ADD COLUMN "), r"\1 ADD COLUMN IF NOT EXISTS "),
    (re.compile(r"^(ALTER (?:TABLE|DOMAIN) \S+ DROP (?:CONSTRAINT|COLUMN)) (?!IF )"), r"\1 IF EXISTS "),
)
_PLAIN = re.compile(r"[a-z_][a-z0-9_$]*\Z")


def spelt(*words: str) -> str:
    """Return a qualified name, safe whatever the words are. Empty words are skipped."""
    return ".".join(map(_quoted_where_needed, filter(None, words)))


def guarded(sql: str) -> str:
    """Return the statement with IF EXISTS or IF NOT EXISTS, where its kind has that, so that it can run twice."""
    first, newline, rest = sql.partition("\n")
    for pattern, words in _GUARDS:
        first = pattern.sub(words, first, count=1)
    return first + newline + rest


def plain(sql: str) -> str:
    """Return the SQL without the quotes around names that need none. Strings and function bodies keep every byte."""
    import postgast

    raw, parts, end = sql.encode(), [], 0
    for token in scan_sql(sql).tokens:
        text = raw[token.start : token.end].decode()
        if text.startswith('"') and token.token == postgast.pg_query_pb2.IDENT:
            parts += [raw[end : token.start].decode(), _quoted_where_needed(text[1:-1].replace('""', '"'))]
            end = token.end
    return "".join(parts) + raw[end:].decode()


@cache
def _quoted_where_needed(word: str) -> str:
    import postgast

    harmless = (postgast.pg_query_pb2.NO_KEYWORD, postgast.pg_query_pb2.UNRESERVED_KEYWORD)
    if _PLAIN.match(word) and scan_sql(word).tokens[0].keyword_kind in harmless:
        return word
    return quoted(word)
