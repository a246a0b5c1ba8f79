"""DECIDE which migration each row of a ledger records, and what of the row is not as Drizzle would have it. Pure.

Stricter than `states.py`, for what is found here is written: a row that could be either of two is neither.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from journal.ledger.drizzle import LedgerRow, LiveLedger
from journal.ledger.predict import LocalMigration

Forms = Mapping[str, Mapping[str, str]]
"""By tag: the hashes that a file's content has in other forms, each with what alone differs; see `look_alikes`."""


class Wrong(StrEnum):
    """What of a row is not as it should be."""

    CREATED_AT = "created-at"
    HASH = "hash"
    NAME = "no-name"
    TWICE = "twice"
    AMBIGUOUS = "ambiguous"
    FOREIGN = "foreign"


@dataclass(frozen=True)
class IdentifiedRow:
    """A row, and the migration that it records; `local` is None where none, or no single one, can be told.

    `alike` is what alone differs from the file, where the hash is that of another form of it. `twice` is the row that
    records the migration already. `either` are the tags of an ambiguous row.
    """

    row: LedgerRow
    local: LocalMigration | None = None
    named: bool = False
    alike: str | None = None
    twice: LedgerRow | None = None
    either: tuple[str, ...] = ()

    @property
    def wrong(self) -> frozenset[Wrong]:
        """All that is wrong with it. An ambiguous or foreign row is that and nothing else."""
        if self.local is None:
            return frozenset({Wrong.TWICE if self.twice else Wrong.AMBIGUOUS if self.either else Wrong.FOREIGN})
        found = {
            Wrong.CREATED_AT: self.row.created_at != self.local.when,
            Wrong.HASH: self.local.hash not in (self.row.hash, ""),
            Wrong.NAME: self.named and self.row.name is None and not self.twice,
            Wrong.TWICE: self.twice is not None,
        }
        return frozenset(wrong for wrong, is_so in found.items() if is_so)


def identify(migrations: Sequence[LocalMigration], forms: Forms, ledger: LiveLedger) -> tuple[IdentifiedRow, ...]:
    """Tell of each row what it records, in the ledger's order. A file that is not there has an empty hash."""
    search = _RowSearch(migrations, forms, ledger)
    search.by_what_is_certain()
    search.by_hash()
    search.by_moment()
    search.duplicates()
    return tuple(search.found.get(id(row)) or IdentifiedRow(row, named=ledger.named) for row in ledger.rows)


@dataclass
class _RowSearch:
    """What was found so far. A row leaves `rows`, and a migration `waiting`, when it is."""

    migrations: Sequence[LocalMigration]
    forms: Forms
    ledger: LiveLedger
    found: dict[int, IdentifiedRow] = field(default_factory=dict)
    recorded: dict[LocalMigration, LedgerRow] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rows = {id(row): row for row in self.ledger.rows}  # ids may be NULL, or equal
        self.waiting = dict.fromkeys(self.migrations)
        self.by_own_hash = _grouped(self.migrations, lambda one: [one.hash] if one.hash else [])
        self.by_form = _grouped(self.migrations, lambda one: self.forms.get(one.tag, {}))
        self.by_when = _grouped(self.migrations, lambda one: [one.when])

    def by_what_is_certain(self) -> None:
        """Two witnesses: the moment and the hash; or 1.0's name, which is made of the moment and the tag."""
        self._pair(lambda one: [one.name], lambda row: row.name)
        self._pair(lambda one: [(one.when, one.hash)], lambda row: (row.created_at, row.hash))
        self._pair(lambda one: [(one.second, one.hash)], lambda row: (row.created_at, row.hash))
        self._pair(self._moment_and_forms, lambda row: (row.created_at, row.hash))

    def by_hash(self) -> None:
        """The hash alone, where it is that of one migration, or the row's place in the ledger says of which."""
        places, hashes = self._places(), {row.hash for row in self.rows.values()}
        for row in [*self.rows.values()]:
            holders = self._holders(row)
            free = [one for one in holders if one in self.waiting]
            edited = [one for one in self.by_when.get(row.created_at, ()) if one in self.waiting and one not in holders]
            edited = [one for one in edited if one.hash not in hashes]
            if not free:
                continue
            if edited:
                self._leave(row, [*free, *edited])
            elif len(holders) == 1:
                self._take(row, free[0])
            elif places.get(id(row)) in free:
                self._take(row, places[id(row)])
            else:
                self._leave(row, free)

    def by_moment(self) -> None:
        """The moment alone: the file was edited since. Not where two entries have the same."""
        self._pair(lambda one: [one.when] if len(self.by_when[one.when]) == 1 else [], lambda row: row.created_at)

    def duplicates(self) -> None:
        """Rows with the hash of a migration that another row records, or with all that such a row has."""
        equal = {(row.hash, row.created_at): one for one, row in self.recorded.items()}
        for row in [*self.rows.values()]:
            holders = [one for one in self._holders(row) if one in self.recorded]
            same = equal.get((row.hash, row.created_at)) or (holders[0] if len(holders) == 1 else None)
            if same:
                self._take(row, same, twice=self.recorded[same])
            elif holders:
                self._leave(row, holders, twice=self.recorded[holders[0]])

    def _moment_and_forms(self, one: LocalMigration) -> list[object]:
        return [(one.when, hash_) for hash_ in self.forms.get(one.tag, {})]

    def _pair(
        self, of_entry: Callable[[LocalMigration], Iterable[object]], of_row: Callable[[LedgerRow], object]
    ) -> None:
        by_mark = _grouped(self.waiting, of_entry)
        for row in [*self.rows.values()]:
            alike = (one for one in by_mark.get(of_row(row), ()) if one in self.waiting)
            one = next(alike, None)
            if one:
                self._take(row, one)

    def _take(self, row: LedgerRow, one: LocalMigration, twice: LedgerRow | None = None) -> None:
        alike = self.forms.get(one.tag, {}).get(row.hash)
        self.found[id(row)] = IdentifiedRow(row, one, self.ledger.named, alike, twice)
        del self.rows[id(row)]
        if twice is None:
            del self.waiting[one]
            self.recorded[one] = row

    def _leave(self, row: LedgerRow, either: Sequence[LocalMigration], twice: LedgerRow | None = None) -> None:
        self.found[id(row)] = IdentifiedRow(row, twice=twice, either=tuple(one.tag for one in either))
        del self.rows[id(row)]

    def _holders(self, row: LedgerRow) -> list[LocalMigration]:
        return self.by_own_hash.get(row.hash) or self.by_form.get(row.hash) or []

    def _places(self) -> dict[int, LocalMigration]:
        """The migration at each row's place; nothing, where a row that is certain stands at another's."""
        places = {id(row): one for row, one in zip(self.ledger.rows, self.migrations, strict=False)}
        certain = all(places.get(id(row)) == one for one, row in self.recorded.items())
        return places if certain else {}


def _grouped(
    migrations: Iterable[LocalMigration], marks: Callable[[LocalMigration], Iterable[object]]
) -> dict[object, list[LocalMigration]]:
    groups: dict[object, list[LocalMigration]] = {}
    for one in migrations:
        for mark in marks(one):
            groups.setdefault(mark, []).append(one)
    return groups
