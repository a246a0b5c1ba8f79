"""Indexes. Their keys are put together here: PostgreSQL's own texts of them take it as long as half of all the rest."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from journal.catalog.assemble.draft import Catalog, Draft
from journal.catalog.frozen import value
from journal.catalog.quoting import readable
from journal.catalog.values import Column, Index, IndexKey

_DESCENDING, _NULLS_FIRST = 1, 2  # the bits of pg_index.indoption
_USUAL = '"default"'


def indexes(draft: Draft) -> None:
    """Indexes, but for those that a constraint made, and those of partitions that came with their parent's."""
    classes = {row[0]: _Class(*row[1:]) for row in draft.rows["operator_classes"]}
    for (_, table), row in draft.of_relation("indexes", 1):
        oid, relation, schema, name, unique, method, count, listed, *keyed, where, distinct = row[:14]
        options, tablespace, valid = row[14:]
        columns = [draft.columns[relation, number] if number else None for number in listed]
        settings = {row[1]: row[8] for row in draft.shapes.get(oid, ())}
        keys = _Keys(draft, classes, *keyed)
        one = Index(
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
        draft.add(one, Catalog.CLASS, oid)


@dataclass(frozen=True, slots=True)
class _Class:
    """An operator class."""

    schema: str
    name: str
    is_default: bool

    @property
    def title(self) -> str:
        return self.name if self.schema == "pg_catalog" else readable((self.schema, self.name))


@value(frozen=True, slots=True)
class _Keys:
    """What pg_index says of the keys of one index, each a list by place."""

    draft: Draft
    classes: Mapping[int, _Class]
    bits: list[int]
    operator_classes: list[int]
    collations: list[str | None] | None
    expressions: list[str] | None

    def key(self, place: int, column: tuple[str, ...] | None, settings: list[Any] | None) -> IndexKey:
        """`settings`: the last value of the index's own row among the columns."""
        class_ = self.classes[self.operator_classes[place]]
        parameters = tuple(settings[4] or ()) if settings else ()
        return IndexKey(
            column[3] if column else "",
            "" if column or not self.expressions else self.expressions[place],
            self._collation(place, column),
            "" if class_.is_default and not parameters else class_.title,
            parameters,
            bool(self.bits[place] & _DESCENDING),
            bool(self.bits[place] & _NULLS_FIRST),
            settings[3] if settings else "",
        )

    def _collation(self, place: int, column: tuple[str, ...] | None) -> str:
        """That of the key, where it is not the column's; an expression's counts as the database's."""
        own = self.draft.objects.get(column) if column else None
        usual = own.collation if isinstance(own, Column) and own.collation else _USUAL
        found = self.collations[place] if self.collations else _USUAL
        return "" if found is None or found == usual or (not self.collations and usual == _USUAL) else found
