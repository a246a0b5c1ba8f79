"""The statement that renames an object that says the same under another name."""

from journal.catalog.quoting import name
from journal.catalog.values import Constraint, DomainConstraint, Object


def rename(actual: Object, new: str) -> str:
    """With a semicolon. Nothing is read, written or locked for longer than a moment by it."""
    if isinstance(actual, Constraint):
        return f"ALTER TABLE {name(actual.schema, actual.table)} RENAME CONSTRAINT {name(actual.name)} TO {name(new)};"
    if isinstance(actual, DomainConstraint):
        return (
            f"ALTER DOMAIN {name(actual.schema, actual.domain)} RENAME CONSTRAINT {name(actual.name)} TO {name(new)};"
        )
    return f"ALTER {actual.kind.upper()} {name(*actual.key[1:])} RENAME TO {name(new)};"
