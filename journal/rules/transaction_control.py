"""transaction-control (error): a listed migration begins or ends a transaction itself.

Why: Drizzle runs all pending migrations in one transaction. COMMIT, ROLLBACK or END ends that one, and a later failure
leaves half of the batch behind without a row in the ledger. BEGIN has no effect there.
Instead: remove the statements. Run what cannot be in a transaction with `journal run --file`, from an unlisted file.
"""

from journal.rules.support.subject import Findings, ParsedMigration
from journal.sql.parsed import Parsed
from journal.sql.tree import choice

_WORDS = {"begin", "start", "commit", "end", "rollback", "abort", "prepare"}
_STARTS = {"TRANS_STMT_BEGIN": "BEGIN", "TRANS_STMT_START": "START TRANSACTION"}
_ENDS = {
    "TRANS_STMT_COMMIT": "COMMIT",
    "TRANS_STMT_ROLLBACK": "ROLLBACK",
    "TRANS_STMT_PREPARE": "PREPARE TRANSACTION",
}


def check(script: ParsedMigration) -> Findings:
    """Savepoints are allowed."""
    if not script.is_listed or _WORDS.isdisjoint(script.openings):
        return
    for statement in script.statements:
        kind = choice(statement.node, "kind") if statement.kind == "transaction_stmt" else ""
        if kind in _ENDS or kind in _STARTS:
            effect = f", and {_ENDS[kind]} ends it" if kind in _ENDS else f" already, and {_STARTS[kind]} starts none"
            message = f"Drizzle runs all pending migrations in one transaction{effect} ({script.name})."
            yield script.finding(statement.offset, message, "Remove it: the migrator's transaction is enough.")


def ends_transaction(statement: Parsed) -> bool:
    """Tell whether the statements after this one are in another transaction, or in none."""
    return statement.kind == "transaction_stmt" and choice(statement.node, "kind") in _ENDS
