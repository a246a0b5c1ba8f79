"""DECIDE which migration each row of a ledger records, and what of the row differs from Drizzle's. Pure.

Stricter than `states.py`, because these answers are written: a row that could record either of two records neither.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from enum import StrEnum

from journal.dataclass import dataclass
from journal.ledger.columns import LedgerRow
from journal.ledger.predict import LocalMigration
from journal.ledger.read import LiveLedger

Forms = Mapping[str, Mapping[str, str]]
"""By tag: the hashes of a file's content in other forms, each with the only difference; see `look_alikes`."""


class Wrong(StrEnum):
    """What of a row is wrong."""

    CREATED_AT = "created-at"
    HASH = "hash"
    NAME = "no-name"
    TWICE = "twice"
    AMBIGUOUS = "ambiguous"
    FOREIGN = "foreign"


@dataclass(frozen=True)
class IdentifiedRow:
    """A row, and the migration that it records; `local` is None if there is none, or not exactly one.

    `difference`: the only one between the file and the form of it that has the row's hash. `duplicate_of` is the row
    that records the migration already. `candidates` are the tags of an ambiguous row.
    """

    row: LedgerRow
    local: LocalMigration | None = None
    named: bool = False
    difference: str | None = None
    duplicate_of: LedgerRow | None = None
    candidates: tuple[str, ...] = ()

    @property
    def wrong(self) -> frozenset[Wrong]:
        """All that is wrong with it. An ambiguous or foreign row is that and nothing else."""
        if self.local is None:
            kind = Wrong.AMBIGUOUS if self.candidates else Wrong.FOREIGN
            return frozenset({Wrong.TWICE if self.duplicate_of else kind})
        found = {
            Wrong.CREATED_AT: self.row.created_at != self.local.when,
            Wrong.HASH: self.local.hash not in (self.row.hash, ""),
            Wrong.NAME: self.named and not self.duplicate_of and self._lacks_name(self.local),
            Wrong.TWICE: self.duplicate_of is not None,
        }
        return frozenset(wrong for wrong, is_so in found.items() if is_so)

    def _lacks_name(self, local: LocalMigration) -> bool:
        """Tell whether 1.0 would not find the row: it has no name, or that of a file that was renamed since."""
        is_renamed = self.row.name != local.name and self.row.hash == local.hash
        return self.row.name is None or is_renamed


def identify(migrations: Sequence[LocalMigration], forms: Forms, ledger: LiveLedger) -> tuple[IdentifiedRow, ...]:
    """Return what each row records, in the ledger's order. A missing file has an empty hash."""
    search = _RowSearch(migrations, forms, ledger)
    search.match_certain()
    search.match_hashes()
    search.match_moments()
    search.match_duplicates()
    return tuple(search.found.get(id(row)) or IdentifiedRow(row, named=ledger.named) for row in ledger.rows)


@dataclass
class _RowSearch:
    """The rows found so far. A row leaves `rows`, and a migration `waiting`, when it is found.

    A row is known by its object: ids may be NULL, or equal.
    """

    migrations: Sequence[LocalMigration]
    forms: Forms
    ledger: LiveLedger
    found: dict[int, IdentifiedRow] = field(default_factory=dict)
    recorded: dict[LocalMigration, LedgerRow] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rows = {id(row): row for row in self.ledger.rows}
        self.waiting = dict.fromkeys(self.migrations)
        self.by_own_hash = _grouped(self.migrations, lambda one: [one.hash] if one.hash else [])
        self.by_form = _grouped(self.migrations, lambda one: self.forms.get(one.tag, {}))
        self.by_when = _grouped(self.migrations, lambda one: [one.when])

    def match_certain(self) -> None:
        """Match by moment and hash together, or by 1.0's name, which is made of the moment and the tag."""
        self._pair(lambda one: [one.name], lambda row: row.name)
        self._pair(lambda one: [(one.when, one.hash)], lambda row: (row.created_at, row.hash))
        self._pair(lambda one: [(one.second, one.hash)], lambda row: (row.created_at, row.hash))
        self._pair(
            lambda one: [(one.when, form) for form in self.forms.get(one.tag, {})],
            lambda row: (row.created_at, row.hash),
        )

    def match_hashes(self) -> None:
        """Match by the hash alone, if only one migration has it, or the row's place in the ledger tells which."""
        # The migration at each row's place; nothing if a certain row is at the place of another migration.
        places = {id(row): one for row, one in zip(self.ledger.rows, self.migrations, strict=False)}
        if any(places.get(id(row)) != one for one, row in self.recorded.items()):
            places = {}
        hashes = {row.hash for row in self.rows.values()}
        for row in [*self.rows.values()]:
            holders = self._holders(row)
            free = [one for one in holders if one in self.waiting]
            same_moment = [one for one in self.by_when.get(row.created_at, ()) if one in self.waiting]
            edited = [one for one in same_moment if one not in holders and one.hash not in hashes]
            place = places.get(id(row))
            if free and edited:
                self._leave(row, [*free, *edited])
            elif free and len(holders) == 1:
                self._take(row, free[0])
            elif place is not None and place in free:
                self._take(row, place)
            elif free:
                self._leave(row, free)

    def match_moments(self) -> None:
        """Match by the moment alone, if only one entry has it: the file was edited since."""
        self._pair(lambda one: [one.when] if len(self.by_when[one.when]) == 1 else [], lambda row: row.created_at)

    def match_duplicates(self) -> None:
        """Match rows with the hash of a migration that another row records, or with all that such a row has."""
        equal = {(row.hash, row.created_at): one for one, row in self.recorded.items()}
        for row in [*self.rows.values()]:
            holders = [one for one in self._holders(row) if one in self.recorded]
            same = equal.get((row.hash, row.created_at)) or (holders[0] if len(holders) == 1 else None)
            if same:
                self._take(row, same, duplicate_of=self.recorded[same])
            elif holders:
                self._leave(row, holders, duplicate_of=self.recorded[holders[0]])

    def _pair(
        self, of_migration: Callable[[LocalMigration], Iterable[object]], of_row: Callable[[LedgerRow], object]
    ) -> None:
        by_mark = _grouped(self.waiting, of_migration)
        for row in [*self.rows.values()]:
            migration = next((one for one in by_mark.get(of_row(row), ()) if one in self.waiting), None)
            if migration:
                self._take(row, migration)

    def _take(self, row: LedgerRow, migration: LocalMigration, duplicate_of: LedgerRow | None = None) -> None:
        difference = self.forms.get(migration.tag, {}).get(row.hash)
        self.found[id(row)] = IdentifiedRow(row, migration, self.ledger.named, difference, duplicate_of)
        del self.rows[id(row)]
        if duplicate_of is None:
            del self.waiting[migration]
            self.recorded[migration] = row

    def _leave(
        self, row: LedgerRow, candidates: Sequence[LocalMigration], duplicate_of: LedgerRow | None = None
    ) -> None:
        tags = tuple(migration.tag for migration in candidates)
        self.found[id(row)] = IdentifiedRow(row, duplicate_of=duplicate_of, candidates=tags)
        del self.rows[id(row)]

    def _holders(self, row: LedgerRow) -> list[LocalMigration]:
        return self.by_own_hash.get(row.hash) or self.by_form.get(row.hash) or []


def _grouped(
    migrations: Iterable[LocalMigration], marks: Callable[[LocalMigration], Iterable[object]]
) -> dict[object, list[LocalMigration]]:
    groups: dict[object, list[LocalMigration]] = {}
    for migration in migrations:
        for mark in marks(migration):
            groups.setdefault(mark, []).append(migration)
    return groups
