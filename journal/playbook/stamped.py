"""DECIDE which rows of a ledger do not show that a migration ran: stamped ones, and those that a dump brought.

Drizzle and our own runner write a row in the transaction that runs the migration. A row that is younger than what its
migration creates was written by `stamp`, by hand, or with a dump; one that was only rewritten keeps its place.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import groupby

from journal.dataclass import dataclass
from journal.folder.file_names import Kind
from journal.folder.migrations import Migration
from journal.playbook.applied import AppliedRecord
from journal.playbook.made import MadeObjects

Made = Callable[[Migration], MadeObjects]
_LOOKED_AT = 20
OLDER = "its objects are older than its row: the row was stamped, written by hand, or loaded from a dump"
WITH_OTHERS = "one transaction wrote its row and rows of migrations that had run earlier"


@dataclass(frozen=True)
class LedgerWrites:
    """What is known of transactions: `repairs` rewrote rows; `stamps` recorded what another one had run before."""

    repairs: frozenset[str]
    stamps: frozenset[str]


def stamped_last(applied: Sequence[AppliedRecord], writes: LedgerWrites, made: Made) -> tuple[AppliedRecord, ...]:
    """Return the records with those that ran first, in their order; the stamped ones say why they are not.

    A baseline without a row in `_manual_migrations` is older than all that ran. Only as much is looked at as it takes
    to find the last that ran.
    """
    judged, found = list[AppliedRecord](), False
    groups = [list(group) for _, group in groupby(applied, lambda one: (one.by_runner, one.xid or one.tag))]
    for number, group in enumerate(groups):
        older = next((one.age for later in groups[number + 1 :] for one in later), None)
        of_row = not group[0].by_runner and group[0].row_xid and group[0].row_xid not in writes.repairs
        judged += _judged(group, older, writes, made) if of_row and not found else group
        found = found or any(not one.stamped and not _is_baseline(one) for one in judged)
    return tuple(sorted(judged, key=lambda one: (bool(one.stamped), _is_baseline(one))))


def _judged(group: Sequence[AppliedRecord], older: int | None, writes: LedgerWrites, made: Made) -> list[AppliedRecord]:
    """Judge the rows of one transaction. `older`: the age of the row before them, None without one."""
    xid, ran, late = group[0].row_xid, set[str](), dict[str, str]()
    for one in group[:_LOOKED_AT]:
        objects = made(one.migration) if one.migration else None
        if objects is None or objects.age is None:
            continue
        if xid in objects.xids:
            ran.add(one.tag)
        elif (
            objects.shows
            and objects.age > one.age
            and not (len(group) == 1 and older is not None and objects.age < older)
        ):
            late[one.tag] = OLDER
    is_stamp = xid in writes.stamps or bool(late)
    rest = WITH_OTHERS if is_stamp and not ran else ""
    return [one if one.tag in ran else replace(one, stamped=late.get(one.tag, rest)) for one in group]


def _is_baseline(one: AppliedRecord) -> bool:
    return not one.by_runner and one.migration is not None and one.migration.kind is Kind.BASELINE
