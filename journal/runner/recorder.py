"""How a run treats both ledgers: what Drizzle has applied does not run again, and each file gets its rows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from journal.connect.write_lock import lock_for_write
from journal.dataclass import dataclass
from journal.errors import JournalError, Note, Place
from journal.folder.file_names import Kind
from journal.folder.hashing import drizzle_hash
from journal.folder.migrations import Migration
from journal.folder.read import Folder
from journal.ledger.columns import LedgerRow
from journal.ledger.identify import identify
from journal.ledger.manual_table import ManualTable, suggested_tag
from journal.ledger.predict import LocalMigration, local_migrations
from journal.ledger.read import LiveLedger
from journal.ledger.scripts import LedgerPlace, insert_statement
from journal.runner.run_plan import RunPlan
from journal.runner.session import as_ourselves, becoming_ourselves

if TYPE_CHECKING:
    from psycopg import Connection

_LATE = "out-of-order"


class RunByDrizzle(JournalError):
    """Drizzle's ledger records a file that is pending here."""

    code = "run-by-drizzle"
    exit_code = 1


class NoRow(JournalError):
    """A file cannot get a row in Drizzle's ledger that both generations of Drizzle would recognize."""

    code = "no-row"
    exit_code = 1


@dataclass(frozen=True)
class TwoLedgers:
    """The contents of both ledgers."""

    folder: Folder
    table: ManualTable | None
    ledger: LiveLedger

    @cached_property
    def locals(self) -> tuple[LocalMigration, ...]:
        """The journal's entries as Drizzle knows them, in order."""
        return local_migrations(self.folder)

    @cached_property
    def rows(self) -> dict[str, LedgerRow]:
        """Drizzle's row of each entry that has one, by tag."""
        found = identify(self.locals, {}, self.ledger)
        return {row.local.tag: row.row for row in found if row.local and not row.duplicate_of}

    @property
    def recorded(self) -> frozenset[str]:
        """The tags that one of the two records."""
        by_hand = (one.tag for one in self.folder.forwards if self.table and self.table.has(one.tag))
        return frozenset((*self.rows, *by_hand))

    def refuse_run_again(self, pending: Sequence[Migration]) -> None:
        """Raise RunByDrizzle for a pending file that Drizzle's migrator has applied."""
        table = self.folder.settings.manual
        for migration in pending:
            row = self.rows.get(migration.tag)
            if row:
                raise RunByDrizzle(
                    f"Drizzle has applied {migration.tag} (row {row.id} of its ledger); {table} lacks it.",
                    hint="Record it in both ledgers without running it: add --journal",
                    place=Place(migration.path),
                )

    def adopting(self, plan: RunPlan) -> RunPlan:
        """Return the plan in which the pending files that Drizzle has applied are recorded, but do not run."""
        adopted = tuple(migration for migration in plan.pending if migration.tag in self.rows)
        left = tuple(migration for migration in plan.left if migration.tag not in self.rows)
        pending = tuple(migration for migration in plan.pending if migration not in adopted)
        notes = plan.notes
        if self.folder.is_version_1:
            notes = (*(note for note in notes if note.code != _LATE), *self._late(pending))
        return replace(plan, pending=pending, adopted=adopted, left=left, notes=notes)

    def _late(self, pending: Sequence[Migration]) -> Iterator[Note]:
        """Yield a note on folders that run after one which sorts behind them has run: 1.0 does not notice."""
        order = [entry.tag for entry in self.folder.journal.entries]
        last = max((place for place, tag in enumerate(order) if tag in self.recorded), default=0)
        if late := [one.tag for one in pending if one.tag in order[:last]]:
            message = f"{', '.join(late)} came before {order[last]} in the order of the folders, and {order[last]} has "
            yield Note(_LATE, f"{message}run already.", f"Check that {order[last]} does not depend on it.")

    def local_of(self, migration: Migration) -> LocalMigration:
        """Return what Drizzle would record of a file. Raises NoRow if the journal lacks it, or has another hash."""
        command, place = self.folder.settings.command, Place(migration.path)
        listed = zip(self.folder.journal.entries, self.locals, strict=True)
        entry, local = {entry.tag: (entry, local) for entry, local in listed}.get(migration.tag, (None, None))
        if entry is None or local is None:
            raise NoRow(
                f"{migration.tag} is not in the journal, so Drizzle's ledger cannot have a row for it.",
                hint=f"First: {command('bootstrap')}; or omit --journal",
                place=place,
            )
        if entry.hash not in (None, local.hash):
            what, accept = self.folder.hashes_in, command("bootstrap")
            if self.folder.lock:
                accept = self.folder.accepting(migration.tag)
            raise NoRow(
                f"{migration.tag}: the file was edited, so its hash is no longer the one in the {what}.",
                hint=f"First: {accept}",
                place=place,
            )
        return local

    def refuse_gaps(self, wanted: Sequence[Migration]) -> None:
        """Raise NoRow if an earlier entry would still have no row: 1.0 would run it later.

        In the layout of 1.0 no order is kept, so only one that has run by hand is missing.
        """
        tags = {migration.tag for migration in wanted}
        entries = self.folder.journal.entries
        last = max((number for number, entry in enumerate(entries) if entry.tag in tags), default=-1)
        missing = [entry.tag for entry in entries[: last + 1] if entry.tag not in self.rows and entry.tag not in tags]
        if self.folder.is_version_1:
            missing = [entry.tag for entry in entries if entry.tag in self.recorded - self.rows.keys() and tags]
        if missing:
            upto = suggested_tag(self.folder, self.table) or missing[-1]
            came = "has run" if self.folder.is_version_1 else "comes before"
            raise NoRow(
                f"Drizzle's ledger has no row for {missing[0]}, which {came}: drizzle 1.0 would run it.",
                hint=f"If it is applied: {self.folder.settings.command('stamp', '--to', upto)}",
            )

    def notes(self, plan: RunPlan) -> tuple[Note, ...]:
        """Return a note if Drizzle's ledger is in use and this run writes nothing to it."""
        listed = self.folder.journal.tags
        unknown = [migration.tag for migration in plan.pending if migration.tag in listed]
        if not self.ledger.rows or not unknown:
            return ()
        them = "it" if len(unknown) == 1 else "them"
        message = f"Drizzle's ledger gets no row for {', '.join(unknown)}: its next migrate would run {them} again."
        stamp = self.folder.settings.command("stamp", "--to", unknown[-1], "--yes")
        return (Note("not-in-drizzles-ledger", message, f"Run with --journal, or afterwards: {stamp}"),)


