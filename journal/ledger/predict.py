"""Predict the next `migrate`: entries and rows in, a plan out. Pure.

The two generations decide differently: 0.x by one number, 1.0 by name alone, after it has matched every old row.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from functools import cached_property

from journal.dataclass import dataclass
from journal.folder.hashing import drizzle_hash
from journal.folder.read import Folder
from journal.folder.upgrade import upgraded_name
from journal.folder.version_1 import by_locale, in_unknown_order
from journal.ledger.columns import READABLE, LedgerColumn, LedgerRow, js_number
from journal.ledger.insert_simulation import Failure, InsertSimulation, Unpredictable, comparable
from journal.ledger.read import LiveLedger

NO_SCHEMA = "it may not CREATE a schema"
_SECOND = 1000


@dataclass(frozen=True)
class LocalMigration:
    """A migration as both generations know it: its tag, its `when` in milliseconds, and the hash of its file.

    `folder`: its name in the layout of 1.0, else empty.
    """

    tag: str
    when: int
    hash: str
    folder: str = ""

    @cached_property
    def name(self) -> str:
        """The `folder` where there is one, else the one that `drizzle-kit up` of 1.0 makes."""
        return self.folder or upgraded_name(self.tag, self.when)

    @property
    def second(self) -> int:
        """`when` as 1.0 knows it, in milliseconds: the folder's name has seconds only."""
        return self.when // _SECOND * _SECOND


def local_migrations(folder: Folder) -> tuple[LocalMigration, ...]:
    """Return the journal's entries as Drizzle knows them; the hash of a missing file is empty."""
    files, is_v1 = folder.by_tag, folder.is_version_1
    return tuple(
        LocalMigration(
            entry.tag,
            entry.when,
            drizzle_hash(files[entry.tag].raw) if entry.tag in files else "",
            entry.tag if is_v1 else "",
        )
        for entry in folder.journal.entries
    )


@dataclass(frozen=True)
class MigratePlan:
    """What will happen. `runs` are the migrations that run, in order; none when it refuses to start.

    `refused` are the ids of the rows that 1.0 matches with no migration: it stops before it runs anything.
    `fails`: a statement of its own fails, and `runs` is rolled back. `unknown`: why this cannot be predicted. `either`:
    the names of two folders, of which 1.0 gives a row the one or the other, so that this cannot be predicted either.
    """

    runs: tuple[LocalMigration, ...]
    refused: tuple[int, ...] = ()
    fails: Failure | None = None
    unknown: str = ""
    either: tuple[str, str] | None = None

    @property
    def stopped(self) -> str:
        """Why nothing of `runs` stays; empty if all of it does."""
        if self.either:
            return f"cannot be predicted: a row belongs to {self.either[0]} or to {self.either[1]}"
        if self.unknown:
            return f"cannot be predicted: the ledger has {self.unknown}"
        return f"fails with {self.fails.where}, and nothing runs: {self.fails.why}" if self.fails else ""


def next_migrates(migrations: Sequence[LocalMigration], ledger: LiveLedger) -> tuple[MigratePlan, MigratePlan]:
    """Predict 0.x and 1.0. Migrations without a file are not considered: no `migrate` starts with one."""
    existing = [migration for migration in migrations if migration.hash]
    return pending_v0(existing, ledger), pending_v1(existing, ledger)


def pending_v0(migrations: Sequence[LocalMigration], ledger: LiveLedger) -> MigratePlan:
    """Predict drizzle-orm 0.x: it runs every migration whose `when` is above the one row that sorts first.

    Source: `pg-core/dialect.js`: ORDER BY created_at DESC LIMIT 1, NULL first, which then counts as 0.
    """
    first, rights = newest(ledger), ledger.shape.rights
    runs = tuple(migration for migration in migrations if first is None or first.number < migration.when)
    if not (rights.create_schema and rights.create_table and rights.usage):
        return _without_right(runs, "it may not CREATE a table in the schema" if rights.create_schema else NO_SCHEMA)
    return simulate(runs, ledger, 0)


def pending_v1(migrations: Sequence[LocalMigration], ledger: LiveLedger) -> MigratePlan:
    """Predict drizzle-orm 1.0: it runs every migration whose name no row has; rows without names are matched first.

    The migrations run in the order of their names; after that match, which sorts them again, in that of their moments.

    Source: `pg-core/async/session.js`, `up-migrations/pg.js` and `migrator.utils.js`.
    """
    ordered = sorted(dict.fromkeys(migrations), key=lambda one: by_locale(one.name))
    rights = ledger.shape.rights
    matcher = Matcher(ordered)
    matched = [] if ledger.named else [(row, matcher.match(row)) for row in ledger.rows]
    ordered = matcher.ordered if ledger.exists and not ledger.named else ordered
    # Each id gets the name of the last match; a row without an id gets none.
    by_id = {row.id: migration.name for row, migration in matched if migration and row.id is not None}
    names = {row.name for row in ledger.rows} if ledger.named else set(by_id.values())
    runs = tuple(migration for migration in ordered if migration.name not in names)
    if not rights.create_schema or not (ledger.exists or (rights.create_table and rights.usage)):
        return _without_right(runs, "it may not CREATE a table in the schema" if rights.create_schema else NO_SCHEMA)
    unmatched = tuple(row.id for row, migration in matched if migration is None)
    if unmatched:
        return MigratePlan((), unmatched)
    either = next(filter(None, (matcher.either(migration) for _, migration in matched if migration)), None)
    if either:
        return MigratePlan(runs, either=either)
    stopped = _upgrade(runs, ledger, matched) if ledger.exists and not ledger.named else None
    return stopped or simulate(runs, ledger, 1)


