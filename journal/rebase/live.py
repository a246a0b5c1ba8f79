"""What each live database has of the entries that move, what changes there, and what the next `migrate` runs."""

from collections.abc import Iterator, Mapping, Sequence

from journal.dataclass import dataclass
from journal.folder.entries import late_run
from journal.folder.read import Folder
from journal.handback.checklist import Item, counted_words, go, no_go, note
from journal.handback.databases import naming
from journal.handback.request import Database, Landing, LivePlan
from journal.ledger.identify import identify
from journal.ledger.predict import LocalMigration, local_migrations, pending_v0, pending_v1
from journal.ledger.rehash import FileChanges, plan_rehash
from journal.ledger.renamed_rows import NameChanges
from journal.project.settings import Settings
from journal.rebase.plan import RebasePlan
from journal.rebase.record import earlier_moves
from journal.rebase.rows import MovedRows, RowMove, joined_moves, lines, moved_rows, row_moves


@dataclass(frozen=True)
class LiveRows:
    """Looks at the ledgers. `folder`: the files and the journal as they will be."""

    settings: Settings
    plan: RebasePlan
    folder: Folder

    @property
    def moves(self) -> tuple[RowMove, ...]:
        """Return the moves that a row has to follow, those of earlier rebases among them."""
        return joined_moves(earlier_moves(self.settings), row_moves(self.plan))

    @property
    def changes(self) -> FileChanges:
        """Return the new names, which rows of the manual ledger follow."""
        return FileChanges((), NameChanges(self.plan.renamed.tags))

    @property
    def others(self) -> Mapping[int, str]:
        """Return the hash of each entry of the base by its `when`."""
        base = {one.tag for one in self.plan.base_entries}
        return {one.when: one.hash for one in self._local if one.tag in base}

    @property
    def _local(self) -> tuple[LocalMigration, ...]:
        return local_migrations(self.folder)

    def landing(self, database: Database) -> tuple[Landing, MovedRows]:
        """Plan what is written to a database, and say what was seen of it."""
        live, rows = database.live, moved_rows(self.moves, database.live.ledger, self.others)
        rehash = plan_rehash(self._local, live.ledger, live.manual, self.changes)
        shown = database.target.shown
        items = [one.of(shown) for one in (*self._row_items(rows, database), *self._next_items(rows, database))]
        if rehash.refused:
            items.append(no_go("manual-ledger", rehash.refused, "Correct the rows first, or omit the database."))
        elif rehash.manual and rehash.manual.rows:
            count = counted_words(len(rehash.manual.rows), "row gets", "rows get")
            items.append(go("manual-ledger", f"{shown}: {count} the new names of files in {rehash.manual.table}."))
        writes = bool(rows.changes)
        plan = LivePlan(tuple(items), rehash=rehash)
        return Landing(database, plan, follows=bool(writes or rehash.count), converts=writes), rows

    def _row_items(self, rows: MovedRows, database: Database) -> Iterator[Item]:
        repair = self._of(database).command("repair", "--dry-run")
        if rows.twice:
            tags = ", ".join(map(str, rows.twice))
            message = f"the ledger records an entry twice, by its old and its new `when`: row {tags}."
            yield no_go("live-ledger", message, f"Look at the rows: {repair}")
        elif rows.edited:
            tags = ", ".join(map(str, rows.edited))
            message = f"row {tags} has the `when` of an entry that moves, and the hash of another file."
            yield no_go("live-ledger", message, f"Look at the rows: {repair}")
        elif rows.changes:
            has = counted_words(len(rows.changes), "entry that moves", "entries that move")
            yield go("live-ledger", f"has {has}; the rows follow, so that they do not run again.", *lines(rows.changes))
        elif self.moves:
            yield go("live-ledger", "its ledger records none of the entries that move.")

    def _next_items(self, rows: MovedRows, database: Database) -> Iterator[Item]:
        """Tell what the next `migrate` runs, and what it skips."""
        ledger, local = rows.applied(database.live.ledger), self._local
        pending = (pending_v1 if self.plan.is_version_1 else pending_v0)(local, ledger)
        if pending.stopped or pending.refused:
            why = pending.stopped or "it stops at a row that belongs to no folder"
            yield note("live-migrate", f"the next migrate {why}.", "")
            return
        runs = [one.tag for one in pending.runs]
        recorded = {one.local.tag for one in identify(local, {}, ledger) if one.local}
        skipped = [one.tag for one in local if one.tag not in recorded and one.tag not in runs]
        again = [tag for tag in runs if tag in recorded]
        yield go("live-migrate", f"the next migrate runs {', '.join(runs) or 'nothing'}.")
        if skipped:
            message = f"migrate skips {', '.join(skipped)}: a later entry of this branch is recorded there."
            way = f"Afterwards: {self._of(database).command(*late_run(*skipped))}"
            yield note("live-skipped", message, way)
        if again:
            way = f"Look at the rows: {self._of(database).command('repair', '--dry-run')}"
            yield no_go("live-migrate", f"migrate would run {', '.join(again)} again.", way)

    def _of(self, database: Database) -> Settings:
        """Return settings whose commands name this database alone."""
        return naming(self.settings, database.target)


def unnamed_items(moves: Sequence[RowMove], again: str) -> Iterator[Item]:
    """Yield the item where no database was named."""
    if moves:
        tags = ", ".join(one.tag for one in moves)
        message = f"No database was named. One that has {tags} already would run it again."
        way = f"Name such databases, now or later, and their rows follow: {again}"
        yield note("databases", message, way)
