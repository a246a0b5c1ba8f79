"""The statement that drops an object."""

from journal.catalog.ddl.words import (
    comment_target,
    default_privileges_of,
    drop_target,
    grant_clause,
    object_keyword,
    quote_role,
)
from journal.catalog.quoting import quoted
from journal.catalog.types_functions_grants import Comment, DefaultPrivilege, DomainConstraint, Grant
from journal.catalog.values import Column, Constraint, Object, Table, Trigger

_HAZARDS = {
    "table": "dropping the table loses its rows",
    "column": "dropping the column loses its values",
    "sequence": "dropping the sequence loses its number, and fails where a default calls it",
    "enum": "dropping the type fails where a column has it",
    "domain": "dropping the type fails where a column has it",
    "composite type": "dropping the type fails where a column has it",
    "range type": "dropping the type fails where a column has it",
    "schema": "the schema may contain objects of another application",
    "extension": "dropping the extension drops everything that it created",
    "collation": "dropping the collation fails where a column has it",
    "default privilege": "it may belong to another role",
}


def drop(item: Object) -> tuple[str | None, str]:
    """Return the statement, with a semicolon, or None and the hazard where data could be lost. Never CASCADE."""
    if item.kind in _HAZARDS:
        return None, _HAZARDS[item.kind]
    if isinstance(item, Trigger) and not item.definition:
        return None, "it is a copy of the parent's trigger; enable or disable one of the two"
    return drop_statement(item), ""


def drop_statement(item: Object) -> str:
    """Return the statement that drops any object, with a semicolon, even where that loses data. Never CASCADE."""
    if isinstance(item, Column | Constraint):
        table = quoted(item.schema, item.table)
        return f"ALTER TABLE {table} DROP {object_keyword(item.kind)} {quoted(item.name)};"
    if isinstance(item, DomainConstraint):
        return f"ALTER DOMAIN {quoted(item.schema, item.domain)} DROP CONSTRAINT {quoted(item.name)};"
    if isinstance(item, Grant):
        return f"REVOKE {grant_clause(item)} FROM {quote_role(item.grantee)};"
    if isinstance(item, DefaultPrivilege):
        revoke = f"REVOKE {item.privilege} ON {item.objects} FROM {quote_role(item.grantee)}"
        return f"{default_privileges_of(item)} {revoke};"
    if isinstance(item, Comment):
        return f"COMMENT ON {comment_target(item.on)} IS NULL;"
    kind = "FOREIGN TABLE" if isinstance(item, Table) and item.foreign else object_keyword(item.kind)
    return f"DROP {kind} {drop_target(item.key)};"
