"""The first statement of a squashed file: it fails in a database that has a part of what the file replaces. Pure."""

from collections.abc import Sequence

from journal.catalog.quoting import dollar_quoted, literal, quoted
from journal.dataclass import dataclass
from journal.project.settings import Ledger

_TEXT = "\nBEGIN\n{checks}\nEND\n"
_CHECK = """\
  IF to_regclass({table}) IS NOT NULL THEN
    IF EXISTS (SELECT FROM {name}) AND NOT EXISTS (SELECT FROM {name} AS own WHERE {is_there}) THEN
      RAISE EXCEPTION {message}
        USING HINT = {hint};
    END IF;
  END IF;"""


@dataclass(frozen=True)
class GuardedLedger:
    """A table of applied migrations: its schema, and the condition for the row of the entry, `own` being the row."""

    schema: str
    table: str
    is_there: str


def drizzle_ledger(ledger: Ledger, tag: str, when: int, *, is_version_1: bool) -> GuardedLedger:
    """Return Drizzle's ledger. 1.0 knows an entry by its name alone, 0.x by its `when`."""
    by_name = f"to_jsonb(own) ->> 'name' = {literal(tag)}"
    return GuardedLedger(ledger.schema, ledger.table, by_name if is_version_1 else f"own.created_at = {when}")


def manual_ledger(schema: str, table: str, column: str, names: Sequence[str]) -> GuardedLedger:
    """Return the ledger of a runner, with the names that the file of the entry may have in it."""
    listed = ", ".join(map(literal, names))
    return GuardedLedger(schema, table, f"own.{quoted(column)}::text IN ({listed})")


def guard_of(tag: str, ledgers: Sequence[GuardedLedger]) -> str:
    """Return the statement, without a semicolon. It passes where a ledger is missing or empty."""
    message = literal(f"This database has migrations from before {tag}, and not that one.".replace("%", "%%"))
    hint = literal(f"Apply the files that were squashed into {tag} first, from the commit before the squash.")
    checks = (
        _CHECK.format(
            table=literal(quoted(one.schema, one.table)), name=quoted(one.schema, one.table), is_there=one.is_there,
            message=message, hint=hint,
        )
        for one in ledgers
    )  # fmt: skip
    text = _TEXT.format(checks="\n".join(checks))
    return f"DO {dollar_quoted(text, 'guard')}"
