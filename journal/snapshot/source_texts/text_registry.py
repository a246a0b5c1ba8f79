"""The texts known so far, by the object they belong to; they move with it, and go with it. No SQL is read here."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from journal.catalog.values import Key

Relation = tuple[str, str]
"""Schema and name of a table, view or index."""

NO_TEXTS: Mapping[str, str] = MappingProxyType({})
_ROW_SECURITY = "row_security"
"""The facet of a table that one migration enables row level security; forgotten with the next."""
_OF_RELATIONS = ("table", "view", "materialized view", "index", "sequence")


@dataclass(frozen=True)
class ObjectTexts:
    """An object's texts by their facet. `on` is the table that it belongs to; of a view, the view itself."""

    on: Relation
    texts: Mapping[str, str]


@dataclass
class TextRegistry:
    """What the statements so far have made. `path` is the search_path that they left."""

    path: tuple[str, ...] = ("public",)
    objects: dict[Key, ObjectTexts] = field(default_factory=dict)
    dropped: set[Key] = field(default_factory=set)
    """The columns that this migration has dropped."""
    has_enabled: bool = False
    """Whether it enables row security anywhere."""
    renamed: dict[Relation, Relation] = field(default_factory=dict)
    """What relations were called before this migration, by what they are called now."""

    def made(self, schema: str, name: str) -> Relation:
        """What a name is that something new gets: without a schema, the path's first."""
        return schema or next(iter(self.path), "public"), name

    def found(self, schema: str, name: str) -> Relation:
        """What a name finds: without a schema, the first on the path that has a relation of this name."""
        places = [schema] if schema else list(self.path)
        known = (one for one in places if any((kind, one, name) in self.objects for kind in _OF_RELATIONS))
        return next(known, next(iter(places), "public")), name

    def put(self, key: Key, on: Relation, texts: Mapping[str, str] = NO_TEXTS) -> None:
        """An object as it is made."""
        self.objects[key] = ObjectTexts(on, texts)

    def say(self, key: Key, on: Relation, facet: str, text: str | None) -> None:
        """One more text of an object, or that there is none any more."""
        texts = {name: said for name, said in self.of(key).items() if name != facet}
        self.put(key, on, texts if text is None else texts | {facet: text})

    def of(self, key: Key) -> Mapping[str, str]:
        """An object's texts by facet."""
        found = self.objects.get(key)
        return found.texts if found else NO_TEXTS

    def begin(self) -> None:
        """A migration begins: what counted for the last one alone is forgotten."""
        self.dropped.clear()
        self.renamed.clear()
        if self.has_enabled:
            for key in [key for key, one in self.objects.items() if _ROW_SECURITY in one.texts]:
                self.say(key, self.objects[key].on, _ROW_SECURITY, None)
        self.has_enabled = False

    def enable_row_security(self, on: Relation) -> None:
        """This migration enables it on a table."""
        self.say(("table", *on), on, _ROW_SECURITY, "enabled")
        self.has_enabled = True

    def standing(self, on: Relation) -> Iterator[str]:
        """The names of a table's indexes and constraints that no statement has dropped."""
        return (key[-1] for key, one in self.objects.items() if one.on == on and key[0] in ("index", "constraint"))

    def rename(self, old: Relation, new: Relation) -> None:
        """A relation has another name, or is in another schema."""
        self.renamed[new] = self.renamed.pop(old, old)

    def drop(self, goes: Callable[[Key, ObjectTexts], bool]) -> None:
        """Forget what goes."""
        self.objects = {key: one for key, one in self.objects.items() if not goes(key, one)}

    def change(self, change: Callable[[Key, ObjectTexts], tuple[Key, ObjectTexts]]) -> None:
        """Every object under the key, and with the texts, that it has from now on."""
        self.objects = dict(change(key, one) for key, one in self.objects.items())
