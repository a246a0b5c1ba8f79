"""transaction-control: a journaled file begins or ends a transaction itself.

Why: Drizzle runs all pending entries in one transaction. COMMIT, ROLLBACK or END in a file ends that one: what ran
before is committed or lost, what follows runs on its own, and a later failure leaves half of the batch behind without
a row in the ledger. BEGIN starts nothing there, and misleads whoever reads it.
Instead: remove the statements; the migrator's transaction is enough. What cannot run in one is for a file that the
journal does not list and `journal run --file` runs.
"""

from collections.abc import Iterator

from journal.errors import Severity
from journal.rules.support.finding import Finding
from journal.rules.support.openings import openings
from journal.rules.support.script import ParsedMigration
from journal.sql.parsed import Parsed
from journal.sql.tree import choice

SEVERITY = Severity.ERROR
_WORDS = {"begin", "start", "commit", "end", "rollback", "abort", "prepare"}
_STARTS = {"TRANS_STMT_BEGIN": "BEGIN", "TRANS_STMT_START": "START TRANSACTION"}
_ENDS = {
    "TRANS_STMT_COMMIT": "COMMIT",
    "TRANS_STMT_ROLLBACK": "ROLLBACK",
    "TRANS_STMT_PREPARE": "PREPARE TRANSACTION",
}


def check(script: ParsedMigration) -> Iterator[Finding]:
    """A finding for each such statement; savepoints are fine."""
    if not script.journaled or _WORDS.isdisjoint(openings(script.text)):
        return
    for statement in script.statements:
        message = _message(statement)
        if message:
            yield Finding(
                f"{message} ({script.migration.path.name}).",
                "Remove it: the migrator's transaction is enough.",
                script.at(statement.offset),
            )


def ends_transaction(statement: Parsed) -> bool:
    """Whether what comes after the statement is in another transaction, or in none."""
    return statement.kind == "transaction_stmt" and choice(statement.node, "kind") in _ENDS


def _message(statement: Parsed) -> str:
    if statement.kind != "transaction_stmt":
        return ""
    kind = choice(statement.node, "kind")
    if kind in _ENDS:
        return f"Drizzle runs all pending entries in one transaction, and {_ENDS[kind]} ends it"
    if kind in _STARTS:
        return f"Drizzle runs all pending entries in one transaction already, and {_STARTS[kind]} starts none"
    return ""
