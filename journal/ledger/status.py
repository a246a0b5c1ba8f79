"""DECIDE the state of each entry and row of a ledger, and what both generations of Drizzle do next. Pure.

Rows are matched by name if they have one, then by `created_at` and hash together, then by either of them alone: what
identifies a migration in one ledger may be wrong in another.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from journal.ledger.columns import LedgerRow
from journal.ledger.predict import LocalMigration, MigratePlan, newest, pending_v0, pending_v1
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


PROBLEMS = frozenset(EntryStateKind) - {EntryStateKind.APPLIED, EntryStateKind.PENDING}


@dataclass(frozen=True)
class EntryState:
    """A migration, the row that records it, and what the next `migrate` of 0.x and of 1.0 does with it, and why."""

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
    """Entries in the journal's order, other rows in the ledger's, and both plans."""

    entries: tuple[EntryState, ...]
    rows: tuple[RowState, ...]
    by_0: MigratePlan
    by_1: MigratePlan

    @property
    def all_states(self) -> tuple[EntryStateKind, ...]:
        """The state of every entry and of every other row."""
        return (*(entry.state for entry in self.entries), *(row.state for row in self.rows))

    @property
    def states(self) -> frozenset[EntryStateKind]:
        """The states that occur."""
        return frozenset(self.all_states)


def compute_status(migrations: Sequence[LocalMigration], missing: frozenset[str], ledger: LiveLedger) -> Status:
    """Return the state of each. `missing` are the tags without a file; their hash is empty."""
    found = _matched(migrations, ledger.rows)
    existing = [migration for migration in migrations if migration.tag not in missing]
    plans = pending_v0(existing, ledger), pending_v1(existing, ledger)
    reasons = _Reasons(plans, ledger, missing)
    entries = tuple(reasons.entry(migration, found.get(place)) for place, migration in enumerate(migrations))
    taken = {id(row) for row in found.values()}
    latest = max((migration.when for migration in migrations), default=-1)
    recorded = {row.hash for row in found.values()}

    def kind(row: LedgerRow) -> EntryStateKind:
        if row.hash in recorded:
            return EntryStateKind.TWICE
        return EntryStateKind.AHEAD if (row.created_at or 0) > latest else EntryStateKind.FOREIGN

    rows = tuple(RowState(row, kind(row)) for row in ledger.rows if id(row) not in taken)
    return Status(entries, rows, *plans)


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

    def __init__(self, plans: tuple[MigratePlan, MigratePlan], ledger: LiveLedger, missing: frozenset[str]) -> None:
        self.runs = [frozenset(plan.runs) for plan in plans]
        self.stopped = [plan.stopped for plan in plans]
        self.refused = ", ".join(map(str, plans[1].refused))
        self.ledger, self.missing, self.first = ledger, missing, newest(ledger)

    def entry(self, migration: LocalMigration, row: LedgerRow | None) -> EntryState:
        """Return the state of an entry that this row records, if any."""
        if migration.tag in self.missing:
            reason = "cannot start: the file is missing"
            return EntryState(migration, EntryStateKind.WITHOUT_FILE, row, reason, reason)
        runs = migration in self.runs[0]
        # A ledger with names has seen 1.0, so the next migrate may be one of 1.0 as well.
        again = runs or (self.ledger.named and migration in self.runs[1])
        if row is None:
            state = EntryStateKind.PENDING if runs else EntryStateKind.SKIPPED
        elif again:
            state = EntryStateKind.AGAIN
        else:
            state = EntryStateKind.APPLIED if row.hash == migration.hash else EntryStateKind.CHANGED
        return EntryState(migration, state, row, self._by_0(migration, runs=runs), self._by_1(migration))

    def _by_0(self, migration: LocalMigration, *, runs: bool) -> str:
        does, first = "runs it" if runs else "skips it", self.first
        if runs and self.stopped[0]:
            return self.stopped[0]
        if first is None:
            return "runs it: the ledger has no rows"
        if first.created_at is None and first.raw is None:
            return f"{does}: row {first.id} has no created_at, which counts as 0"
        relation = "above" if runs else "not above"
        return f"{does}: {migration.when} is {relation} {first.raw or first.created_at} of row {first.id}"

    def _by_1(self, migration: LocalMigration) -> str:
        runs, named = migration in self.runs[1], self.ledger.named
        if self.refused:
            return f"refuses to start: it matches row {self.refused} with no migration"
        if runs and self.stopped[1]:
            return self.stopped[1]
        if not runs:
            return "skips it: a row has its name" if named else "skips it: a row matches it"
        return f"runs it: no row has the name {migration.name}" if named else "runs it: no row matches it"
