"""copy-data (error): a migration has COPY ... FROM stdin, which waits for data that Drizzle never sends.

Why: psql sends the lines after such a COPY as data. Drizzle sends them as SQL, which is a syntax error (42601); without
such lines node-postgres ends the COPY with an error (57014).
Instead: write the rows as INSERT (pg_dump --inserts or --column-inserts), or dump the schema only (--schema-only).
"""

from journal.rules.support.not_sql import foreign_in
from journal.rules.support.subject import Findings, ParsedMigration


def check(script: ParsedMigration) -> Findings:
    if "stdin" not in script.lower:
        return
    copies = [one for one in script.statements if one.kind == "copy_stmt" and one.node.is_from]
    offsets = [one.offset for one in copies if not one.node.filename and not one.node.is_program]
    offsets += [piece.piece.offset + offset for piece, foreign in foreign_in(script) for offset in foreign.copies]
    for offset in sorted(offsets):
        yield script.finding(
            offset,
            f"COPY ... FROM stdin in {script.name} waits for data, and Drizzle cannot send any.",
            "Write the rows as INSERT (pg_dump --inserts), or dump the schema only (pg_dump --schema-only).",
        )
