"""DECIDE what was applied, the last first, and when, from both ledgers and what shows when a row was written. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from journal.folder.hashing import drizzle_hash
from journal.folder.migrations import Migration
from journal.folder.read import Folder
from journal.ledger.columns import LedgerRow
from journal.ledger.identify import identify
from journal.ledger.manual_table import ManualRow, ManualTable
from journal.ledger.predict import local_migrations
from journal.ledger.read import LiveLedger
from journal.playbook.evidence import Evidence, EvidenceKind, Witness
from journal.runner.run_plan import in_journal_order
from journal.runner.transaction_mode import steps_of

_SHORT = 12


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
    """A migration that a ledger records. `migration` is None where the folder has no such file.

    `xid`: the transaction that ran and recorded it; empty where it is not known, or the file had several. `together`:
    what else that transaction recorded. `changed`: the file differs from the one that ran.
    """

    tag: str
    migration: Migration | None
    record: ManualRow | None
    rows: tuple[LedgerRow, ...]
    when: When
    xid: str = ""
    together: tuple[str, ...] = ()
    changed: bool = False


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
        """The oldest of its rows: a migration that is recorded twice ran once."""
        known = sorted(self.witnesses, key=lambda witness: (-witness.age, witness.at is None))
        return known[0] if known else Witness(self.tag, "", 0, EvidenceKind.NOTHING)


def what_was_applied(
    folder: Folder, table: ManualTable | None, ledger: LiveLedger, evidence: Evidence
) -> tuple[AppliedRecord, ...]:
    """Return all that either ledger records, the last first; rows of one transaction are in the journal's order."""
    by_tag = {file.tag: _Gathered(file.tag, place, file) for place, file in enumerate(in_journal_order(folder))}
    names = {found.migration.path.name.removesuffix(".sql"): found for found in by_tag.values() if found.migration}
    witnesses = {witness.of: witness for witness in (*evidence.manual, *evidence.drizzle)}
    for name, record in (table.records if table else {}).items():
        found = names.get(name) or by_tag.setdefault(record.name, _Gathered(record.name, len(by_tag)))
        found.record = record
        found.witnesses += [witnesses[record.name]] if record.name in witnesses else []
    for identified in identify(local_migrations(folder), {}, ledger):
        row, local = identified.row, identified.local
        tag = local.tag if local else row.name or f"row {row.id} ({row.hash[:_SHORT]})"
        found = by_tag.setdefault(tag, _Gathered(tag, len(by_tag)))
        found.rows.append(row)
        found.witnesses += [witnesses[row.id]] if row.id in witnesses else []
    recorded = [found for found in by_tag.values() if found.record or found.rows]
    ordered = sorted(recorded, key=lambda found: (found.first.age, -found.place))
    return tuple(_applied(found, ordered, evidence.now) for found in ordered)


def _applied(item: _Gathered, all_items: Sequence[_Gathered], now: datetime) -> AppliedRecord:
    first, migration, record = item.first, item.migration, item.record
    together = tuple(
        other.tag for other in all_items if first.xid and other.first.xid == first.xid and other is not item
    )
    xid = first.xid if migration is None or not steps_of(migration) else ""
    own = drizzle_hash(migration.raw) if migration else ""
    manual_hash = record.hash.lower() if record and record.hash and len(record.hash) == len(own) else own
    is_changed = bool(own) and (manual_hash != own or any(row.hash != own for row in item.rows[:1]))
    if first.at:
        when = When(first.how, first.at, first.began, first.at, loose=first.loose)
    else:  # the moments of the rows before and after it
        dated = [(witness.age, witness.at) for witness in (other.first for other in all_items) if witness.at]
        later = min((at for age, at in dated if age < first.age), default=now)
        earlier = max((at for age, at in dated if age > first.age and first.xid), default=None)
        when = When(EvidenceKind.NOTHING, None, None, later, earlier)
    return AppliedRecord(item.tag, migration, record, tuple(item.rows), when, xid, together, is_changed)
