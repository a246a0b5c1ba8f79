"""not-in-a-transaction (error): a listed migration has a statement that cannot run in a transaction.

Why: Drizzle runs all pending migrations in one transaction, and PostgreSQL refuses CREATE INDEX CONCURRENTLY, VACUUM,
CREATE DATABASE and similar statements there (25001): no migration of the batch is ever applied.
Instead: omit CONCURRENTLY if the table is small; or run the statement before the release with `drizzle-journal run
--file`, from a file on the ignore list that begins with `-- journal: no-transaction`, and list CREATE INDEX IF NOT
EXISTS. In the layout of drizzle 1.0 every folder is a migration: begin the file with that line, and run it with
`drizzle-journal run --journal` before migrate, which then passes over its name.
"""

from journal.rules.support.own_transaction import ends_transaction
from journal.rules.support.refused_in_transaction import refused_in_transaction
from journal.rules.support.subject import Findings, ParsedMigration
from journal.sql.parsed import Parsed
from journal.sql.remedies import BEFORE_MIGRATE_OF_1
from journal.sql.tree import option

_WORDS = (
    *("concurrently", "reindex", "vacuum", "cluster", "database"),
    *("tablespace", "system", "subscription", "prepared"),
)


def check(script: ParsedMigration) -> Findings:
    """Find each such statement that the migrator's transaction would run."""
    if not script.is_listed or not any(word in script.lower for word in _WORDS):
        return
    outside, inside = False, list[Parsed]()
    for piece in script.pieces:
        # A statement that is alone in a piece after a COMMIT is outside of a transaction.
        inside += piece.statements if not outside or len(piece.statements) > 1 else ()
        for statement in piece.statements:
            if statement.kind == "transaction_stmt":
                outside = ends_transaction(statement) and not statement.node.chain
    without_slot: set[str] = set()  # such a subscription can be dropped in a transaction
    for statement in inside:
        node = statement.node
        if statement.kind == "alter_subscription_stmt" and option(node.options, "slot_name") == "none":
            without_slot.add(node.subname)
        name = refused_in_transaction(statement)
        if name and not (statement.kind == "drop_subscription_stmt" and node.subname in without_slot):
            message = f"{name} cannot run in a transaction (25001), and Drizzle runs {script.name} in one."
            can_omit = "CONCURRENTLY" in name
            if script.migration.folder:
                help_ = f"{'Omit CONCURRENTLY. Or: ' if can_omit else ''}{BEFORE_MIGRATE_OF_1}"
            else:
                omit = "Omit CONCURRENTLY, or run it" if can_omit else "Run it"
                help_ = f"{omit} with `drizzle-journal run --file` from a file on the ignore list."
            yield script.finding(statement.offset, message, help_)
