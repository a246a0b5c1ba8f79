"""The statement that renames an object."""

from journal.catalog.quoting import quoted
from journal.catalog.values import Constraint, DomainConstraint, Object


def rename(actual: Object, new: str) -> str:
    """Return the ALTER … RENAME statement, with a semicolon. It only locks for a moment and rewrites nothing."""
    if isinstance(actual, Constraint):
        owner = f"TABLE {quoted(actual.schema, actual.table)}"
    elif isinstance(actual, DomainConstraint):
        owner = f"DOMAIN {quoted(actual.schema, actual.domain)}"
    else:
        return f"ALTER {actual.kind.upper()} {quoted(*actual.key[1:])} RENAME TO {quoted(new)};"
    return f"ALTER {owner} RENAME CONSTRAINT {quoted(actual.name)} TO {quoted(new)};"
