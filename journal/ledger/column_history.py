"""What migrations make of the columns that they alter, and of row level security, followed one after the other. Pure.

Only what a column surely has is in it: what a block or a function may have altered is not known from there on.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import field
from itertools import pairwise

from journal.dataclass import dataclass
from journal.ledger.followed_object import FollowedObject
from journal.sql.column_changes import OF_TABLES, ColumnChange, Facet


@dataclass(frozen=True)
class FacetValue:
    """What a column has of a facet after a migration; None where that is not known. `altered` by an ALTER COLUMN."""

    tag: str
    value: str | None
    recorded: bool
    altered: bool


@dataclass(frozen=True)
class ColumnSign:
    """What would show that a migration altered a column or a table: one of `after`, and none of `before`.

    Where nothing is known to be `before`, only the absence of `after` shows something of one that is not recorded.
    `recorded`: the ledger records the migration. `needed`: where the column has none of `after`, the migration did not
    run, or a person took it back.
    """

    column: FollowedObject
    facet: Facet
    after: tuple[str, ...]
    before: tuple[str, ...]
    recorded: bool
    needed: bool

    def said(self) -> str:
        """Return what the column has then: `type bigint of column people.id`."""
        value, column = self.after[0], self.column.said(self.column.name)
        words = f"{self.facet} {value}" if self.facet in (Facet.TYPE, Facet.DEFAULT) else value
        return f"{words.removesuffix(' …') if value else _TAKEN[self.facet]} of {column}"


_TAKEN = {facet: "IDENTITY" if facet is Facet.IDENTITY else facet.value for facet in Facet}


@dataclass
class ColumnHistory:
    """The facets of every column that migrations make or alter, in their order."""

    _values: dict[FollowedObject, dict[Facet, list[FacetValue]]] = field(default_factory=dict)
    _altered: dict[str, dict[tuple[FollowedObject, Facet], None]] = field(default_factory=lambda: defaultdict(dict))
    _tied: set[str] = field(default_factory=set)

    def change(self, column: FollowedObject, change: ColumnChange, tag: str, *, recorded: bool) -> None:
        """Add what a migration gives a column; only what it has at the end of the migration counts."""
        values = self._values.setdefault(column, {}).setdefault(change.facet, [])
        altered = change.altered
        # A new table has no row level security; a file that enables it enables it of a table that may be there already.
        if values and values[-1].tag == tag and (values[-1].altered or change.facet not in OF_TABLES):
            altered = values.pop().altered and altered
        values.append(FacetValue(tag, change.value, recorded, altered))
        self._altered[tag][column, change.facet] = None  # a dict, whose order is that of the SQL

    def tie(self, table: str) -> None:
        """Leave out a table whose columns are altered with those of another one."""
        self._tied.add(table)

    def doubt(self, columns: Iterable[FollowedObject], tag: str, *, recorded: bool, facet: Facet | None = None) -> None:
        """Take what the columns have for unknown: all of it, or a facet."""
        for column in columns:
            for one, values in self._values.get(column, {}).items():
                if facet in (None, one):
                    values.append(FacetValue(tag, None, recorded, altered=True))

    def doubt_type(self, name: str, tag: str, *, recorded: bool) -> None:
        """Take the type of the columns of a type for unknown: it was renamed."""
        of = {f"{name}{array}" for array in ("", "[]")}
        found = [one for one, facets in self._values.items() if facets.get(Facet.TYPE, _NEVER)[-1].value in of]
        self.doubt(found, tag, recorded=recorded, facet=Facet.TYPE)

    def doubt_all(self, tag: str, *, recorded: bool) -> None:
        """Take everything for unknown: SQL that is made at run time altered tables."""
        self.doubt([*self._values], tag, recorded=recorded)

    def signs(self, tag: str) -> Iterator[ColumnSign]:
        """Yield what shows that the migration ran, of the columns that are still there."""
        for column, facet in self._altered.get(tag, ()):
            if not column.gone and column.table not in self._tied:
                yield from _signs(column, facet, tag, self._values[column][facet])


_NEVER = [FacetValue("", None, recorded=False, altered=False)]


def _signs(column: FollowedObject, facet: Facet, tag: str, values: list[FacetValue]) -> Iterator[ColumnSign]:
    changes = [values[0], *(now for was, now in pairwise(values) if _differs(was, now))]
    place = next((number for number, one in enumerate(changes) if one.tag == tag and one.altered), None)
    if place is None:
        return
    own, later = changes[place], changes[place + 1 :]
    after = (own.value, *(one.value for one in later))
    recorded = [one.value for one in changes[:place] if one.recorded][-1:] if not own.recorded else []
    before = tuple(dict.fromkeys([*recorded, *(one.value for one in changes[:place][-1:])]))
    if any(one.recorded for one in later) or None in after:
        return
    known = tuple(one for one in before if one is not None) if own.recorded or None not in before else ()
    named = tuple(one for one in after if one is not None and (own.recorded or one not in known))
    if own.value in named:
        yield ColumnSign(column, facet, named, known, own.recorded, needed=not later)


def _differs(was: FacetValue, now: FacetValue) -> bool:
    """Tell whether a value is another one, or shows something that the one before does not."""
    return was.value != now.value or now.value is None or (now.recorded and not was.recorded)
