"""What the next `migrate` will do, said beforehand. Pure: entries and rows in, a plan out.

The two generations decide differently: 0.x by one number, 1.0 by name alone, after it has matched every old row.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from journal.folder.hashing import drizzle_hash
from journal.folder.read import Folder
from journal.ledger import javascript
from journal.ledger.drizzle import LedgerRow, LiveLedger
from journal.ledger.fitting import Failure, InsertSimulation, Unpredictable, comparable
from journal.ledger.shape import LedgerColumn

_SECOND = 1000
NO_SCHEMA = "it may not CREATE a schema"
_CALENDAR_CYCLE = 146_097 * 86_400  # 400 years, after which the Gregorian calendar is the same again


@dataclass(frozen=True)
class LocalMigration:
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


def local_migrations(folder: Folder) -> tuple[LocalMigration, ...]:
    """The journal's entries as Drizzle knows them; the hash of a file that is not there is empty."""
    files = folder.by_tag
    return tuple(
        LocalMigration(entry.tag, entry.when, drizzle_hash(files[entry.tag].raw) if entry.tag in files else "")
        for entry in folder.journal.entries
    )


@dataclass(frozen=True)
class MigratePlan:
    """What will happen. `runs` are the migrations that run, in order; none when it refuses.

    `refused` are the ids of the rows that 1.0 can match with no migration: it stops at them before it runs anything.
    `fails`: a statement of its own fails, so that nothing of `runs` stays. `unknown`: why nobody can tell.
    """

    runs: tuple[LocalMigration, ...]
    refused: tuple[int, ...] = ()
    fails: Failure | None = None
    unknown: str = ""


_Values = Callable[[LocalMigration], Mapping[str, str]]


def pending_v0(migrations: Sequence[LocalMigration], ledger: LiveLedger) -> MigratePlan:
    """drizzle-orm 0.x: every migration whose `when` is above the one row that sorts first.

    Source: `pg-core/dialect.js`: ORDER BY created_at DESC LIMIT 1, NULL first, which then counts as 0.
    """
    first, rights = newest(ledger), ledger.shape.rights
    runs = tuple(one for one in migrations if first is None or first.number < one.when)
    if not (rights.create_schema and rights.create_table and rights.usage):
        return _without_right(runs, "it may not CREATE a table in the schema" if rights.create_schema else NO_SCHEMA)
    return fitted(runs, ledger, values_of_0)


def pending_v1(migrations: Sequence[LocalMigration], ledger: LiveLedger) -> MigratePlan:
    """drizzle-orm 1.0: every migration whose name no row has; rows without names are matched first.

    Source: `pg-core/async/session.js`, `up-migrations/pg.js` and `migrator.utils.js`.
    """
    ordered, rights = sorted(dict.fromkeys(migrations), key=lambda one: one.name), ledger.shape.rights
    known_as = Matcher(ordered)
    matched = [(row, known_as.match(row)) for row in ledger.rows if not ledger.named]
    names = {row.name for row in ledger.rows} if ledger.named else set(_names(matched).values())
    runs = tuple(one for one in ordered if one.name not in names)
    if not rights.create_schema or not (ledger.exists or (rights.create_table and rights.usage)):
        return _without_right(runs, "it may not CREATE a table in the schema" if rights.create_schema else NO_SCHEMA)
    unmatched = tuple(row.id for row, one in matched if one is None)
    if unmatched:
        return MigratePlan((), unmatched)
    stopped = _upgrade(runs, ledger, matched) if ledger.exists and not ledger.named else None
    return stopped or fitted(runs, ledger, values_of_1)


def values_of_0(one: LocalMigration) -> Mapping[str, str]:
    """What 0.x inserts."""
    return {"hash": one.hash, "created_at": str(one.when)}


def values_of_1(one: LocalMigration) -> Mapping[str, str]:
    """What 1.0 inserts."""
    return {"hash": one.hash, "created_at": str(one.second), "name": one.name}


def newest(ledger: LiveLedger) -> LedgerRow | None:
    """The row that PostgreSQL sorts first by `created_at`, downwards: one without comes before all others."""
    if ledger.first:
        return ledger.first
    empty = next((row for row in ledger.rows if row.created_at is None), None)
    return empty or max(ledger.rows, key=lambda row: row.created_at or 0, default=None)


