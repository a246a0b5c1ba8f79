"""The statement that takes an object away, where that loses nothing that cannot be made again."""

from journal.catalog.ddl.words import comment_target, drop_target, grant_target, object_keyword, quote_role
from journal.catalog.quoting import quoted
from journal.catalog.values import (
    Column,
    Comment,
    Constraint,
    DefaultPrivilege,
    DomainConstraint,
    Grant,
    Object,
    Table,
    Trigger,
)

_LOSES = {
    "table": "dropping the table loses its rows",
    "column": "dropping the column loses its values",
    "sequence": "dropping the sequence loses its number, and fails where a default calls it",
    "enum": "dropping the type fails where a column has it",
    "domain": "dropping the type fails where a column has it",
    "composite type": "dropping the type fails where a column has it",
    "range type": "dropping the type fails where a column has it",
    "schema": "what is in the schema may be another application's",
    "extension": "dropping the extension takes what it made along",
    "collation": "dropping the collation fails where a column has it",
    "default privilege": "it may be another role's",
}


def drop(one: Object) -> tuple[str | None, str]:
    """Its statement with a semicolon, or None and why not. Never CASCADE: what others need stays."""
    if one.kind in _LOSES:
        return None, _LOSES[one.kind]
    if isinstance(one, Trigger) and not one.definition:
        return None, "it is as its parent's again once that, or this, is turned on or off"
    return drop_statement(one), ""


def drop_statement(one: Object) -> str:
    """Return the statement that drops any object, with a semicolon, whatever is lost by it. Never CASCADE."""
    if isinstance(one, Column | Constraint):
        return f"ALTER TABLE {quoted(one.schema, one.table)} DROP {object_keyword(one.kind)} {quoted(one.name)};"
    if isinstance(one, DomainConstraint):
        return f"ALTER DOMAIN {quoted(one.schema, one.domain)} DROP CONSTRAINT {quoted(one.name)};"
    if isinstance(one, Grant):
        part = f" ({quoted(one.on[-1])})" if one.on[0] == "column" else ""
        return f"REVOKE {one.privilege}{part} ON {grant_target(one.on)} FROM {quote_role(one.grantee)};"
    if isinstance(one, DefaultPrivilege):
        where = f" IN SCHEMA {quoted(one.schema)}" if one.schema else ""
        return (
            f"ALTER DEFAULT PRIVILEGES{where} REVOKE {one.privilege} ON {one.objects} FROM {quote_role(one.grantee)};"
        )
    if isinstance(one, Comment):
        return f"COMMENT ON {comment_target(one.on)} IS NULL;"
    kind = "FOREIGN TABLE" if isinstance(one, Table) and one.foreign else object_keyword(one.kind)
    return f"DROP {kind} {drop_target(one.key)};"