class RunMeanwhile(JournalError):
    """Drizzle's migrator applied a file while it ran here."""

    code = "run-meanwhile"


@dataclass(frozen=True)
class Records:
    """Where files are recorded, on a connection. `locals`: the rows for Drizzle's ledger, by tag, if it is kept.

    `oid`: of Drizzle's ledger, as it was read or created.
    """

    connection: "Connection[Any]"
    table: ManualTable
    place: LedgerPlace | None = None
    locals: Mapping[str, LocalMigration] = field(default_factory=dict)
    oid: int | None = None

    def write(self, migration: Migration, seconds: float) -> None:
        """Record a file in the open transaction, and stay the role that connected until it ends.

        A down file is not recorded. Raises RunMeanwhile.
        """
        if migration.kind is Kind.DOWN:
            as_ourselves(self.connection)
            return
        insert = self.table.insert_statement(migration.record_name, drizzle_hash(migration.raw), seconds)
        self.table.write(self.connection, insert, ahead=becoming_ourselves(self.connection))
        place, local = self.place, self.locals.get(migration.tag)
        if place and local:
            # A running migrate has to wait for this lock, so its earlier rows are seen.
            locked = lock_for_write(self.connection, *place.words, "SHARE ROW EXCLUSIVE", oid=self.oid)
            row = LedgerRow(0, local.hash, local.when, local.name if place.named else None)
            if locked.write(insert_statement(place, [row]).text) != 1:
                raise RunMeanwhile(
                    f"Drizzle's migrator applied {local.tag} while it ran here; here it was rolled back.",
                    hint="Use one of the two at a time. See where both are: drizzle-journal status",
                )
