"""Names in SQL for people to read and edit: in quotes only where PostgreSQL needs them."""

import re
from functools import cache

from journal.sql.parser import scan_sql

_KINDS = "TABLE|VIEW|MATERIALIZED VIEW|INDEX|SEQUENCE|TRIGGER|RULE|POLICY|ROUTINE|STATISTICS|EVENT TRIGGER"
_MADE = "(?:UNLOGGED )?TABLE|SEQUENCE|(?:UNIQUE )?INDEX|SCHEMA|EXTENSION"
_GUARDS = (
    (re.compile(rf"^DROP ({_KINDS}) (?!IF )"), r"DROP \1 IF EXISTS "),
    (
        re.compile(r"^CREATE ((?:UNLOGGED )?TABLE|SEQUENCE|(?:UNIQUE )?INDEX|SCHEMA|EXTENSION) "),
        r"CREATE \1 IF NOT EXISTS ",
    ),
    (re.compile(r"^(ALTER TABLE \S+) ADD COLUMN "), r"\1 ADD COLUMN IF NOT EXISTS "),
    (re.compile(r"^(ALTER TABLE \S+) DROP CONSTRAINT (?!IF )"), r"\1 DROP CONSTRAINT IF EXISTS "),
)
_PLAIN = re.compile(r"[a-z_][a-z0-9_$]*\Z")


def spelt(*words: str) -> str:
    """A qualified name, safe whatever the words are. Empty words are left out."""
    return ".".join(map(_word, filter(None, words)))


def guarded(sql: str) -> str:
    """A statement that passes again where it has run before, as far as a word can do that."""
    first, newline, rest = sql.partition("\n")
    for pattern, words in _GUARDS:
        first = pattern.sub(words, first, count=1)
    return first + newline + rest


def plain(sql: str) -> str:
    """SQL less the quotes around names that need none. Strings and function bodies keep every byte."""
    import postgast  # noqa: PLC0415 - 70 ms, paid only when a down file is derived

    raw, parts, done = sql.encode(), [], 0
    for token in scan_sql(sql).tokens:
        text = raw[token.start : token.end].decode()
        if text.startswith('"') and token.token == postgast.pg_query_pb2.IDENT:
            parts += [raw[done : token.start].decode(), _word(text[1:-1].replace('""', '"'))]
            done = token.end
    return "".join(parts) + raw[done:].decode()


@cache
def _word(word: str) -> str:
    if _PLAIN.match(word) and not _is_keyword(word):
        return word
    return '"' + word.replace('"', '""') + '"'


def _is_keyword(word: str) -> bool:
    """Whether it means something to the parser where a name may stand."""
    import postgast  # noqa: PLC0415

    kinds = (postgast.pg_query_pb2.NO_KEYWORD, postgast.pg_query_pb2.UNRESERVED_KEYWORD)
    return scan_sql(word).tokens[0].keyword_kind not in kinds
