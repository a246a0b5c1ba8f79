"""Parts that several statements share: the keyword of a kind, how an object is named, roles and options. Pure."""

from collections.abc import Sequence

from journal.catalog.quoting import literal, quoted
from journal.catalog.types_functions_grants import DefaultPrivilege, Grant
from journal.catalog.values import Key

_KEYWORDS = {"enum": "TYPE", "composite type": "TYPE", "range type": "TYPE", "function": "ROUTINE"}


def object_keyword(kind: str) -> str:
    """Return the keyword of a kind in ALTER, DROP and COMMENT ON. ROUTINE fits every kind of function."""
    return _KEYWORDS.get(kind, kind.upper())


def drop_target(key: Key) -> str:
    """Return an object's name as DROP and COMMENT ON want it, such as `"own" ON "public"."users"` for a policy."""
    kind, *names = key
    if kind in ("constraint", "trigger", "rule", "policy"):
        return f"{quoted(names[2])} ON {quoted(names[0], names[1])}"
    if kind == "domain constraint":
        return f"{quoted(names[2])} ON DOMAIN {quoted(names[0], names[1])}"
    if kind == "function":
        return f"{quoted(names[0], names[1])}({names[2]})"
    return quoted(*names)


def comment_target(key: Key) -> str:
    """Return how COMMENT ON names an object: `TABLE "public"."users"`."""
    kind = "CONSTRAINT" if key[0] == "domain constraint" else object_keyword(key[0])
    return f"{kind} {drop_target(key)}"


def grant_target(key: Key) -> str:
    """Return how GRANT names an object. A column is named by its table; views are TABLE, too."""
    kind, *names = key
    if kind in ("table", "view", "materialized view", "column"):
        return f"TABLE {quoted(*names[:2])}"
    return f"{'TYPE' if kind == 'domain' else object_keyword(kind)} {drop_target(key)}"


def grant_clause(grant: Grant) -> str:
    """Return what GRANT and REVOKE have in common: `SELECT ("id") ON TABLE "public"."users"`."""
    column = f" ({quoted(grant.on[-1])})" if grant.on[0] == "column" else ""
    return f"{grant.privilege}{column} ON {grant_target(grant.on)}"


def default_privileges_of(privilege: DefaultPrivilege) -> str:
    """Return the beginning of the statement, before GRANT or REVOKE."""
    return "ALTER DEFAULT PRIVILEGES" + (f" IN SCHEMA {quoted(privilege.schema)}" if privilege.schema else "")


def quote_role(text: str) -> str:
    """Return a role for GRANT; PUBLIC is a keyword and gets no quotes."""
    return "PUBLIC" if text == "PUBLIC" else quoted(text)


def with_options(options: Sequence[str]) -> str:
    """Return ` WITH (fillfactor='70')`, or an empty text."""
    return f" WITH ({', '.join(map(storage_option, options))})" if options else ""


def storage_option(text: str) -> str:
    """Return a storage option as SQL. `text` is the catalog's `name=value`."""
    key, _, value = text.partition("=")
    return f"{key}={literal(value)}"


def foreign_options(options: Sequence[str]) -> str:
    """Return ` OPTIONS ("a" 'b')`, or an empty text."""
    pairs = (text.partition("=") for text in options)
    listed = ", ".join(f"{quoted(key)} {literal(value)}" for key, _, value in pairs)
    return f" OPTIONS ({listed})" if listed else ""
