"""What the next `migrate` will do, said beforehand. Pure: entries and rows in, a plan out.

The two generations decide differently: 0.x by one number, 1.0 by name alone, after it has matched every old row.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from journal.ledger.drizzle import LedgerRow, LiveLedger

_SECOND = 1000
_CALENDAR_CYCLE = 146_097 * 86_400  # 400 years, after which the Gregorian calendar is the same again


@dataclass(frozen=True)
class Local:
    """A migration as both generations know it: its tag, its `when` in milliseconds, and the hash of its file."""

    tag: str
    when: int
    hash: str

    @property
    def name(self) -> str:
        """The folder that `drizzle-kit up` of 1.0 makes of it: the second, in UTC, and the tag less its prefix.

        A tag without underscore is all prefix. Source: drizzle-kit's `planFoldersV3`.
        """
        cycles, seconds = divmod(self.when // _SECOND, _CALENDAR_CYCLE)  # JavaScript's years go beyond Python's 9999
        moment = datetime.fromtimestamp(seconds, UTC)
        return f"{moment.year + 400 * cycles}{moment:%m%d%H%M%S}_{self.tag.partition('_')[2]}"

    @property
    def second(self) -> int:
        """What 1.0 knows of `when`, since the folder's name has seconds only; in milliseconds."""
        return self.when // _SECOND * _SECOND


@dataclass(frozen=True)
class Plan:
    """What will happen. `runs` are the migrations that run, in order; none when it refuses.

    `refused` are the ids of the rows that 1.0 can match with no migration: it stops at them before it runs anything.
    """

    runs: tuple[Local, ...]
    refused: tuple[int, ...] = ()


def next_of_0(migrations: Sequence[Local], ledger: LiveLedger) -> Plan:
    """drizzle-orm 0.x: every migration whose `when` is above the one row that sorts first.

    Source: `pg-core/dialect.js`: ORDER BY created_at DESC LIMIT 1, NULL first, which then counts as 0.
    """
    if not ledger.rows:
        return Plan(tuple(migrations))
    highest = _newest(ledger.rows)
    return Plan(tuple(one for one in migrations if highest < one.when))


def next_of_1(migrations: Sequence[Local], ledger: LiveLedger) -> Plan:
    """drizzle-orm 1.0: every migration whose name no row has; rows without names are matched first.

    Source: `up-migrations/pg.js` and `migrator.utils.js`.
    """
    ordered = sorted(migrations, key=lambda one: one.name)
    if ledger.named or not ledger.exists:
        known = {row.name for row in ledger.rows}
        return Plan(tuple(one for one in ordered if one.name not in known))
    known_as = Matcher(ordered)
    matched = {row.id: known_as.match(row) for row in ledger.rows}
    unmatched = tuple(id_ for id_, one in matched.items() if one is None)
    if unmatched:
        return Plan((), unmatched)
    known = {one.name for one in matched.values() if one}
    return Plan(tuple(one for one in ordered if one.name not in known))


class Matcher:
    """The migration that 1.0 takes an old row for: by its second, when one alone has it, else by its hash."""

    def __init__(self, migrations: Sequence[Local]) -> None:
        self.by_second: dict[int, list[Local]] = {}
        self.by_hash: dict[str, Local] = {}
        for one in migrations:
            self.by_second.setdefault(one.second, []).append(one)
        for one in sorted(migrations, key=lambda one: (one.second, one.name)):
            self.by_hash[one.hash] = one  # of several the last

    def match(self, row: LedgerRow) -> Local | None:
        """None where it finds none, and stops."""
        second = _cut(row.created_at)
        same = self.by_second.get(second, []) if second is not None else []
        if len(same) == 1:
            return same[0]
        if same:
            return next((one for one in same if one.hash == row.hash), None)
        return self.by_hash.get(row.hash)


def _newest(rows: Sequence[LedgerRow]) -> int:
    """The `created_at` of the row that PostgreSQL sorts first, as JavaScript's Number has it: NULL is 0."""
    if any(row.created_at is None for row in rows):
        return 0
    return max(row.created_at or 0 for row in rows)


def _cut(created_at: int | None) -> int | None:
    """`created_at` cut to the second as 1.0 does it: as text, its last three characters replaced by zeros."""
    if created_at is None:
        return None
    return int(str(created_at)[:-3] + "000")
