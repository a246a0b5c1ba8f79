"""A schema in the making: the values so far, and which OID is which."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from journal.catalog.values import Key, Object

Rows = Mapping[str, list[tuple[Any, ...]]]
"""What the queries gave, by their names in `read.py`."""


class Catalog:
    """The OIDs of the system catalogs, which are the same in every PostgreSQL (`pg_*_d.h`).

    Plain numbers and no enum, whose members take long to come by: one is asked for with every object.
    """

    TYPE: Final = 1247
    PROC: Final = 1255
    CLASS: Final = 1259
    ATTRDEF: Final = 2604
    CONSTRAINT: Final = 2606
    NAMESPACE: Final = 2615
    REWRITE: Final = 2618
    TRIGGER: Final = 2620
    EXTENSION: Final = 3079
    POLICY: Final = 3256
    STATISTIC: Final = 3381
    COLLATION: Final = 3456
    EVENT_TRIGGER: Final = 3466


@dataclass
class Draft:
    """The objects so far. `keys`: the object of a catalog and an OID; `columns`: that of a table's OID and number."""

    rows: Rows
    objects: dict[Key, Object] = field(default_factory=dict)
    keys: dict[tuple[int, int], Key] = field(default_factory=dict)
    owners: dict[Key, str] = field(default_factory=dict)
    columns: dict[tuple[int, int], Key] = field(default_factory=dict)
    positions: dict[Key, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def shapes(self) -> Mapping[int, list[tuple[Any, ...]]]:
        """The rows of the columns of each relation that has some, in their places."""
        placed = sorted(self.rows["columns"], key=itemgetter(0, 1))
        return {oid: list(rows) for oid, rows in groupby(placed, itemgetter(0))}

    def add(self, one: Object, catalog: int, oid: int, owner: str = "") -> None:
        """Take an object in."""
        key = one.key
        self.objects[key] = one
        self.keys[catalog, oid] = key
        if owner:
            self.owners[key] = owner

    def of_relation(self, name: str, place: int) -> Iterator[tuple[tuple[str, str], tuple[Any, ...]]]:
        """The rows of a query whose value at `place` is the OID of a relation that is read, with that one's names."""
        for row in self.rows[name]:
            key = self.keys.get((Catalog.CLASS, row[place]))
            if key:
                yield (key[1], key[2]), row
