"""DECIDE how a migration is taken back: by which file, and which records and rows go with it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from journal.errors import JournalError, Place
from journal.folder.down_files import downs_by_tag, forward_of
from journal.folder.migrations import Migration
from journal.folder.named_files import named_file
from journal.folder.names import Kind
from journal.folder.read import Folder
from journal.ledger.drizzle import LedgerRow, LiveLedger
from journal.ledger.identify import identify
from journal.ledger.manual_table import MANUAL_TABLE, ManualRow, ManualTable
from journal.ledger.predict import MigratePlan, local_migrations, pending_v0, pending_v1
from journal.runner.plan import in_journal_order


class NoDownFile(JournalError):
    """The migration has no down file, or the down file no migration."""

    code = "no-down-file"
    exit_code = 1


class NotApplied(JournalError):
    """Neither ledger says that the migration has run here."""

    code = "not-applied"
    exit_code = 1


class NewerApplied(JournalError):
    """Migrations that come after it have run, and may rest on it."""

    code = "newer-applied"
    exit_code = 1


@dataclass(frozen=True)
class DownPlan:
    """What is to be done: `down` takes back `forward`, and the record and the rows that say so go.

    `newer`: what has run after it. `kept`: rows of Drizzle's ledger that stay, since a newer one is above them.
    `again_0`, `again_1`: what the next migrate of drizzle 0.x and of 1.0 runs afterwards.
    """

    forward: Migration
    down: Migration
    record: ManualRow | None
    rows: tuple[LedgerRow, ...]
    kept: tuple[LedgerRow, ...]
    newer: tuple[str, ...]
    again_0: tuple[str, ...]
    again_1: tuple[str, ...]


def down_pair(folder: Folder, name: str) -> tuple[Migration, Migration]:
    """The migration that is meant, by its own name or its down file's, and that down file. Raises NoDownFile."""
    named = named_file(folder, "down", name)
    command = folder.settings.command
    if named.kind is Kind.DOWN:
        forward = forward_of(folder, named)
        if forward is None:
            raise NoDownFile(
                f"{named.path.name} is the down file of no migration in {folder.settings.migrations}.",
                hint=f"To run it all the same, and record nothing: {command('run', '--file', named.tag)}",
                place=Place(named.path),
            )
        return forward, named
    found = downs_by_tag(folder).get(named.tag)
    if found is None:
        raise NoDownFile(
            f"{named.tag} has no down file.",
            hint=f"Derive one from it: {command('new', '--down-of', named.tag)}",
            place=Place(named.path),
        )
    return named, found


@dataclass(frozen=True)
class LedgerState:
    """What both ledgers know of the folder's migrations."""

    folder: Folder
    table: ManualTable | None
    ledger: LiveLedger

    def plan(self, pair: tuple[Migration, Migration], *, despite_newer: bool) -> DownPlan:
        """Plan to take back the first by the second. Raises NotApplied or NewerApplied."""
        forward, down_ = pair
        rows = self._rows()
        record = self.table.find(forward.path.name) if self.table else None
        own = rows.get(forward.tag, ())
        if record is None and not own:
            raise NotApplied(
                f"{forward.tag} has not run here: neither {MANUAL_TABLE} nor Drizzle's ledger has it.",
                hint=f"To run its down file all the same: {self.folder.settings.command('run', '--file', down_.tag)}",
                place=Place(down_.path),
            )
        newer = self._newer(forward, rows)
        if newer and not despite_newer:
            raise self._refusal(forward, newer)
        removed = own if self._is_newest(own) else ()
        left = replace(self.ledger, rows=tuple(row for row in self.ledger.rows if row not in removed))
        again = [tuple(one.tag for one in plan.runs) for plan in self._next(left)]
        kept = tuple(row for row in own if row not in removed)
        return DownPlan(forward, down_, record, removed, kept, newer, *again)

    def _rows(self) -> dict[str, tuple[LedgerRow, ...]]:
        """Drizzle's rows by the migration that they record, second ones included."""
        found: dict[str, tuple[LedgerRow, ...]] = {}
        for one in identify(local_migrations(self.folder), {}, self.ledger):
            if one.local:
                found[one.local.tag] = (*found.get(one.local.tag, ()), one.row)
        return found

    def _newer(self, forward: Migration, rows: dict[str, tuple[LedgerRow, ...]]) -> tuple[str, ...]:
        order = [one.tag for one in in_journal_order(self.folder)]
        after = order[order.index(forward.tag) + 1 :] if forward.tag in order else []
        return tuple(tag for tag in after if tag in rows or (self.table and self.table.has(tag)))

    def _refusal(self, forward: Migration, newer: Sequence[str]) -> NewerApplied:
        count = (
            f"{len(newer)} migrations that come after it have run" if len(newer) > 1 else f"{newer[0]} has run since"
        )
        return NewerApplied(
            f"{forward.tag} is not the newest: {count}, and may rest on it.",
            hint=f"First: {self.folder.settings.command('down', newer[-1])}; or, where they do not: --despite-newer",
            place=Place(forward.path),
        )

    def _is_newest(self, own: Sequence[LedgerRow]) -> bool:
        """Whether no other row is above: only then does Drizzle 0.x see that the row is gone."""
        others = [row.created_at for row in self.ledger.rows if row not in own]
        highest = max((row.created_at or 0 for row in own), default=0)
        return bool(own) and all(one is not None and one <= highest for one in others)

    def _next(self, ledger: LiveLedger) -> tuple[MigratePlan, MigratePlan]:
        here = [one for one in local_migrations(self.folder) if one.hash]
        return pending_v0(here, ledger), pending_v1(here, ledger)
