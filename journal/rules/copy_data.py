"""copy-data: a file has COPY ... FROM stdin, which waits for data that Drizzle never sends.

Why: psql sends the lines after such a COPY as data. Drizzle sends them as SQL, which is a syntax error (42601); without
any lines node-postgres ends the COPY with an error (57014), since it has no data for it.
Instead: write the rows as INSERT; pg_dump does it with --inserts or --column-inserts, and leaves them out with
--schema-only.
"""

from collections.abc import Iterator
from typing import Any

from journal.errors import Severity
from journal.rules.support.finding import Finding
from journal.rules.support.foreign import foreign_in
from journal.rules.support.script import ParsedMigration

SEVERITY = Severity.ERROR


def check(script: ParsedMigration) -> Iterator[Finding]:
    """A finding for each."""
    if "stdin" not in script.text.lower():
        return
    for at in sorted(_copies(script)):
        yield Finding(
            f"COPY ... FROM stdin in {script.migration.path.name} waits for data, and Drizzle can send none.",
            "Write the rows as INSERT (pg_dump --inserts), or leave them out (pg_dump --schema-only).",
            script.at(at),
        )


def _copies(script: ParsedMigration) -> Iterator[int]:
    for statement in script.statements:
        if statement.kind == "copy_stmt" and _reads_stdin(statement.node):
            yield statement.offset
    for piece, foreign in foreign_in(script):
        yield from (piece.piece.offset + at for at in foreign.copies)


def _reads_stdin(node: Any) -> bool:
    return bool(node.is_from and not node.filename and not node.is_program)
