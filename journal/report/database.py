"""The lines that reports about a live database share."""

from collections.abc import Iterator

from journal.connect.target import Target
from journal.ledger.privileges import Privileges


def database_line(target: Target, server_version: str) -> str:
    """`database user@host/name (PostgreSQL 18.1, from --url)`"""
    return f"database {target.shown} (PostgreSQL {server_version}, from {target.source})"


def database_lines(target: Target, server_version: str) -> Iterator[str]:
    """Yield that line, and the notes on how the database was found."""
    yield database_line(target, server_version)
    yield from (f"note: {note}" for note in target.notes)


def write_warnings(privileges: Privileges) -> Iterator[str]:
    """Warn of what would prevent the write that was planned."""
    for grant in privileges.grants:
        yield f"warning: to write this, the role needs: {grant}; [right-missing]"
    if privileges.read_only:
        yield f"warning: this database takes no writes: {privileges.read_only}. [read-only]"


def first_line(statement: str) -> str:
    """Return the first line of a statement, with an ellipsis if there is more."""
    line, _, rest = statement.partition("\n")
    return f"{line.rstrip()} …" if rest.strip() else line.rstrip()
