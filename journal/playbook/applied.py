"""DECIDE what was applied, the last first, and when, from both ledgers and what shows when a row was written. Pure."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from datetime import datetime, timedelta
from functools import cached_property
from itertools import accumulate, islice

from journal.dataclass import dataclass
from journal.folder.hashing import drizzle_hash
from journal.folder.migrations import Migration
from journal.folder.read import Folder
from journal.folder.squashed_file import squash_line
from journal.ledger.columns import LedgerRow
from journal.ledger.identify import identify
from journal.ledger.manual_table import ManualRow, ManualTable
from journal.ledger.predict import local_migrations
from journal.ledger.read import LiveLedger
from journal.playbook.evidence import Evidence, EvidenceKind, Witness
from journal.runner.run_plan import in_journal_order
from journal.runner.transaction_mode import steps_of

_SHORT = 12
_MOST_TOGETHER = 20


@dataclass(frozen=True)
class When:
    """When a migration was applied: at `at`, or between `after` and `before`. All are aware.

    `began`: nothing of it was in the database yet; None where that is not known.
    """

    how: EvidenceKind
    at: datetime | None
    began: datetime | None
    before: datetime
    after: datetime | None = None
    loose: str = ""

    @property
    def restore_to(self) -> datetime | None:
        """The last whole second before it; None where that is not known."""
        start = self.began or self.after
        return (start - timedelta(seconds=1)).replace(microsecond=0) if start else None


@dataclass(frozen=True)
class AppliedRecord:
    """A migration that a ledger records. `migration` is None where the folder has no such file, or a squashed one.

    `xid`: the transaction that ran and recorded it; empty where it is not known, or the file had several. `together`:
    what else that transaction recorded, at most 20 names. `changed`: the file differs from the one that ran.

    `by_runner`: its row in `_manual_migrations` is the oldest, or has how long it took. `age` and `row_xid`: how many
    transactions ago that row was written, and by which one. `stamped`: why the row does not show that the migration
    ran; empty where it does.
    """

    tag: str
    migration: Migration | None
    record: ManualRow | None
    rows: tuple[LedgerRow, ...]
    when: When
    xid: str = ""
    together: tuple[str, ...] = ()
    changed: bool = False
    by_runner: bool = False
    age: int = 0
    row_xid: str = ""
    stamped: str = ""


@dataclass
class _Gathered:
    """What the ledgers have of one name. `place` is its place in the journal's order; names without a file are last."""

    tag: str
    place: int
    migration: Migration | None = None
    record: ManualRow | None = None
    rows: list[LedgerRow] = field(default_factory=list)
    witnesses: list[Witness] = field(default_factory=list)

    @cached_property
    def first(self) -> Witness:
        """The row of the runner that ran it and took its time, else the oldest: recorded twice, it ran once."""
        known = sorted(self.witnesses, key=lambda witness: (not witness.ran, -witness.age, witness.at is None))
        return known[0] if known else Witness(self.tag, "", 0, EvidenceKind.NOTHING)


def what_was_applied(
    folder: Folder, table: ManualTable | None, ledger: LiveLedger, evidence: Evidence
) -> tuple[AppliedRecord, ...]:
    """Return all that either ledger records, the last first; rows of one transaction are in the journal's order."""
    by_tag = {file.tag: _Gathered(file.tag, place, file) for place, file in enumerate(in_journal_order(folder))}
    names = {found.migration.record_name.removesuffix(".sql"): found for found in by_tag.values() if found.migration}
    witnesses = {witness.of: witness for witness in (*evidence.manual, *evidence.drizzle)}
    for name, record in (table.records if table else {}).items():
        known = names.get(table.name_now(name) if table else name)
        found = known or by_tag.setdefault(record.name, _Gathered(record.name, len(by_tag)))
        found.record = record
        found.witnesses += [witnesses[record.name]] if record.name in witnesses else []
    for identified in identify(local_migrations(folder), {}, ledger):
        row, local = identified.row, identified.local
        tag = local.tag if local else row.name or f"row {row.id} ({row.hash[:_SHORT]})"
        found = by_tag.setdefault(tag, _Gathered(tag, len(by_tag)))
        found.rows.append(row)
        found.witnesses += [witnesses[row.id]] if row.id in witnesses else []
    recorded = [found for found in by_tag.values() if found.record or found.rows]
    ordered = _youngest_first(recorded)
    moments = _Moments([found.first for found in ordered], evidence.now)
    by_transaction: dict[str, list[str]] = defaultdict(list)
    for found in ordered:
        by_transaction[found.first.xid].append(found.tag)
    return tuple(_applied(found, by_transaction, moments) for found in ordered)


