"""DECIDE. Two schemas -> their differences, in an order in which their statements run. Pure.

What hangs on an object that is on one side only is part of that difference: the columns of a missing table are in its
statement, and those of an unexpected one are not told one by one.
"""

from collections.abc import Iterable, Iterator
from dataclasses import fields

from journal.catalog.ddl.alter import alter
from journal.catalog.ddl.create import create
from journal.catalog.ddl.drop import drop
from journal.catalog.ddl.indexes import key_text
from journal.catalog.ddl.rename import rename
from journal.catalog.ddl.tables import alter_column, columns_of, default_of, is_deferred
from journal.catalog.difference import Difference, Weight
from journal.catalog.names import Renamed, renamed
from journal.catalog.order import PHASE, in_order
from journal.catalog.parents import is_of_parent, is_within, parent_of
from journal.catalog.values import OWN_SEQUENCE, Column, Constraint, IndexKey, Key, Object, Schema, Table, Trigger
from journal.catalog.weights import weight_of_change, weight_of_extra, weight_of_missing

_DERIVED = {("column", "inherited"), ("constraint", "columns"), ("view", "columns"),
            ("materialized view", "columns"), ("sequence", "name")}  # fmt: skip


def compare(expected: Schema, actual: Schema) -> tuple[Difference, ...]:
    """All differences; none when the two are the same. Each `sql` brings the actual side nearer to the expected.

    First what is renamed, then what goes, then what comes and changes, each after what it needs; functions go last.
    """
    return tuple(_Comparison(expected, actual).differences())


def distance(expected: Schema, actual: Schema) -> int:
    """How many objects are not the same, those of a missing or an unexpected table counted one by one."""
    common = sum(expected.objects.get(key) == one for key, one in actual.objects.items())
    return len(expected.objects) + len(actual.objects) - 2 * common


