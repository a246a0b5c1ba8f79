"""DECIDE how a manual run gets on with Drizzle's ledger: what Drizzle has run is not run again, and, where that is
asked for, each file gets its row there, too. Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from journal.errors import JournalError, Note, Place
from journal.folder.entries import Entry
from journal.folder.migrations import Migration
from journal.folder.read import Folder
from journal.ledger.drizzle import LedgerRow, LiveLedger
from journal.ledger.identify import identify
from journal.ledger.manual_table import MANUAL_TABLE, ManualTable, suggested_tag
from journal.ledger.predict import LocalMigration
from journal.runner.plan import RunPlan


class RunByDrizzle(JournalError):
    """A file that is pending here has run already, says Drizzle's ledger."""

    code = "run-by-drizzle"
    exit_code = 1


class NoRow(JournalError):
    """A file cannot get a row in Drizzle's ledger that both of Drizzle's generations would take for what it is."""

    code = "no-row"
    exit_code = 1


@dataclass(frozen=True)
class TwoLedgers:
    """What both ledgers know: `rows` by the tag of the entry that each records."""

    folder: Folder
    locals: tuple[LocalMigration, ...]
    table: ManualTable | None
    ledger: LiveLedger

    @cached_property
    def rows(self) -> dict[str, LedgerRow]:
        """Drizzle's row of each entry that has one."""
        found = identify(self.locals, {}, self.ledger)
        return {one.local.tag: one.row for one in found if one.local and not one.duplicate_of}

    @cached_property
    def _listed(self) -> dict[str, tuple[Entry, LocalMigration]]:
        return {one.tag: (one, local) for one, local in zip(self.folder.journal.entries, self.locals, strict=True)}

    def refuse_run_again(self, pending: Sequence[Migration]) -> None:
        """Raise RunByDrizzle for a pending file that Drizzle's migrator has run."""
        rows = self.rows
        for one in pending:
            if one.tag in rows:
                raise RunByDrizzle(
                    f"Drizzle has applied {one.tag} (row {rows[one.tag].id} of its ledger); {MANUAL_TABLE} lacks it.",
                    hint="Record it in both ledgers without running it: add --journal",
                    place=Place(one.path),
                )

    def adopted(self, plan: RunPlan) -> tuple[Migration, ...]:
        """The pending files that Drizzle has run: they are recorded, and not run."""
        return tuple(one for one in plan.pending if one.tag in self.rows)

    def local_of(self, migration: Migration) -> LocalMigration:
        """What Drizzle would record of a file. Raises NoRow where the journal does not list it as it is."""
        command = self.folder.settings.command
        found = self._listed.get(migration.tag)
        if found is None:
            raise NoRow(
                f"{migration.tag} is not in the journal, so Drizzle knows no row for it.",
                hint=f"First: {command('bootstrap')}; or leave out --journal",
                place=Place(migration.path),
            )
        entry, local = found
        if entry.hash not in (None, local.hash):
            raise NoRow(
                f"{migration.tag}: the journal has another hash than its file, which was edited since.",
                hint=f"First: {command('bootstrap')}",
                place=Place(migration.path),
            )
        return local

    def refuse_gaps(self, wanted: Sequence[Migration]) -> None:
        """Raise NoRow where an earlier entry would still have none: 1.0 would run it after all."""
        tags, rows = {one.tag for one in wanted}, self.rows
        entries = self.folder.journal.entries
        last = max((number for number, one in enumerate(entries) if one.tag in tags), default=-1)
        missing = [one.tag for one in entries[: last + 1] if one.tag not in rows and one.tag not in tags]
        if missing:
            upto = suggested_tag(self.folder, self.table) or missing[-1]
            raise NoRow(
                f"Drizzle's ledger has no row of {missing[0]}, which comes before: drizzle 1.0 would run it.",
                hint=f"If it has run: {self.folder.settings.command('stamp', '--to', upto)}",
            )

    def notes(self, plan: RunPlan) -> tuple[Note, ...]:
        """What is to be said where Drizzle's ledger is kept by others, and this run writes nothing to it."""
        listed = self.folder.journal.tags
        unknown = [one.tag for one in plan.pending if one.tag in listed]
        if not self.ledger.rows or not unknown:
            return ()
        message = f"Drizzle's ledger gets no row of {', '.join(unknown)}: its next migrate would run "
        message += "it again." if len(unknown) == 1 else "them again."
        stamp = self.folder.settings.command("stamp", "--to", unknown[-1], "--apply")
        return (Note("not-in-drizzles-ledger", message, f"Run with --journal, or afterwards: {stamp}"),)
