"""A schema while it is built: the objects so far, and which OID is which object."""

from collections.abc import Iterator, Mapping
from dataclasses import field
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from journal.catalog.values import Key, Object
from journal.dataclass import dataclass

Rows = Mapping[str, list[tuple[Any, ...]]]
"""The rows of the queries, by their names in `read.py`."""


class Catalog:
    """The OIDs of the system catalogs, which are the same in every PostgreSQL (`pg_*_d.h`).

    They are plain numbers because the members of an enum are slow, and every object needs one.
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
    """The objects so far.

    `keys`: objects by catalog and OID. `columns`: columns by the OID of the table and their number.
    """

    rows: Rows
    objects: dict[Key, Object] = field(default_factory=dict)
    keys: dict[tuple[int, int], Key] = field(default_factory=dict)
    owners: dict[Key, str] = field(default_factory=dict)
    columns: dict[tuple[int, int], Key] = field(default_factory=dict)
    positions: dict[Key, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def columns_by_relation(self) -> Mapping[int, list[tuple[Any, ...]]]:
        """The rows of the columns of each relation, by its OID, in their order."""
        ordered = sorted(self.rows["columns"], key=itemgetter(0, 1))
        return {oid: list(rows) for oid, rows in groupby(ordered, itemgetter(0))}

    def add(self, item: Object, catalog: int, oid: int, owner: str = "") -> None:
        """Add an object."""
        key = item.key
        self.objects[key] = item
        self.keys[catalog, oid] = key
        if owner:
            self.owners[key] = owner

    def with_relation(self, query: str) -> Iterator[tuple[str, str, tuple[Any, ...]]]:
        """Yield schema and name of the relation whose OID is a row's second value, and the row.

        A relation that is not read is skipped with its rows.
        """
        for row in self.rows[query]:
            key = self.keys.get((Catalog.CLASS, row[1]))
            if key:
                yield key[1], key[2], row
