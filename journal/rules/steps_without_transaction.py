"""steps-without-transaction: a file that the journal does not list has several steps and no transaction.

Why: psql -f commits each statement by itself: a failure in the middle leaves the first steps behind, and running the
file again meets them. What the journal lists needs none, there Drizzle has its own.
Instead: run it with `journal run` or psql --single-transaction; or write BEGIN and COMMIT around it, and take them out
before the journal lists it.
"""

from collections.abc import Iterator

from journal.errors import Severity
from journal.rules.not_in_a_transaction import refused_in_transaction
from journal.rules.support.by_hand import is_by_hand
from journal.rules.support.finding import Finding
from journal.rules.support.script import ParsedMigration
from journal.sql.parsed import Parsed

SEVERITY = Severity.NOTE
_NO_STEPS = {"select_stmt", "variable_set_stmt", "variable_show_stmt", "comment_stmt", "explain_stmt", "do_stmt"}


def check(script: ParsedMigration) -> Iterator[Finding]:
    """A finding at the second step."""
    if script.journaled or not is_by_hand(script):
        return
    statements = list(script.statements)
    steps = [one for one in statements if one.kind not in _NO_STEPS]
    if len(steps) > 1 and not any(map(_has_a_say, statements)):
        yield Finding(
            f"{script.migration.path.name} has {len(steps)} steps and no transaction: under psql -f, a failure leaves "
            "those before it behind.",
            "Run it with `journal run` or psql --single-transaction, or write BEGIN and COMMIT around it.",
            script.at(steps[1].offset),
        )


def _has_a_say(statement: Parsed) -> bool:
    """Whether the statement is about transactions, or could not run in one."""
    return statement.kind == "transaction_stmt" or bool(refused_in_transaction(statement))
