"""DECIDE the state of each entry and row of a ledger, and what both generations of Drizzle do next. Pure.

Rows are matched by name if they have one, then by `created_at` and hash together, then by either of them alone: what
identifies a migration in one ledger may be wrong in another.
"""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from enum import StrEnum

from journal.dataclass import dataclass
from journal.folder.version_1 import by_locale
from journal.ledger.columns import LedgerRow
from journal.ledger.predict import LocalMigration, MigratePlan, newest, next_migrates
from journal.ledger.read import LiveLedger


class EntryStateKind(StrEnum):
    """The state of an entry, or of a row that belongs to none."""

    APPLIED = "applied"
    CHANGED = "changed"
    PENDING = "pending"
    SKIPPED = "skipped"
    AGAIN = "again"
    WITHOUT_FILE = "without-file"
    TWICE = "twice"
    FOREIGN = "foreign"
    AHEAD = "ahead"


_SHOWN = 20
PROBLEMS = frozenset(EntryStateKind) - {EntryStateKind.APPLIED, EntryStateKind.PENDING}


@dataclass(frozen=True)
class EntryState:
    """A migration, the row that records it, and what the next `migrate` of 0.x and of 1.0 does with it, and why.

    `by_0` is empty in the layout of 1.0, which no `migrate` of 0.x reads.
    """

    local: LocalMigration
    state: EntryStateKind
    row: LedgerRow | None
    by_0: str
    by_1: str


@dataclass(frozen=True)
class RowState:
    """A row that records no migration of these files, or records one a second time."""

    row: LedgerRow
    state: EntryStateKind


@dataclass(frozen=True)
class Status:
    """Entries in the journal's order, other rows in the ledger's, and both plans.

    `generations`: whose `migrate` can read the folder.
    """

    entries: tuple[EntryState, ...]
    rows: tuple[RowState, ...]
    by_0: MigratePlan
    by_1: MigratePlan
    generations: tuple[int, ...] = (0, 1)

    @property
    def all_states(self) -> tuple[EntryStateKind, ...]:
        """The state of every entry and of every other row."""
        return (*(entry.state for entry in self.entries), *(row.state for row in self.rows))

    def counts(self, of: Collection[EntryStateKind] = tuple(EntryStateKind)) -> str:
        """Return how many there are in each of these states: `3 applied, 1 pending`; empty where there is none."""
        counted = Counter(self.all_states)
        return ", ".join(f"{counted[state]} {state}" for state in EntryStateKind if state in of and counted[state])

    @property
    def states(self) -> frozenset[EntryStateKind]:
        """The states that occur."""
        return frozenset(self.all_states)


def compute_status(migrations: Sequence[LocalMigration], ledger: LiveLedger) -> Status:
    """Return the state of each migration. One without a file has an empty hash."""
    found = _matched(migrations, ledger.rows)
    plans = next_migrates(migrations, ledger)
    generations = (1,) if any(one.folder for one in migrations) else (0, 1)
    last = max((place for place, row in found.items() if row.name), default=-1)
    reasons = _Reasons(plans, ledger, generations, migrations[last].name if last >= 0 else "")
    entries = tuple(reasons.entry(migration, found.get(place)) for place, migration in enumerate(migrations))
    taken = {id(row) for row in found.values()}
    latest = max((migration.when for migration in migrations), default=-1)
    recorded = {row.hash for row in found.values()}

    def kind(row: LedgerRow) -> EntryStateKind:
        if row.hash in recorded:
            return EntryStateKind.TWICE
        return EntryStateKind.AHEAD if (row.created_at or 0) > latest else EntryStateKind.FOREIGN

    rows = tuple(RowState(row, kind(row)) for row in ledger.rows if id(row) not in taken)
    return Status(entries, rows, *plans, generations)


