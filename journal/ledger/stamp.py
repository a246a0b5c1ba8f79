"""DECIDE which rows a ledger gets, so that entries count as applied; and why it would be wrong to. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from journal.folder.entries import Entry
from journal.ledger.drizzle import LedgerRow, LiveLedger
from journal.ledger.forecast import Forecast, Harm, forecast
from journal.ledger.identify import IdentifiedRow, Wrong, identify
from journal.ledger.predict import LocalMigration, fitted, values_of_0, values_of_1


@dataclass(frozen=True)
class StampRefusal:
    """Why nothing is stamped: a stable code, a sentence, and the words of the next command, its verb first."""

    code: str
    message: str
    next: tuple[str, ...]


@dataclass(frozen=True)
class JournalEntries:
    """The journal: its entries, and each as Drizzle knows it, in the same order."""

    entries: tuple[Entry, ...]
    locals: tuple[LocalMigration, ...]


@dataclass(frozen=True)
class StampPlan:
    """The rows to insert, in their order, with the ids that come next; `tags` are theirs.

    `recorded` are the tags that had their row before; `skipped` are later entries that 0.x or 1.0 will pass over.
    """

    rows: tuple[LedgerRow, ...]
    tags: tuple[str, ...]
    recorded: tuple[str, ...]
    refusals: tuple[StampRefusal, ...]
    skipped: tuple[Forecast, ...]


def plan_stamp(listed: JournalEntries, count: int, ledger: LiveLedger) -> StampPlan:
    """Plan to stamp the first `count` entries. A ledger that has them all is left alone, whatever else is in it."""
    chosen = listed.locals[:count]
    rows = identify(listed.locals, {}, ledger)
    right = {one.local.tag for one in rows if one.local and not one.wrong}
    wanted = [one for one in chosen if one.tag not in right]
    recorded = tuple(one.tag for one in chosen if one.tag in right)
    if not wanted:
        return StampPlan((), (), recorded, (), ())
    following = max((row.id for row in ledger.rows), default=0) + 1
    new = tuple(
        LedgerRow(number, one.hash, one.when, one.name if ledger.named else None)
        for number, one in enumerate(wanted, following)
    )
    after = replace(ledger, exists=True, rows=(*ledger.rows, *new))
    run = {*chosen, *(one.local for one in rows if one.local)}
    harms = forecast(listed.locals, frozenset(run), after)
    refusals = [*_of_entries(listed, count), *_of_rows(rows, chosen), *_of_shape(wanted, ledger)]
    refusals = refusals or [*_of_harms(harms)]
    skipped = tuple(harm for harm in harms if harm.harm is Harm.SKIPPED)
    return StampPlan(new, tuple(one.tag for one in wanted), recorded, tuple(refusals), skipped)


def _of_entries(listed: JournalEntries, count: int) -> Iterator[StampRefusal]:
    """Entries that no row can be made of."""
    seen: set[str] = set()
    for entry, local in zip(listed.entries[:count], listed.locals[:count], strict=True):
        if entry.tag in seen:
            yield StampRefusal("duplicate-tag", f"{entry.tag} is in the journal twice.", ("check",))
        elif not local.hash:
            yield StampRefusal("without-file", f"{entry.tag} has no file, so there is no hash to record.", ("check",))
        elif entry.hash not in (None, local.hash):
            message = f"{entry.tag}: the journal has another hash than its file, which was edited since."
            yield StampRefusal("hash-differs", message, ("bootstrap",))
        seen.add(entry.tag)


def _of_rows(rows: Sequence[IdentifiedRow], chosen: Sequence[LocalMigration]) -> Iterator[StampRefusal]:
    """Rows that another row would not go well with."""
    tags = {one.tag for one in chosen}
    above = {one.local: one.row for one in rows if one.local and one.local.tag not in tags and not one.wrong}
    for one in rows:
        if one.wrong == {Wrong.FOREIGN}:
            message = f"row {one.row.id} is of no migration of these files; another application may use this ledger."
            yield StampRefusal("foreign-row", message, ("status",))
        elif one.wrong:
            said = f" of {one.local.tag}" if one.local else ""
            yield StampRefusal("wrong-row", f"row {one.row.id}{said} is not as Drizzle writes it.", ("repair",))
    if above:
        last = max(above, key=lambda one: one.when)
        message = f"row {above[last].id} records {last.tag}, which comes after the last one to be stamped."
        yield StampRefusal("row-above", message, ("stamp", "--to", last.tag))


def _of_shape(wanted: Sequence[LocalMigration], ledger: LiveLedger) -> Iterator[StampRefusal]:
    """What PostgreSQL would say to the rows."""
    plan = fitted(wanted, ledger, values_of_1 if ledger.named else values_of_0)
    if plan.fails and not plan.fails.of_role:
        message = f"{plan.fails.tag}: the ledger takes no such row ({plan.fails.sqlstate}): {plan.fails.why}."
        yield StampRefusal("does-not-fit", message, ("status",))


def _of_harms(harms: Sequence[Forecast]) -> Iterator[StampRefusal]:
    for harm in harms:
        of = f"drizzle {harm.generation}.x" if harm.generation == 0 else "drizzle 1.0"
        if harm.harm is Harm.AGAIN:
            yield StampRefusal("runs-again", f"{harm.tag}: {of} would run it again all the same.", ("check",))
        elif harm.harm is Harm.REFUSED:
            yield StampRefusal("no-match", f"row {harm.row}: {of} could match it with no migration.", ("check",))