def _upgrade(
    runs: tuple[LocalMigration, ...], ledger: LiveLedger, matched: Sequence[tuple[LedgerRow, LocalMigration | None]]
) -> MigratePlan | None:
    """What stops 1.0 while it adds its columns, and gives each row the name of its migration."""
    shape, touched = ledger.shape, [row for row, _ in matched if row.id is not None]
    moment = shape.by_name.get("applied_at")
    if not shape.rights.alter:
        return _without_right(runs, "it may not ALTER the ledger, which is for its owner")
    if shape.odd_update or (matched and shape.odd):
        return MigratePlan(runs, unknown=(*shape.odd_update, *shape.odd)[0])
    if matched and moment and moment.fixed:
        return MigratePlan(runs, fails=Failure("428C9", "applied_at is generated"))
    if matched and not shape.rights.update:
        return _without_right(runs, "it may not UPDATE the ledger")
    if touched and moment and moment.required:
        return MigratePlan(runs, fails=Failure("23502", "applied_at is NOT NULL"))
    by_id: dict[int, set[LocalMigration | None]] = {}
    for row, one in matched:
        by_id.setdefault(row.id, set()).add(one)
    equal = next((id_ for id_, several in by_id.items() if id_ is not None and len(several) > 1), None)
    return MigratePlan(runs, unknown=f"several rows with the id {equal}") if equal is not None else None


def _names(matched: Sequence[tuple[LedgerRow, LocalMigration | None]]) -> dict[int, str]:
    """The name that each id gets; a row without one gets none."""
    return {row.id: one.name for row, one in matched if one and row.id is not None}


def fitted(runs: Sequence[LocalMigration], ledger: LiveLedger, values: _Values) -> MigratePlan:
    """The plan, with what PostgreSQL says to the rows that are inserted."""
    if not ledger.shape.columns:
        return MigratePlan(tuple(runs))
    columns = {**ledger.shape.by_name, **({} if ledger.named else {"name": LedgerColumn("name", "text")})}
    fitting = InsertSimulation(
        replace(ledger.shape, columns=tuple(columns.values())), [_known(columns, row) for row in ledger.rows]
    )
    try:
        found = (fitting.insert(values(one), one.tag) for one in runs)
        return MigratePlan(tuple(runs), fails=next((failure for failure in found if failure), None))
    except Unpredictable as why:
        return MigratePlan(tuple(runs), unknown=str(why))


def _known(columns: Mapping[str, LedgerColumn], row: LedgerRow) -> dict[str, object]:
    values = {
        "id": row.id,
        "hash": row.hash,
        "created_at": row.created_at if row.raw is None else row.raw,
        "name": row.name,
    }
    return {name: comparable(columns[name], value) for name, value in values.items()}


def _without_right(runs: tuple[LocalMigration, ...], why: str) -> MigratePlan:
    return MigratePlan(runs, fails=Failure("42501", why, of_role=True))


class Matcher:
    """The migration that 1.0 takes an old row for: by its second, when one alone has it, else by its hash."""

    def __init__(self, migrations: Sequence[LocalMigration]) -> None:
        self.by_second: dict[float, list[LocalMigration]] = {}
        self.by_hash: dict[str, LocalMigration] = {}
        for one in migrations:
            self.by_second.setdefault(one.second, []).append(one)
        for one in sorted(migrations, key=lambda one: (one.second, one.name)):
            self.by_hash[one.hash] = one  # of several the last

    def match(self, row: LedgerRow) -> LocalMigration | None:
        """None where it finds none, and stops."""
        same = self.by_second.get(_cut(row), [])
        if len(same) == 1:
            return same[0]
        if same:
            return next((one for one in same if one.hash == row.hash), None)
        return self.by_hash.get(row.hash)


def _cut(row: LedgerRow) -> float:
    """`created_at` cut to the second as 1.0 does it: as text, its last three characters replaced by zeros."""
    text = row.raw if row.raw is not None else "null" if row.created_at is None else str(row.created_at)
    return javascript.number(text[:-3] + "000")
