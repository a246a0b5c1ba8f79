"""DECIDE what was applied, the last first, and when: both ledgers, and what tells when a row was written. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from journal.folder.hashing import drizzle_hash
from journal.folder.migrations import Migration
from journal.folder.read import Folder
from journal.ledger.drizzle import LedgerRow, LiveLedger
from journal.ledger.identify import identify
from journal.ledger.manual_table import ManualRow, ManualTable
from journal.ledger.predict import local_migrations
from journal.playbook.live.evidence import Evidence, EvidenceKind, Witness
from journal.runner.plan import in_journal_order
from journal.runner.transaction_mode import script_of

_SHORT = 12


@dataclass(frozen=True)
class When:
    """When something was applied: `at`, or not known better than between `after` and `before`.

    `began`: at that moment nothing of it was there yet; None where not even that is known. All aware.
    """

    how: EvidenceKind
    at: datetime | None
    began: datetime | None
    before: datetime
    after: datetime | None = None
    loose: str = ""

    @property
    def restore_to(self) -> datetime | None:
        """The last whole second before it, by all that is known; None where nothing says how far back that is."""
        start = self.began or self.after
        return (start - timedelta(seconds=1)).replace(microsecond=0) if start else None


@dataclass(frozen=True)
class AppliedRecord:
    """Something that a ledger says has run. `migration` is None where the folder has no such file.

    `xid`: the transaction that ran and recorded it; empty where it is not known, or the file had several. `together`:
    what the same transaction recorded, besides. `changed`: the file is another than the one that ran.
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
class _One:
    """What is gathered of one name. `place` is that in the journal's order; what is in no file comes last."""

    tag: str
    place: int
    migration: Migration | None = None
    record: ManualRow | None = None
    rows: list[LedgerRow] = field(default_factory=list)
    witnesses: list[Witness] = field(default_factory=list)

    @property
    def first(self) -> Witness:
        """The oldest of its rows: what is recorded a second time ran no second time."""
        known = sorted(self.witnesses, key=lambda one: (-one.age, one.at is None))
        return known[0] if known else Witness(self.tag, "", 0, EvidenceKind.NOTHING)


def what_was_applied(
    folder: Folder, table: ManualTable | None, ledger: LiveLedger, evidence: Evidence
) -> tuple[AppliedRecord, ...]:
    """Everything that either ledger records, the last first; what one transaction recorded, in the journal's order."""
    found = [*_gathered(folder, table, ledger, evidence)]
    ordered = sorted(found, key=lambda one: (one.first.age, -one.place))
    everyone = [one.first for one in ordered]
    by_xid: dict[str, list[str]] = {}
    for one in ordered:
        by_xid.setdefault(one.first.xid, []).append(one.tag)
    return tuple(_applied(one, everyone, by_xid, evidence.now) for one in ordered)


def _gathered(folder: Folder, table: ManualTable | None, ledger: LiveLedger, evidence: Evidence) -> Iterator[_One]:
    ones = {one.tag: _One(one.tag, place, one) for place, one in enumerate(in_journal_order(folder))}
    names = {one.migration.path.name.removesuffix(".sql"): one for one in ones.values() if one.migration}
    by_name = {one.of: one for one in evidence.manual}
    for name, record in (table.records if table else {}).items():
        one = names.get(name) or ones.setdefault(record.name, _One(record.name, len(ones)))
        one.record = record
        one.witnesses += [by_name[record.name]] if record.name in by_name else []
    by_id = {one.of: one for one in evidence.drizzle}
    for identified in identify(local_migrations(folder), {}, ledger):
        row, local = identified.row, identified.local
        tag = local.tag if local else row.name or f"row {row.id} ({row.hash[:_SHORT]})"
        one = ones.setdefault(tag, _One(tag, len(ones)))
        one.rows.append(row)
        one.witnesses += [by_id[row.id]] if row.id in by_id else []
    yield from (one for one in ones.values() if one.record or one.rows)


def _applied(
    one: _One, everyone: Sequence[Witness], by_xid: Mapping[str, Sequence[str]], now: datetime
) -> AppliedRecord:
    first = one.first
    together = tuple(tag for tag in by_xid[first.xid] if tag != one.tag) if first.xid else ()
    when = _when(first, everyone, now)
    xid = first.xid if one.migration is None or script_of(one.migration).whole else ""
    return AppliedRecord(one.tag, one.migration, one.record, tuple(one.rows), when, xid, together, _is_changed(one))


def _when(first: Witness, everyone: Sequence[Witness], now: datetime) -> When:
    """What has no moment of its own lies between what came before and after it, where those have one."""
    if first.at:
        return When(first.how, first.at, first.began, first.at, loose=first.loose)
    earlier = [one.at for one in everyone if one.at and one.age > first.age and first.xid]
    later = [one.at for one in everyone if one.at and one.age < first.age]
    return When(EvidenceKind.NOTHING, None, None, min(later, default=now), max(earlier, default=None))


def _is_changed(one: _One) -> bool:
    if one.migration is None:
        return False
    own = drizzle_hash(one.migration.raw)
    by_hand = one.record.hash if one.record and one.record.hash and len(one.record.hash) == len(own) else own
    return by_hand.lower() != own or any(row.hash != own for row in one.rows[:1])
