"""Indexes and extended statistics.

The keys of an index are composed here: PostgreSQL's own texts take as long as half of all other queries.
"""

from collections.abc import Mapping
from typing import Any

from journal.catalog.assemble.draft import Catalog, Draft
from journal.catalog.quoting import readable
from journal.catalog.values import Column, Index, IndexKey, Statistics
from journal.dataclass import dataclass

_DESCENDING, _NULLS_FIRST = 1, 2  # the bits of pg_index.indoption
_DEFAULT_COLLATION = '"default"'


def add_statistics(draft: Draft) -> None:
    """Add extended statistics."""
    for oid, schema, name, owner, definition, target in draft.rows["statistics"]:
        draft.add(Statistics(schema, name, definition, target), Catalog.STATISTIC, oid, owner)


def add_indexes(draft: Draft) -> None:
    """Add indexes, except those of constraints, and those of partitions that belong to the parent's index."""
    classes = {
        oid: (name if schema == "pg_catalog" else readable((schema, name)), is_default)
        for oid, schema, name, is_default in draft.rows["operator_classes"]
    }
    for _, table, row in draft.with_relation("indexes"):
        oid, relation, schema, name, unique, method, count, numbers, *keyed, where, distinct = row[:14]
        options, tablespace, valid = row[14:]
        columns = [draft.columns[relation, number] if number else None for number in numbers]
        settings = {column[1]: column[8] for column in draft.columns_by_relation.get(oid, ())}
        keys = _Keys(draft, classes, *keyed)
        index = Index(
            schema,
            name,
            table,
            unique,
            method,
            tuple([keys.key(place, columns[place], settings.get(place + 1)) for place in range(count)]),
            tuple([column[3] for column in columns[count:] if column]),
            distinct,
            where,
            tuple(sorted(options)) if options else (),
            tablespace,
            valid,
        )
        draft.add(index, Catalog.CLASS, oid)


@dataclass(frozen=True, slots=True)
class _Keys:
    """What pg_index has about the keys of one index, each a list by the number of the key.

    `classes`: the name of each operator class, and whether it is a default one.
    """

    draft: Draft
    classes: Mapping[int, tuple[str, bool]]
    bits: list[int]
    operator_classes: list[int]
    collations: list[str | None] | None
    expressions: list[str] | None

    def key(self, place: int, column: tuple[str, ...] | None, settings: list[Any] | None) -> IndexKey:
        """Return one key. `settings`: the last value of its row in the query of columns."""
        operator_class, is_default = self.classes[self.operator_classes[place]]
        parameters = tuple(settings[4] or ()) if settings else ()
        # The collation is named where it is not that of the column, or for an expression the database's.
        item = self.draft.objects.get(column) if column else None
        default = item.collation if isinstance(item, Column) and item.collation else _DEFAULT_COLLATION
        collation = self.collations[place] if self.collations else _DEFAULT_COLLATION
        return IndexKey(
            column[3] if column else "",
            "" if column or not self.expressions else self.expressions[place],
            "" if collation is None or collation == default else collation,
            "" if is_default and not parameters else operator_class,
            parameters,
            bool(self.bits[place] & _DESCENDING),
            bool(self.bits[place] & _NULLS_FIRST),
            settings[3] if settings else "",
        )
