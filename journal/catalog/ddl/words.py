"""What the statements of several kinds have in common: the words for a kind, a role, options."""

from collections.abc import Sequence

from journal.catalog.quoting import literal, quoted
from journal.catalog.values import Key

_ON_TABLE = {"constraint", "trigger", "rule", "policy"}
_WORDS = {
    "enum": "TYPE", "composite type": "TYPE", "range type": "TYPE", "function": "ROUTINE",
}  # fmt: skip


def object_keyword(kind: str) -> str:
    """The kind as ALTER, DROP and COMMENT ON say it. A function is a routine there, so that no word is wrong."""
    return _WORDS.get(kind, kind.upper())


def drop_target(key: Key) -> str:
    """An object's name as COMMENT ON and DROP want it."""
    kind, *names = key
    if kind in _ON_TABLE:
        return f"{quoted(names[2])} ON {quoted(names[0], names[1])}"
    if kind == "domain constraint":
        return f"{quoted(names[2])} ON DOMAIN {quoted(names[0], names[1])}"
    if kind == "function":
        return f"{quoted(names[0], names[1])}({names[2]})"
    return quoted(*names)


def comment_target(key: Key) -> str:
    """`TABLE "public"."users"`: how COMMENT ON names it."""
    kind = "CONSTRAINT" if key[0] == "domain constraint" else object_keyword(key[0])
    return f"{kind} {drop_target(key)}"


def grant_target(key: Key) -> str:
    """How GRANT names it: a column's table, and every table-like thing as TABLE."""
    kind, *names = key
    if kind == "column":
        return f"TABLE {quoted(names[0], names[1])}"
    if kind in ("table", "view", "materialized view"):
        return f"TABLE {quoted(*names)}"
    return f"{'TYPE' if kind == 'domain' else object_keyword(kind)} {drop_target(key)}"


def quote_role(text: str) -> str:
    """A role; PUBLIC is a word and no name."""
    return "PUBLIC" if text == "PUBLIC" else quoted(text)


def with_options(options: Sequence[str]) -> str:
    """` WITH (fillfactor='70')`, or nothing."""
    return f" WITH ({', '.join(map(storage_option, options))})" if options else ""


def storage_option(text: str) -> str:
    """A storage option out of the catalog's `name=value`."""
    key, _, value = text.partition("=")
    return f"{key}={literal(value)}"


def foreign_options(options: Sequence[str]) -> str:
    """` OPTIONS (a 'b')`, or nothing."""
    pairs = (text.partition("=") for text in options)
    return f" OPTIONS ({', '.join(f'{quoted(key)} {literal(value)}' for key, _, value in pairs)})" if options else ""
