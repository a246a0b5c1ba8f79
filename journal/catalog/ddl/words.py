"""What the statements of several kinds have in common: the words for a kind, a role, options."""

from collections.abc import Sequence

from journal.catalog.quoting import literal, name
from journal.catalog.values import Key

_ON_TABLE = {"constraint", "trigger", "rule", "policy"}
_WORDS = {
    "enum": "TYPE", "composite type": "TYPE", "range type": "TYPE", "function": "ROUTINE",
}  # fmt: skip


def word(kind: str) -> str:
    """The kind as ALTER, DROP and COMMENT ON say it. A function is a routine there, so that no word is wrong."""
    return _WORDS.get(kind, kind.upper())


def spelt(key: Key) -> str:
    """An object's name as COMMENT ON and DROP want it."""
    kind, *names = key
    if kind in _ON_TABLE:
        return f"{name(names[2])} ON {name(names[0], names[1])}"
    if kind == "domain constraint":
        return f"{name(names[2])} ON DOMAIN {name(names[0], names[1])}"
    if kind == "function":
        return f"{name(names[0], names[1])}({names[2]})"
    return name(*names)


def commented(key: Key) -> str:
    """`TABLE "public"."users"`: how COMMENT ON names it."""
    kind = "CONSTRAINT" if key[0] == "domain constraint" else word(key[0])
    return f"{kind} {spelt(key)}"


def granted(key: Key) -> str:
    """How GRANT names it: a column's table, and every table-like thing as TABLE."""
    kind, *names = key
    if kind == "column":
        return f"TABLE {name(names[0], names[1])}"
    if kind in ("table", "view", "materialized view"):
        return f"TABLE {name(*names)}"
    return f"{'TYPE' if kind == 'domain' else word(kind)} {spelt(key)}"


def role(text: str) -> str:
    """A role; PUBLIC is a word and no name."""
    return "PUBLIC" if text == "PUBLIC" else name(text)


def with_options(options: Sequence[str]) -> str:
    """` WITH (fillfactor='70')`, or nothing."""
    return f" WITH ({', '.join(map(option, options))})" if options else ""


def option(text: str) -> str:
    """A storage option out of the catalog's `name=value`."""
    key, _, value = text.partition("=")
    return f"{key}={literal(value)}"


def foreign_options(options: Sequence[str]) -> str:
    """` OPTIONS (a 'b')`, or nothing."""
    pairs = (text.partition("=") for text in options)
    return f" OPTIONS ({', '.join(f'{name(key)} {literal(value)}' for key, _, value in pairs)})" if options else ""
