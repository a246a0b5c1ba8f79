"""DECIDE which rows mark entries as applied, and why it would be wrong to insert them. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from journal.folder.entries import Entry
from journal.ledger.drizzle import LedgerRow, LiveLedger
from journal.ledger.forecast import Forecast, Harm, forecast
from journal.ledger.identify import IdentifiedRow, Wrong, identify
from journal.ledger.predict import LocalMigration, simulate, values_v0, values_v1


@dataclass(frozen=True)
class StampRefusal:
    """Why nothing is stamped: a stable code, a sentence, and the arguments of the next command, its verb first."""

    code: str
    message: str
    next: tuple[str, ...]


@dataclass(frozen=True)
class JournalEntries:
    """The journal's entries, and each as Drizzle knows it, in the same order."""

    entries: tuple[Entry, ...]
    locals: tuple[LocalMigration, ...]


@dataclass(frozen=True)
class StampPlan:
    """The rows to insert, in order, with the next ids; `tags` are theirs.

    `recorded` are the tags that have their row already; `skipped` are later entries that 0.x or 1.0 will skip.
    """

    rows: tuple[LedgerRow, ...]
    tags: tuple[str, ...]
    recorded: tuple[str, ...]
    refusals: tuple[StampRefusal, ...]
    skipped: tuple[Forecast, ...]


def plan_stamp(listed: JournalEntries, count: int, ledger: LiveLedger) -> StampPlan:
    """Plan to stamp the first `count` entries. A ledger that has them all is not changed, whatever else is in it."""
    chosen = listed.locals[:count]
    rows = identify(listed.locals, {}, ledger)
    right = {found.local.tag for found in rows if found.local and not found.wrong}
    wanted = [migration for migration in chosen if migration.tag not in right]
    recorded = tuple(migration.tag for migration in chosen if migration.tag in right)
    if not wanted:
        return StampPlan((), (), recorded, (), ())
    following = max((row.id for row in ledger.rows), default=0) + 1
    new = tuple(
        LedgerRow(number, migration.hash, migration.when, migration.name if ledger.named else None)
        for number, migration in enumerate(wanted, following)
    )
    after = replace(ledger, exists=True, rows=(*ledger.rows, *new))
    applied = frozenset([*chosen, *(found.local for found in rows if found.local)])
    harms = forecast(listed.locals, applied, after)
    refusals = [*_entry_refusals(listed, count), *_row_refusals(rows, chosen), *_insert_refusals(wanted, ledger)]
    refusals = refusals or [*_harm_refusals(harms)]
    skipped = tuple(harm for harm in harms if harm.harm is Harm.SKIPPED)
    return StampPlan(new, tuple(migration.tag for migration in wanted), recorded, tuple(refusals), skipped)


def _entry_refusals(listed: JournalEntries, count: int) -> Iterator[StampRefusal]:
    """Entries that cannot have a row."""
    seen: set[str] = set()
    for entry, local in zip(listed.entries[:count], listed.locals[:count], strict=True):
        if entry.tag in seen:
            yield StampRefusal("duplicate-tag", f"{entry.tag} is in the journal twice.", ("check",))
        elif not local.hash:
            yield StampRefusal("without-file", f"{entry.tag} has no file, so there is no hash to record.", ("check",))
        elif entry.hash not in (None, local.hash):
            message = f"{entry.tag}: the file was edited, so its hash is no longer the one in the journal."
            yield StampRefusal("hash-differs", message, ("bootstrap",))
        seen.add(entry.tag)


def _row_refusals(rows: Sequence[IdentifiedRow], chosen: Sequence[LocalMigration]) -> Iterator[StampRefusal]:
    """Existing rows beside which a new one would be wrong."""
    tags = {migration.tag for migration in chosen}
    for found in rows:
        if found.wrong == {Wrong.FOREIGN}:
            message = f"row {found.row.id} records no migration of these files. Is the ledger shared with another app?"
            yield StampRefusal("foreign-row", message, ("status",))
        elif found.wrong:
            of = f" of {found.local.tag}" if found.local else ""
            yield StampRefusal("wrong-row", f"row {found.row.id}{of} differs from what Drizzle writes.", ("repair",))
    later = [found for found in rows if found.local and found.local.tag not in tags and not found.wrong]
    last = max(later, key=lambda found: found.local.when if found.local else 0, default=None)
    if last and last.local:
        message = f"row {last.row.id} records {last.local.tag}, which comes after the last entry to stamp."
        yield StampRefusal("row-above", message, ("stamp", "--to", last.local.tag))


def _insert_refusals(wanted: Sequence[LocalMigration], ledger: LiveLedger) -> Iterator[StampRefusal]:
    """Rows that PostgreSQL would refuse."""
    plan = simulate(wanted, ledger, values_v1 if ledger.named else values_v0)
    if plan.fails and not plan.fails.of_role:
        message = f"{plan.fails.tag}: the ledger refuses the row ({plan.fails.sqlstate}): {plan.fails.why}."
        yield StampRefusal("does-not-fit", message, ("status",))


def _harm_refusals(harms: Sequence[Forecast]) -> Iterator[StampRefusal]:
    for harm in harms:
        if harm.harm is Harm.AGAIN:
            message = f"{harm.tag}: drizzle {harm.version} would still run it again."
            yield StampRefusal("runs-again", message, ("check",))
        elif harm.harm is Harm.REFUSED:
            message = f"row {harm.row}: drizzle {harm.version} would match it with no migration."
            yield StampRefusal("no-match", message, ("check",))
