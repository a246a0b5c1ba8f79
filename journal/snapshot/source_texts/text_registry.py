"""The texts known so far, by the object that they belong to. They follow it when it is renamed. No SQL is read here."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from types import MappingProxyType

from journal.catalog.values import Key
from journal.dataclass import dataclass

Relation = tuple[str, str]
"""Schema and name of a table, view, index or sequence."""

NO_TEXTS: Mapping[str, str] = MappingProxyType({})
NOT_SQL = frozenset((
    "not_null", "with", "concurrently", "to", "tablespace", "name", "by_kit", "recreated", "key", "was_key",
    "was_serial", "cycle", "merged", "name_of_merged", "type_by_hand", "default_by_hand",
))  # fmt: skip
"""The facets whose texts are neither an expression, a type nor a query."""

_RELATION_KINDS = ("table", "view", "materialized view", "index", "sequence")


@dataclass(frozen=True)
class ObjectTexts:
    """An object's texts, by facet. `on`: the table that it belongs to; for a view, the view itself."""

    on: Relation
    texts: Mapping[str, str]


@dataclass
class TextRegistry:
    """What the statements so far have created. `path`: the search_path that they left.

    Facets with a text of the files: a column has type, default, generated and not_null (NOT NULL or empty); a check
    has check; an index has column:N (its key N from 0, with all of its text), where, with and
    concurrently; a policy has to, using and with_check; a view has definition, a materialized one also using and
    tablespace. A constraint and an index have name where PostgreSQL cut it. type_by_hand and default_by_hand on a
    column tell that the text is not in drizzle-kit's style.

    Facets for what drizzle-kit's model has and its SQL does not say: by_kit on a column whose type drizzle-kit wrote,
    on a primary key whose name it wrote (key has the columns, a line each), and on an index whose columns it quoted.
    recreated on a column that a migration of drizzle-kit dropped and added again: the names of the table's indexes and
    constraints that it did not drop. was_key on a column of a dropped primary key that drizzle-kit had named.
    was_serial on a column that drizzle-kit gave another type, and which kept the default of a serial. cycle on a
    sequence that drizzle-kit altered without NO CYCLE. row_security on a table where the last migration enables it:
    `enables_row_security`. merged on a constraint that PostgreSQL kept for several: the names of the unique ones that
    it did not keep, a line each; name_of_merged on a primary key that has one of them, because it had no name.
    """

    path: tuple[str, ...] = ("public",)
    objects: dict[Key, ObjectTexts] = field(default_factory=dict)
    dropped: set[Key] = field(default_factory=set)
    """The columns and constraints that this migration has dropped."""
    enables_row_security: set[Relation] = field(default_factory=set)
    """The tables on which this migration enables row security."""
    renamed: dict[Relation, Relation] = field(default_factory=dict)
    """The names of relations before this migration, by their names now."""
    answers: dict[object, str] = field(default_factory=dict)
    """The answers of the server to trials that no later migration can change."""

    def begin_migration(self) -> None:
        """Forget what applies to the last migration only."""
        self.dropped.clear()
        self.renamed.clear()
        self.enables_row_security.clear()

    def new_relation(self, schema: str, name: str) -> Relation:
        """Return the full name of a relation that a statement creates; the default schema is the first of the path."""
        return schema or next(iter(self.path), "public"), name

    def resolve(self, schema: str, name: str) -> Relation:
        """Return the full name of an existing relation, for a name without schema the first match on the path."""
        places = [schema] if schema else list(self.path)
        known = (place for place in places if any((kind, place, name) in self.objects for kind in _RELATION_KINDS))
        return next(known, next(iter(places), "public")), name

    def texts_of(self, key: Key) -> Mapping[str, str]:
        """Return an object's texts, by facet."""
        found = self.objects.get(key)
        return found.texts if found else NO_TEXTS

    def put(self, key: Key, on: Relation, texts: Mapping[str, str] = NO_TEXTS) -> None:
        """Register an object with all of its texts."""
        self.objects[key] = ObjectTexts(on, texts)

    def set_text(self, key: Key, on: Relation, facet: str, text: str | None) -> None:
        """Set one text of an object, or remove it."""
        texts = {name: known for name, known in self.texts_of(key).items() if name != facet}
        self.put(key, on, texts if text is None else texts | {facet: text})

    def indexes_and_constraints(self, on: Relation) -> Iterator[str]:
        """Yield the names of a table's indexes and constraints that no statement has dropped."""
        return (key[-1] for key, item in self.objects.items() if item.on == on and key[0] in ("index", "constraint"))

    def rename(self, old: Relation, new: Relation) -> None:
        """Note that a relation has another name or another schema."""
        self.renamed[new] = self.renamed.pop(old, old)
        if old in self.enables_row_security:
            self.enables_row_security.add(new)

    def drop(self, is_gone: Callable[[Key, ObjectTexts], bool]) -> None:
        """Forget the objects that are gone."""
        self.objects = {key: item for key, item in self.objects.items() if not is_gone(key, item)}

    def change(self, change: Callable[[Key, ObjectTexts], tuple[Key, ObjectTexts]]) -> None:
        """Give every object the key and the texts that `change` returns."""
        self.objects = dict(change(key, item) for key, item in self.objects.items())