class _Comparison:
    """Two schemas, and which objects of them belong together."""

    def __init__(self, expected: Schema, actual: Schema) -> None:
        self.expected, self.actual = expected, actual
        self.names: Renamed = renamed(expected, actual)
        self.pairs = {self.names.expected(key): key for key in actual.objects}

    def differences(self) -> Iterator[Difference]:
        yield from self._renames()
        extra = list(self._extra())
        yield from (one for one in extra if one.kind != "function")
        yield from self._coming()
        yield from (one for one in extra if one.kind == "function")
        yield from self._unread()

    def _unread(self) -> Iterator[Difference]:
        """Of the kinds that are not read, only how many there are can be told."""
        counts = self.expected.unread, self.actual.unread
        for kind in sorted(counts[0].keys() | counts[1].keys()):
            wanted, found = (str(side.get(kind, 0)) for side in counts)
            if wanted != found:
                hazard = "objects of this kind are not compared"
                yield Difference(kind, "all of them", Weight.SURROUNDINGS, wanted, found, "number", None, hazard)

    def _renames(self) -> Iterator[Difference]:
        for old, new in self.names.keys.items():
            one = self.expected.objects[new]
            yield Difference(
                one.kind, one.title, Weight.NAME, new[-1], old[-1], "name", rename(self.actual.objects[old], new[-1])
            )

    def _extra(self) -> Iterator[Difference]:
        keys = [key for new, key in self.pairs.items() if new not in self.expected.objects]
        phases = [(_phase(self.actual.objects[key]), key) for key in self._outermost(keys, self.actual, self.expected)]
        for _, key in reversed(in_order(phases, self.actual.needs)):
            one = self.actual.objects[key]
            weight = weight_of_extra(one, self.expected)
            if weight:
                sql, hazard = drop(one)
                told = create(one, self.actual)
                yield Difference(one.kind, one.title, weight, None, told, "", sql, hazard)

    def _outermost(self, keys: Iterable[Key], here: Schema, there: Schema) -> Iterator[Key]:
        """Those that do not hang on another which is on this side only."""
        for key in keys:
            if is_of_parent(here.objects[key], here, there.objects):
                continue
            home = parent_of(key, here)
            while home and home in here.objects and self.names.expected(home) in there.objects:
                home = parent_of(home, here)
            if home is None or home not in here.objects:
                yield key

    def _coming(self) -> Iterator[Difference]:
        found: dict[Key, list[Difference]] = {}
        for key, one in self.expected.objects.items():
            other = self.actual.objects[self.pairs[key]] if key in self.pairs else None
            if one == other and one.kind != "table":
                continue
            told = list(self._changes(one, other) if other else self._missing(one))
            if told:
                found[key] = told
        phases = [(_phase(self.expected.objects[key]), key) for key in found]
        ordered = [one for _, key in in_order(phases, self.expected.needs) for one in found[key]]
        # What a table says of an index or a function waits for all of them.
        yield from sorted(ordered, key=_waits)

    def _missing(self, one: Object) -> Iterator[Difference]:
        if is_within(one, self.expected, self.pairs):
            if isinstance(one, Column) and is_deferred(one, self.expected):
                yield self._default(one)
            return
        weight = weight_of_missing(one, self.expected, self.actual, self.pairs)
        if not weight:
            return
        sql = create(one, self.expected)
        yield Difference(one.kind, one.title, weight, sql, None, "", sql)
        if isinstance(one, Column) and is_deferred(one, self.expected):
            yield self._default(one)
        if isinstance(one, Table):
            yield from self._table_settings(one)

    def _default(self, one: Column) -> Difference:
        text = default_of(one, self.expected)
        return Difference(
            "column", one.title, Weight.REAL, text, "none", "default", f"{alter_column(one)} SET DEFAULT {text};"
        )

    def _table_settings(self, one: Table) -> Iterator[Difference]:
        """What a missing table says of its indexes, which come after it."""
        for facet, value in (("clustered on", one.clustered_on), ("identified by", one.identified_by)):
            if value and value not in ("FULL", "NOTHING"):
                sql, hazard = alter(one, one, facet, self.expected)
                yield Difference(one.kind, one.title, Weight.REAL, value, "none", facet, sql, hazard)

    def _changes(self, one: Object, other: Object) -> Iterator[Difference]:
        for field in fields(one):
            facet = field.name.replace("_", " ")
            wanted, found = getattr(one, field.name), getattr(other, field.name)
            if field.name in one.named_by or (one.kind, field.name) in _DERIVED:
                continue
            if facet in ("clustered on", "identified by"):
                found = self.names.index(one.key[1], found)
            if wanted != found:
                yield self._change(one, other, facet, (_text(wanted), _text(found)))
        if isinstance(one, Table) and isinstance(other, Table) and self._places(one, other):
            yield from self._order(one, other)

    def _change(self, one: Object, other: Object, facet: str, texts: tuple[str, str]) -> Difference:
        sql, hazard = alter(one, other, facet, self.expected)
        expected, actual = texts
        if isinstance(one, Column) and one.default == OWN_SEQUENCE and facet == "default":
            expected = default_of(one, self.expected)
        return Difference(one.kind, one.title, weight_of_change(one, facet), expected, actual, facet, sql, hazard)

    def _places(self, one: Table, other: Table) -> bool:
        """Whether the columns may stand in other places."""
        return self.expected.positions.get(one.key) != self.actual.positions.get(other.key)

    def _order(self, one: Table, other: Table) -> Iterator[Difference]:
        wanted, found = columns_of(one, self.expected), columns_of(other, self.actual)
        common = {column.name for column in wanted} & {column.name for column in found}
        orders = [", ".join(column.name for column in side if column.name in common) for side in (wanted, found)]
        if orders[0] != orders[1]:
            hazard = "PostgreSQL cannot move a column"
            yield Difference("table", one.title, Weight.ORDER, orders[0], orders[1], "column order", None, hazard)


def _waits(one: Difference) -> bool:
    return one.facet in ("clustered on", "identified by") or (one.kind == "column" and one.facet == "default")


def _phase(one: Object) -> int:
    foreign = isinstance(one, Constraint) and one.type == "foreign key"
    copied = isinstance(one, Trigger) and not one.definition
    return PHASE["foreign key" if foreign else "event trigger" if copied else one.kind]


def _text(value: object) -> str:
    if value is None or value in ("", ()):
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(map(_part, value))
    return str(value)


def _part(one: object) -> str:
    if isinstance(one, IndexKey):
        return key_text(one)
    return " ".join(one) if isinstance(one, tuple) else str(one)
