"""A schema in the making: the values so far, and which OID is which."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from journal.catalog.values import Key, Object

Rows = Mapping[str, list[tuple[Any, ...]]]
"""What the queries gave, by their names in `read.py`."""


class Catalog(IntEnum):
    """The OIDs of the system catalogs, which are the same in every PostgreSQL (`pg_*_d.h`)."""

    TYPE = 1247
    PROC = 1255
    CLASS = 1259
    ATTRDEF = 2604
    CONSTRAINT = 2606
    NAMESPACE = 2615
    REWRITE = 2618
    TRIGGER = 2620
    EXTENSION = 3079
    POLICY = 3256
    STATISTIC = 3381
    COLLATION = 3456
    EVENT_TRIGGER = 3466


@dataclass
class Draft:
    """The objects so far. `keys`: the object of a catalog and an OID; `columns`: that of a table's OID and number."""

    rows: Rows
    objects: dict[Key, Object] = field(default_factory=dict)
    keys: dict[tuple[int, int], Key] = field(default_factory=dict)
    owners: dict[Key, str] = field(default_factory=dict)
    columns: dict[tuple[int, int], Key] = field(default_factory=dict)
    positions: dict[Key, tuple[str, ...]] = field(default_factory=dict)

    def add(self, one: Object, catalog: Catalog, oid: int, owner: str = "") -> None:
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
