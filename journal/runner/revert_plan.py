"""DECIDE how a migration is reverted: by which down file, and which records are removed. Pure."""

from dataclasses import replace

from journal.dataclass import dataclass
from journal.errors import JournalError, Place
from journal.folder.file_names import Kind
from journal.folder.lookup import downs_by_tag, forward_of, named_file
from journal.folder.migrations import Migration
from journal.folder.read import Folder
from journal.folder.squashed_file import squash_line
from journal.folder.version_1_downs import FILE_NAME as DOWN_1
from journal.ledger.columns import LedgerRow
from journal.ledger.identify import identify
from journal.ledger.manual_table import ManualRow
from journal.ledger.old_names import refuse_unsure
from journal.ledger.predict import next_migrates
from journal.runner.recorder import TwoLedgers
from journal.runner.run_plan import in_journal_order


class NoDownFile(JournalError):
    """The migration has no down file, or the down file no migration."""

    code = "no-down-file"
    exit_code = 1


class NotApplied(JournalError):
    """Neither ledger records the migration."""

    code = "not-applied"
    exit_code = 1


class NewerApplied(JournalError):
    """Later migrations are applied, and may depend on it."""

    code = "newer-applied"
    exit_code = 1


@dataclass(frozen=True)
class DownPlan:
    """What is to be done: `down` reverts `forward`, and its `records` and its `rows` in Drizzle's ledger are removed.

    `newer`: later migrations that are applied. `kept`: its rows that stay, because a newer one is above them.
    `again_0`, `again_1`: what the next migrate of drizzle 0.x and of 1.0 runs afterwards.
    """

    forward: Migration
    down: Migration
    records: tuple[ManualRow, ...]
    rows: tuple[LedgerRow, ...]
    kept: tuple[LedgerRow, ...]
    newer: tuple[str, ...]
    again_0: tuple[str, ...]
    again_1: tuple[str, ...]


def down_pair(folder: Folder, name: str) -> tuple[Migration, Migration]:
    """Return a migration and its down file, by the name of either. Raises NoDownFile."""
    named = named_file(folder, "down", name)
    command = folder.settings.command
    if named.kind is Kind.DOWN:
        forward = forward_of(folder, named)
        if forward is None:
            move = f"Move it to {DOWN_1} in the folder of its migration. " if folder.is_version_1 else ""
            raise NoDownFile(
                f"{named.name} is the down file of no migration in {folder.settings.migrations}.",
                hint=f"{move}To run it anyway, and record nothing: {command('run', '--file', named.tag)}",
                place=Place(named.path),
            )
        return forward, named
    found = downs_by_tag(folder).get(named.tag)
    if found is None:
        line = squash_line(named)
        derive = f"Derive one from it: {command('new', '--down-of', named.tag)}"
        raise NoDownFile(
            f"{named.tag} is a squashed file, and has no down file." if line else f"{named.tag} has no down file.",
            hint=f"Those of the files that it replaces are {line.where}." if line else derive,
            place=Place(named.path),
        )
    return named, found


def plan_revert(ledgers: TwoLedgers, forward: Migration, down: Migration, *, despite_newer: bool) -> DownPlan:
    """Plan to revert a migration by its down file. Raises NotApplied or NewerApplied."""
    folder, table, ledger = ledgers.folder, ledgers.table, ledgers.ledger
    recorded = [(found.local.tag, found.row) for found in identify(ledgers.locals, {}, ledger) if found.local]
    own = tuple(row for tag, row in recorded if tag == forward.tag)  # duplicates included
    records = table.find_all(forward.record_name) if table else ()
    if not records:
        refuse_unsure(folder, table, (forward,))
    if not records and not own:
        raise NotApplied(
            f"{forward.tag} is not applied: neither {folder.settings.manual} nor Drizzle's ledger records it.",
            hint=f"To run its down file anyway: {folder.settings.command('run', '--file', down.tag)}",
            place=Place(down.path),
        )
    order, applied = [migration.tag for migration in in_journal_order(folder)], {tag for tag, _ in recorded}
    after = order[order.index(forward.tag) + 1 :] if forward.tag in order else []
    newer = tuple(tag for tag in after if tag in applied or (table and table.has(tag)))
    if newer and not despite_newer:
        later = f"{len(newer)} later migrations are" if len(newer) > 1 else f"{newer[0]} is"
        raise NewerApplied(
            f"{forward.tag} is not the newest: {later} applied, and may depend on it.",
            hint=f"First: {folder.settings.command('down', newer[-1])}; or, if not: --despite-newer",
            place=Place(forward.path),
        )
    # Drizzle 0.x notices that a row is gone only if no other row is above it; 1.0 always does.
    highest = max((row.created_at or 0 for row in own), default=0)
    others = [row.created_at for row in ledger.rows if row not in own]
    is_last = folder.is_version_1 or all(moment is not None and moment <= highest for moment in others)
    removed = own if is_last else ()
    left = replace(ledger, rows=tuple(row for row in ledger.rows if row not in removed))
    again = [tuple(local.tag for local in plan.runs) for plan in next_migrates(ledgers.locals, left)]
    again_0 = () if folder.is_version_1 else again[0]
    return DownPlan(forward, down, records, removed, () if removed else own, newer, again_0, again[1])
