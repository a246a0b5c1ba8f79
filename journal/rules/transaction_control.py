"""transaction-control (error): a listed migration begins or ends a transaction itself.

Why: Drizzle runs all pending migrations in one transaction. COMMIT or END ends that one: a later failure leaves this
migration applied, and may leave a part of the one that fails. ROLLBACK undoes the migrations before it as well.
BEGIN alone has no effect, which is a note.
Instead: remove the statements while no database has run the file. Where databases have, leave it as it is: `--base`
makes a note of what is merged; else accept it. `drizzle-journal run` keeps to the transactions of a file, and
`handback --fix` removes the statements where a named database still has to run them.
"""

from journal.rules.support.own_transaction import KEEP, own_transaction, where_unknown
from journal.rules.support.subject import Findings, ParsedMigration

_WORDS = {"begin", "start", "commit", "end", "rollback", "abort", "prepare"}


def check(script: ParsedMigration) -> Findings:
    """Find the statement that ends Drizzle's transaction. Savepoints are allowed."""
    if not script.is_listed or _WORDS.isdisjoint(script.openings):
        return
    own = own_transaction(script.name, script.statements)
    if not own:
        return
    settings, base = script.subject.settings, script.subject.base
    if base and base.has_unchanged(script.tag, script.migration.raw):
        message = f"{own.effect}. It is merged in {base.at.ref}; only a new database runs it so."
        yield script.note(own.offset, message, KEEP)
    elif own.is_harmless:
        yield script.note(own.offset, f"{own.effect}.", f"Remove {own.pair}, or leave it.")
    else:
        yield script.finding(own.offset, f"{own.effect}.", where_unknown(settings, script.tag, own))