def stamps_of(applied: Sequence[AppliedRecord], evidence: Evidence) -> frozenset[str]:
    """Return the transactions that wrote a row of Drizzle's ledger for what the runner had run before."""
    rows = {witness.of: witness for witness in evidence.drizzle}
    ran = [(one, rows[row.id]) for one in applied if one.by_runner for row in one.rows if row.id in rows]
    return frozenset(row.xid for one, row in ran if row.xid and row.xid != one.row_xid and row.age < one.age)


def _youngest_first(recorded: Sequence[_Gathered]) -> list[_Gathered]:
    """Sort by the runner's clock; a row without one is where its transaction puts it, then by place in the journal.

    A row was loaded from a dump, or rewritten, where its transaction is younger than that of a later clock.
    """
    clocks = {found.tag: at.timestamp() for found in recorded if (at := found.first.clock)}
    ages, oldest = {found.tag: found.first.age for found in recorded}, 0
    for tag in sorted(clocks, key=lambda tag: (-clocks[tag], ages[tag])):
        oldest = ages[tag] = max(oldest, ages[tag])
    return sorted(recorded, key=lambda found: (ages[found.tag], -clocks.get(found.tag, 0.0), -found.place))


class _Moments:
    """The known moments of all rows, by their age: what a row without one lies between."""

    def __init__(self, witnesses: Sequence[Witness], now: datetime) -> None:
        dated = sorted((witness.age, witness.at) for witness in witnesses if witness.at)
        self._ages, known = [age for age, _ in dated], [at for _, at in dated]
        self._now, self._least = now, list(accumulate(known, min))
        self._greatest = list(accumulate(reversed(known), max))[::-1]

    def after(self, age: int) -> datetime:
        """Return the earliest moment of a younger row, else now."""
        index = bisect_left(self._ages, age)
        return self._least[index - 1] if index else self._now

    def before(self, age: int) -> datetime | None:
        """Return the latest moment of an older row, or None."""
        index = bisect_right(self._ages, age)
        return self._greatest[index] if index < len(self._greatest) else None


def _applied(item: _Gathered, by_transaction: Mapping[str, Sequence[str]], moments: _Moments) -> AppliedRecord:
    first, migration, record = item.first, item.migration, item.record
    others = islice(by_transaction[first.xid] if first.xid else (), _MOST_TOGETHER + 1)
    together = tuple(tag for tag in others if tag != item.tag)[:_MOST_TOGETHER]
    xid = first.xid if migration is None or not steps_of(migration) else ""
    own = drizzle_hash(migration.raw) if migration else ""
    manual_hash = record.hash.lower() if record and record.hash and len(record.hash) == len(own) else own
    is_changed = bool(own) and (manual_hash != own or any(row.hash != own for row in item.rows[:1]))
    if is_changed and migration and squash_line(migration):
        migration, is_changed = None, False  # what ran was the file before the squash
    if first.at:
        when = When(first.how, first.at, first.began, first.at, loose=first.loose)
    else:  # the moments of the rows before and after it
        earlier = moments.before(first.age) if first.xid else None
        when = When(EvidenceKind.NOTHING, None, None, moments.after(first.age), earlier)
    by_runner = bool(item.witnesses) and isinstance(first.of, str)
    rows = tuple(item.rows)
    record_ = AppliedRecord(item.tag, migration, record, rows, when, xid, together, is_changed, by_runner)
    return replace(record_, age=first.age, row_xid=first.xid)
