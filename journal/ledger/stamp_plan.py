"""DECIDE the rows that record entries as applied, and why they may not be recorded. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from journal.dataclass import dataclass
from journal.folder.entries import Entry
from journal.ledger.columns import LedgerRow
from journal.ledger.identify import IdentifiedRow, Wrong, identify
from journal.ledger.predict import Forecast, Harm, LocalMigration, forecast, simulate
from journal.ledger.read import LiveLedger
from journal.ledger.squashed_rows import HISTORY, NO_ROWS, SquashedRows, ids_text


@dataclass(frozen=True)
class StampRefusal:
    """Why nothing is stamped: a stable code, a sentence, and the arguments of the next command, its verb first."""

    code: str
    message: str
    next: tuple[str, ...]


@dataclass(frozen=True)
class StampPlan:
    """The rows to insert, in order, with the next ids; `tags` are theirs.

    `recorded` are the tags that have their row already; `skipped` are later entries that 0.x or 1.0 will skip.
    `replaced` are the rows of files that were squashed, which go.
    """

    rows: tuple[LedgerRow, ...]
    tags: tuple[str, ...]
    recorded: tuple[str, ...]
    refusals: tuple[StampRefusal, ...]
    skipped: tuple[Forecast, ...]
    replaced: SquashedRows = NO_ROWS


def plan_replacement(
    chosen: Sequence[tuple[Entry, LocalMigration]],
    migrations: Sequence[LocalMigration],
    ledger: LiveLedger,
    replaced: SquashedRows,
) -> StampPlan:
    """Plan to stamp in a ledger without the rows of files that were squashed, which are removed."""
    kept = tuple(row for row in ledger.rows if row not in replaced.rows)
    first = ledger.first if ledger.first in kept else None
    plan = replace(plan_stamp(chosen, migrations, replace(ledger, rows=kept, first=first)), replaced=replaced)
    if not replaced.left:
        return plan
    ids, tag = ids_text(replaced.left), chosen[-1][0].tag
    message = f"row {ids}: git's history has no file of this folder with that hash. If its file was squashed into the "
    message += f"present ones: stamp --to {tag} --replaces {ids_text([*replaced.rows, *replaced.left])}"
    return replace(plan, refusals=(StampRefusal("not-in-history", message, ("repair",)),))


def plan_stamp(
    chosen: Sequence[tuple[Entry, LocalMigration]], migrations: Sequence[LocalMigration], ledger: LiveLedger
) -> StampPlan:
    """Plan to stamp the first of the migrations. A ledger that has them all is not changed, whatever else is in it."""
    rows = identify(migrations, {}, ledger)
    right = {found.local.tag for found in rows if found.local and not found.wrong}
    wanted = [local for _, local in chosen if local.tag not in right]
    recorded = tuple(local.tag for _, local in chosen if local.tag in right)
    if not wanted:
        return StampPlan((), (), recorded, (), ())
    following = max((row.id for row in ledger.rows), default=0) + 1
    new = tuple(
        LedgerRow(number, migration.hash, migration.when, migration.name if ledger.named else None)
        for number, migration in enumerate(wanted, following)
    )
    applied = frozenset([*(local for _, local in chosen), *(found.local for found in rows if found.local)])
    harms = forecast(migrations, applied, replace(ledger, exists=True, rows=(*ledger.rows, *new)))
    refusals = [*_refusals(chosen, rows)]
    fails = simulate(wanted, ledger, int(ledger.named)).fails
    if fails and not fails.of_role:
        message = f"{fails.tag}: the ledger refuses the row ({fails.sqlstate}): {fails.why}."
        refusals.append(StampRefusal("does-not-fit", message, ("status",)))
    for harm in () if refusals else harms:
        if harm.harm is Harm.AGAIN:
            message = f"{harm.tag}: drizzle {harm.version} would still run it again."
            refusals.append(StampRefusal("runs-again", message, ("check",)))
        elif harm.harm is Harm.REFUSED:
            message = f"row {harm.row}: drizzle {harm.version} would find no migration for it."
            refusals.append(StampRefusal("no-match", message, ("check",)))
    tags, skipped = (local.tag for local in wanted), (harm for harm in harms if harm.harm is Harm.SKIPPED)
    return StampPlan(new, tuple(tags), recorded, tuple(refusals), tuple(skipped))


def _refusals(chosen: Sequence[tuple[Entry, LocalMigration]], rows: Sequence[IdentifiedRow]) -> Iterator[StampRefusal]:
    """Yield why an entry cannot have a row, and the rows beside which one for these entries would be wrong."""
    seen, later = set[str](), list[tuple[LedgerRow, LocalMigration]]()
    for entry, local in chosen:
        if entry.tag in seen:
            yield StampRefusal("duplicate-tag", f"{entry.tag} is in the journal twice.", ("check",))
        elif not local.hash:
            yield StampRefusal("without-file", f"{entry.tag} has no file, so there is no hash to record.", ("check",))
        elif entry.hash not in (None, local.hash):
            message = f"{entry.tag}: the file was edited, so its hash is no longer the recorded one."
            yield StampRefusal("hash-differs", message, ("bootstrap",))
        seen.add(entry.tag)
    for found in rows:
        row = found.row
        if found.wrong == {Wrong.FOREIGN}:
            message = f"row {row.id} records no migration of this folder. Does another application use this ledger? Or "
            message += "was its file squashed into the present ones?"
            yield StampRefusal("foreign-row", message, ("stamp", "--to", chosen[-1][0].tag, "--replaces", HISTORY))
        elif found.wrong:
            of = f" of {found.local.tag}" if found.local else ""
            yield StampRefusal("wrong-row", f"row {row.id}{of} differs from what Drizzle writes.", ("repair",))
        elif found.local and found.local.tag not in seen:
            later.append((row, found.local))
    if later:
        row, local = max(later, key=lambda one: one[1].when)
        message = f"row {row.id} records {local.tag}, which comes after the last entry to stamp."
        yield StampRefusal("row-above", message, ("stamp", "--to", local.tag))
