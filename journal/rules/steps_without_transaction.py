"""steps-without-transaction (note): a migration that the journal does not list has several steps and no transaction.

Why: psql -f commits each statement separately: a failure in the middle leaves the first steps behind, and the next run
fails on them.
Instead: run it with `drizzle-journal run` or psql --single-transaction. BEGIN and COMMIT in it would end Drizzle's
transaction once the journal lists it; without a drizzle.config, they are as good.
"""

from journal.rules.support.refused_in_transaction import refused_in_transaction
from journal.rules.support.subject import Findings, ParsedMigration

_NO_STEPS = {"select_stmt", "variable_set_stmt", "variable_show_stmt", "comment_stmt", "explain_stmt", "do_stmt"}


def check(script: ParsedMigration) -> Findings:
    """Find the second step."""
    if script.is_listed or script.subject.raw.broken or not script.is_handwritten:
        return
    statements = list(script.statements)
    steps = [statement for statement in statements if statement.kind not in _NO_STEPS]
    if len(steps) < 2 or any(one.kind == "transaction_stmt" or refused_in_transaction(one) for one in statements):
        return
    yield script.finding(
        steps[1].offset,
        f"{script.name} has {len(steps)} steps and no transaction: under psql -f, a failure leaves the earlier steps "
        "behind.",
        "Run it with `drizzle-journal run` or psql --single-transaction"
        f"{'' if script.subject.uses_drizzle_kit else ', or write BEGIN and COMMIT around it'}.",
    )