def newest(ledger: LiveLedger) -> LedgerRow | None:
    """Return the row that PostgreSQL sorts first by `created_at` DESC, where NULL comes before all others."""
    if ledger.first:
        return ledger.first
    empty = next((row for row in ledger.rows if row.created_at is None), None)
    return empty or max(ledger.rows, key=lambda row: row.created_at or 0, default=None)


def simulate(runs: Sequence[LocalMigration], ledger: LiveLedger, generation: int) -> MigratePlan:
    """Return the plan with PostgreSQL's verdict on the rows that drizzle-orm of a generation, 0 or 1, inserts."""
    if not ledger.shape.columns:
        return MigratePlan(tuple(runs))
    columns = {**ledger.shape.by_name, **({} if ledger.named else {"name": LedgerColumn("name", "text")})}

    def stored(row: LedgerRow) -> dict[str, object]:
        values = {name: getattr(row, name) for name in READABLE}
        values["created_at"] = row.created_at if row.raw is None else row.raw
        return {name: comparable(columns[name], value) for name, value in values.items()}

    def inserted(migration: LocalMigration) -> dict[str, str]:
        values = {"hash": migration.hash, "created_at": str(migration.second if generation else migration.when)}
        return values | ({"name": migration.name} if generation else {})

    shape = replace(ledger.shape, columns=tuple(columns.values()))
    simulation = InsertSimulation(shape, [stored(row) for row in ledger.rows])
    try:
        found = (simulation.insert(inserted(migration), migration.tag) for migration in runs)
        return MigratePlan(tuple(runs), fails=next((failure for failure in found if failure), None))
    except Unpredictable as why:
        return MigratePlan(tuple(runs), unknown=str(why))


def _upgrade(
    runs: tuple[LocalMigration, ...], ledger: LiveLedger, matched: Sequence[tuple[LedgerRow, LocalMigration | None]]
) -> MigratePlan | None:
    """Return what stops 1.0 while it adds its columns and gives each row the name of its migration; None if nothing."""
    shape, touched = ledger.shape, [row for row, _ in matched if row.id is not None]
    moment = shape.by_name.get("applied_at")
    if not shape.rights.alter:
        return _without_right(runs, "it may not ALTER the ledger, which takes its owner")
    if shape.odd_update or (matched and shape.odd):
        return MigratePlan(runs, unknown=(*shape.odd_update, *shape.odd)[0])
    if matched and moment and moment.fixed:
        return MigratePlan(runs, fails=Failure("428C9", "applied_at is generated"))
    if matched and not shape.rights.update:
        return _without_right(runs, "it may not UPDATE the ledger")
    if touched and moment and moment.required:
        return MigratePlan(runs, fails=Failure("23502", "applied_at is NOT NULL"))
    pairs = {(row.id, migration) for row, migration in matched if row.id is not None}
    equal = next((id_ for id_, count in Counter(id_ for id_, _ in pairs).items() if count > 1), None)
    return MigratePlan(runs, unknown=f"several rows with the id {equal}") if equal is not None else None


def _without_right(runs: tuple[LocalMigration, ...], why: str) -> MigratePlan:
    return MigratePlan(runs, fails=Failure("42501", why, of_role=True))


class Matcher:
    """Finds the migration of an old row as 1.0 does: by its second if only one has it, else by its hash."""

    def __init__(self, migrations: Sequence[LocalMigration]) -> None:
        self.by_second: dict[float, list[LocalMigration]] = {}
        for migration in migrations:
            self.by_second.setdefault(migration.second, []).append(migration)
        self.ordered = sorted(migrations, key=lambda one: (one.second, by_locale(one.name)))
        self.by_hash = {migration.hash: migration for migration in self.ordered}  # of several the last

    def match(self, row: LedgerRow) -> LocalMigration | None:
        """Return None if it finds none, and stops. It replaces the last three characters of `created_at` by zeros."""
        text = row.raw if row.raw is not None else "null" if row.created_at is None else str(row.created_at)
        same = self.by_second.get(js_number(text[:-3] + "000"), [])
        if len(same) == 1:
            return same[0]
        if same:
            return next((migration for migration in same if migration.hash == row.hash), None)
        return self.by_hash.get(row.hash)

    def either(self, matched: LocalMigration) -> tuple[str, str] | None:
        """Return two names of the second and the hash of a match, if the order of names that decides is not known."""
        alike = [one.name for one in self.by_second[matched.second] if one.hash == matched.hash]
        return in_unknown_order(alike)


class Harm(StrEnum):
    """AGAIN: it runs an applied migration. SKIPPED: it skips one that was not applied. REFUSED: it stops at a row."""

    AGAIN = "again"
    SKIPPED = "skipped"
    REFUSED = "refused"


@dataclass(frozen=True)
class Forecast:
    """One harm. `generation` is 0 or 1; it concerns the migration `tag`, or the `row` if it is REFUSED."""

    harm: Harm
    generation: int
    tag: str = ""
    row: int | None = None

    @property
    def version(self) -> str:
        """`0.x` or `1.0`."""
        return "1.0" if self.generation else "0.x"


def forecast(
    migrations: Sequence[LocalMigration], recorded: frozenset[LocalMigration], ledger: LiveLedger
) -> tuple[Forecast, ...]:
    """Return every harm in the journal's order. `recorded` are the migrations that the ledger counts as applied."""
    plans = next_migrates(migrations, ledger)
    refused = plans[1].refused
    found = []
    for generation, plan in enumerate(plans[:1] if refused else plans):
        runs = frozenset(plan.runs)
        for migration in migrations:
            if migration.hash and (migration in recorded) == (migration in runs):
                found.append(Forecast(Harm.AGAIN if migration in runs else Harm.SKIPPED, generation, migration.tag))
    return (*found, *(Forecast(Harm.REFUSED, 1, row=row) for row in refused))
