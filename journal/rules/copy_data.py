"""copy-data (error): a migration has COPY ... FROM stdin, which waits for data that Drizzle never sends.

Why: psql sends the lines after such a COPY as data. Drizzle sends them as SQL, which is a syntax error (42601); without
such lines node-postgres ends the COPY with an error (57014).
Instead: write the rows as INSERT (pg_dump --inserts or --column-inserts), or dump the schema only (--schema-only).
"""

from collections.abc import Iterator

from journal.rules.support.not_sql import foreign_in
from journal.rules.support.subject import Findings, ParsedMigration


def check(script: ParsedMigration) -> Findings:
    for offset in sorted(_copies(script)) if "stdin" in script.lower else ():
        yield script.finding(
            offset,
            f"COPY ... FROM stdin in {script.name} waits for data, and Drizzle cannot send any.",
            "Write the rows as INSERT (pg_dump --inserts), or dump the schema only (pg_dump --schema-only).",
        )


def _copies(script: ParsedMigration) -> Iterator[int]:
    for statement in script.statements:
        node = statement.node
        if statement.kind == "copy_stmt" and node.is_from and not node.filename and not node.is_program:
            yield statement.offset
    for piece, foreign in foreign_in(script):
        yield from (piece.piece.offset + offset for offset in foreign.copies)