# What an entry and a row have in common, the surest first.
_MARKS: tuple[tuple[Callable[[LocalMigration], object], Callable[[LedgerRow], object]], ...] = (
    (lambda one: one.name, lambda row: row.name),
    (lambda one: (one.when, one.hash), lambda row: (row.created_at, row.hash)),
    (lambda one: (one.second, one.hash), lambda row: (row.created_at, row.hash)),
    (lambda one: one.when, lambda row: row.created_at),
    (lambda one: one.hash, lambda row: row.hash),
)


def _matched(migrations: Sequence[LocalMigration], rows: Sequence[LedgerRow]) -> dict[int, LedgerRow]:
    """Return the row of each entry, by the entry's place; no row belongs to two.

    An entry is known by its place and a row by its object: a tag may be listed twice, and ids may be NULL.
    """
    found: dict[int, LedgerRow] = {}
    left = list(rows)
    for of_entry, of_row in _MARKS:
        waiting: dict[object, list[LedgerRow]] = {}
        for row in reversed(left):
            waiting.setdefault(of_row(row), []).append(row)
        for place, migration in enumerate(migrations):
            alike = waiting.get(of_entry(migration)) if place not in found else None
            if alike:
                found[place] = alike.pop()
        taken = {id(row) for row in found.values()}
        left = [row for row in left if id(row) not in taken]
    return found


class _Reasons:
    """Says what each generation does with an entry, and why."""

    def __init__(
        self, plans: tuple[MigratePlan, MigratePlan], ledger: LiveLedger, generations: tuple[int, ...], latest: str
    ) -> None:
        """`latest`: the last name in the order of 1.0 that a row has."""
        self.generations, self.latest = generations, latest
        self.plans, self.runs = plans, [frozenset(plan.runs) for plan in plans]
        self.ledger, self.first = ledger, newest(ledger)

    def entry(self, migration: LocalMigration, row: LedgerRow | None) -> EntryState:
        """Return the state of an entry that this row records, if any."""
        runs = migration in self.runs[self.generations[0]]
        # A ledger with names has seen 1.0, so the next migrate may be one of 1.0 as well.
        again = runs or (self.ledger.named and migration in self.runs[1])
        if not migration.hash:
            state = EntryStateKind.WITHOUT_FILE
        elif row is None:
            state = EntryStateKind.PENDING if runs else EntryStateKind.SKIPPED
        elif again:
            state = EntryStateKind.AGAIN
        else:
            state = EntryStateKind.APPLIED if row.hash == migration.hash else EntryStateKind.CHANGED
        by_0 = self._reason(0, migration) if 0 in self.generations else ""
        return EntryState(migration, state, row, by_0, self._reason(1, migration))

    def _reason(self, generation: int, migration: LocalMigration) -> str:
        plan, runs, first = self.plans[generation], migration in self.runs[generation], self.first
        does = "runs it" if runs else "skips it"
        if not migration.hash:
            return "cannot start: the file is missing"
        if plan.refused:
            more = ", …" if len(plan.refused) > _SHOWN else ""
            ids = ", ".join(map(str, plan.refused[:_SHOWN])) + more
            rows = f"row {ids} belongs" if len(plan.refused) == 1 else f"rows {ids} belong"
            return f"refuses to start: {rows} to no migration"
        if runs and plan.stopped:
            return plan.stopped
        if generation:
            what = "has" if self.ledger.named else "matches"
            name = ("the name " + migration.name if runs else "its name") if self.ledger.named else "it"
            late = f", and {self.latest}, which sorts after it, is applied" if runs and self._is_late(migration) else ""
            return f"{does}: {'no' if runs else 'a'} row {what} {name}{late}"
        if first is None:
            why = "the ledger has no rows"
        elif first.created_at is None and first.raw is None:
            why = f"row {first.id} has no created_at, which counts as 0"
        else:
            relation = "above" if runs else "not above"
            why = f"{migration.when} is {relation} {first.raw or first.created_at} of row {first.id}"
        return f"{does}: {why}"

    def _is_late(self, migration: LocalMigration) -> bool:
        """Tell whether it sorts before one that is applied, in the layout of 1.0."""
        return bool(migration.folder and self.latest) and by_locale(migration.name) < by_locale(self.latest)
