"""DECIDE. Two schemas -> their differences, in an order in which the statements run. Pure.

A difference includes what belongs to its object: a missing table with its columns is one difference, and so is an
unexpected one.
"""

from collections.abc import Iterator
from dataclasses import fields

from journal.catalog.ddl.alter import alter
from journal.catalog.ddl.create import create, key_text
from journal.catalog.ddl.drop import drop
from journal.catalog.ddl.tables import alter_column, columns_of, default_of, is_deferred
from journal.catalog.dependencies import PHASE, in_order, is_created_with_parent, is_inherited_difference, parent_of
from journal.catalog.difference import Difference, Weight
from journal.catalog.renames import Renamed, rename, renamed
from journal.catalog.values import OWN_SEQUENCE, Column, Constraint, IndexKey, Key, Object, Schema, Table, Trigger
from journal.catalog.weights import weight_of_change, weight_of_extra, weight_of_missing

_DERIVED = {
    ("column", "inherited"), ("constraint", "columns"), ("view", "columns"), ("materialized view", "columns"),
    ("sequence", "name"),
}  # fmt: skip
_DEFAULT = ("column", "default")
_FACETS_WITH_INDEX = ("clustered on", "identified by")


def compare(expected: Schema, actual: Schema) -> tuple[Difference, ...]:
    """Return all differences. Each `sql` brings the actual side nearer to the expected one.

    Renames come first, then drops, then creations and changes, each after what it needs; drops of functions are last.
    """
    return tuple(_Comparison(expected, actual).differences())


def distance(expected: Schema, actual: Schema) -> int:
    """Return how many objects differ. Those of a missing or unexpected table count one by one."""
    common = sum(expected.objects.get(key) == item for key, item in actual.objects.items())
    return len(expected.objects) + len(actual.objects) - 2 * common


class _Comparison:
    """Two schemas. `pairs`: the actual key of each expected key that exists on the actual side."""

    def __init__(self, expected: Schema, actual: Schema) -> None:
        self.expected, self.actual = expected, actual
        self.names: Renamed = renamed(expected, actual)
        self.pairs = {self.names.expected(key): key for key in actual.objects}

    def differences(self) -> Iterator[Difference]:
        for old, new in self.names.keys.items():
            item, sql = self.expected.objects[new], rename(self.actual.objects[old], new[-1])
            yield Difference(item.kind, item.title, Weight.NAME, new[-1], old[-1], "name", sql)
        extra = list(self._extra())
        yield from (difference for difference in extra if difference.kind != "function")
        yield from self._missing_and_changed()
        yield from (difference for difference in extra if difference.kind == "function")
        unread = self.expected.unread, self.actual.unread
        for kind in sorted(unread[0].keys() | unread[1].keys()):
            expected, actual = (str(side.get(kind, 0)) for side in unread)
            if expected != actual:
                hazard = "objects of this kind are not compared"
                yield Difference(kind, "all of them", Weight.SURROUNDINGS, expected, actual, "number", None, hazard)

    def _extra(self) -> Iterator[Difference]:
        """Yield the unexpected objects that do not belong to another unexpected one."""
        expected, actual = self.expected.objects, self.actual.objects
        phases = []
        for key in (key for new, key in self.pairs.items() if new not in expected):
            parent = parent_of(key, self.actual)
            while parent and parent in actual and self.names.expected(parent) in expected:
                parent = parent_of(parent, self.actual)
            is_outermost = parent is None or parent not in actual
            if is_outermost and not is_inherited_difference(actual[key], self.actual, expected):
                phases.append((_phase(actual[key]), key))
        for _, key in reversed(in_order(phases, self.actual.needs)):
            item = actual[key]
            weight = weight_of_extra(item, self.expected)
            if weight:
                yield Difference(item.kind, item.title, weight, None, create(item, self.actual), "", *drop(item))

    def _missing_and_changed(self) -> Iterator[Difference]:
        found: dict[Key, list[Difference]] = {}
        for key, item in self.expected.objects.items():
            other = self.actual.objects[self.pairs[key]] if key in self.pairs else None
            if item == other and not isinstance(item, Table):
                continue
            differences = list(self._changes(item, other) if other else self._missing(item))
            if differences:
                found[key] = differences
        phases = [(_phase(self.expected.objects[key]), key) for key in found]
        ordered = [difference for _, key in in_order(phases, self.expected.needs) for difference in found[key]]
        # The settings of a table that name an index, and defaults that call a function, need all other objects.
        yield from sorted(ordered, key=lambda it: it.facet in _FACETS_WITH_INDEX or (it.kind, it.facet) == _DEFAULT)

    def _missing(self, item: Object) -> Iterator[Difference]:
        is_included = is_created_with_parent(item, self.expected, self.pairs)
        weight = None if is_included else weight_of_missing(item, self.actual, self.pairs)
        if not is_included and not weight:
            return
        if weight:
            sql = create(item, self.expected)
            yield Difference(item.kind, item.title, weight, sql, None, "", sql)
        if isinstance(item, Column) and is_deferred(item, self.expected):
            default = default_of(item, self.expected)
            sql = f"{alter_column(item)} SET DEFAULT {default};"
            yield Difference(item.kind, item.title, Weight.REAL, default, "none", "default", sql)
        if isinstance(item, Table):
            for facet, value in zip(_FACETS_WITH_INDEX, (item.clustered_on, item.identified_by), strict=True):
                if value not in ("", "FULL", "NOTHING"):
                    change = alter(item, item, facet, self.expected)
                    yield Difference(item.kind, item.title, Weight.REAL, value, "none", facet, *change)

    def _changes(self, item: Object, other: Object) -> Iterator[Difference]:
        for field in fields(item):
            facet = field.name.replace("_", " ")
            expected, actual = getattr(item, field.name), getattr(other, field.name)
            if field.name in item.named_by or (item.kind, field.name) in _DERIVED:
                continue
            if facet in _FACETS_WITH_INDEX:
                actual = self.names.index(item.key[1], actual)
            if expected != actual:
                if isinstance(item, Column) and facet == "default" and expected == OWN_SEQUENCE:
                    expected = default_of(item, self.expected)
                change = alter(item, other, facet, self.expected)
                texts = _text(expected), _text(actual)
                yield Difference(item.kind, item.title, weight_of_change(item, facet), *texts, facet, *change)
        if not isinstance(item, Table) or not isinstance(other, Table):
            return
        if self.expected.positions.get(item.key) != self.actual.positions.get(other.key):
            tables = (item, self.expected), (other, self.actual)
            sides = [[column.name for column in columns_of(*table)] for table in tables]
            orders = [", ".join(name for name in side if name in sides[0] and name in sides[1]) for side in sides]
            if orders[0] != orders[1]:
                hazard = "PostgreSQL cannot move a column"
                yield Difference("table", item.title, Weight.ORDER, orders[0], orders[1], "column order", None, hazard)


def _phase(item: Object) -> int:
    if isinstance(item, Constraint) and item.type == "foreign key":
        return PHASE["foreign key"]
    is_copy = isinstance(item, Trigger) and not item.definition
    return PHASE["event trigger" if is_copy else item.kind]


def _text(value: object, separator: str = ", ") -> str:
    if isinstance(value, IndexKey):
        return key_text(value)
    if value is None or value in ("", ()):
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return separator.join(_text(part, " ") for part in value) if isinstance(value, tuple) else str(value)
