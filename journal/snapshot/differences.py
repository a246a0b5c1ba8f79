"""How a snapshot differs from the schema after its entry, of which the replay gives the right snapshot. Pure.

drizzle-kit writes the texts of `schema.ts`, the replay those of the SQL files. Defaults, checks, expressions and
definitions may so differ in their spelling and mean the same; only a difference that no spelling explains counts.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from copy import deepcopy
from fnmatch import fnmatchcase
from typing import Any

from journal.catalog.values import Key
from journal.dataclass import dataclass
from journal.snapshot.constants import CHANGES, SPELLS, compared_constants

Document = Mapping[str, Any]


@dataclass(frozen=True)
class SnapshotDifference:
    """One object, such as `column public.users.email`. `kind`: how the present snapshot differs from the replay.

    `path`: where the object is in the snapshot. `facet` is what differs of an object that both have, with its `present`
    and its `replayed` value.
    """

    object: str
    kind: str
    path: tuple[str, ...] = ()
    facet: str = ""
    present: str = ""
    replayed: str = ""

    def is_named(self, patterns: Iterable[str]) -> bool:
        """Tell whether a pattern names the object, as `--ignore` does: `public.audit`, `table:public.*`."""
        kind, _, title = self.object.rpartition(" ")
        return any(fnmatchcase(text, one) for one in patterns for text in (title, f"{kind}:{title}"))

    def is_only_assumed(self, assumed: Collection[Key]) -> bool:
        """Tell whether the present snapshot has what no entry makes because it was there before the first one.

        `assumed`: the keys of what a platform or the seed SQL has created, and no entry has dropped.
        """
        if self.kind != HAS or not assumed:
            return False
        part, name, *rest = self.path
        names = (name,) if part == "schemas" else tuple(name.split(".", 1))
        if rest:
            part, names = rest[0], (*names, rest[1]) if rest[0] != "indexes" else (names[0], rest[1])
        return any((kind, *names) in assumed for kind in _KINDS[part])

    def __str__(self) -> str:
        if self.kind == LACKS:
            return f"lacks {self.object}"
        if self.kind == HAS:
            return f"has {self.object}, which the entries do not create"
        if not self.present:
            return f"{self.object}: {self.facet} is not {self.replayed}, as after the entry"
        return f"{self.object}: {self.facet} is {self.present}, but {self.replayed} after the entry"


LACKS, HAS = "lacks", "has"


def differences(present: Document, replayed: Document) -> Iterator[SnapshotDifference]:
    """Yield what differs between the content of two snapshots; ids, comments of drizzle-kit and order do not count."""
    for part, noun in _PARTS.items():
        yield from _members(present.get(part), replayed.get(part), f"{noun} ", (part,))
    ours, theirs = _mapping(replayed.get("tables")), _mapping(present.get("tables"))
    for name, table in ours.items():
        if name in theirs:
            yield from _table(name, (present, replayed), _mapping(theirs[name]), _mapping(table))


def without(snapshot: Document, found: Iterable[SnapshotDifference]) -> dict[str, Any]:
    """Return the snapshot that the replay gave without the objects that a present one lacks."""
    result = deepcopy(dict(snapshot))
    for *parents, last in (one.path for one in found if one.kind == LACKS):
        holder: Any = result
        for name in parents:
            holder = _mapping(holder).get(name)
        _mapping(holder).pop(last, None)
    return result


def _table(
    name: str, wholes: tuple[Document, Document], present: Document, replayed: Document
) -> Iterator[SnapshotDifference]:
    columns = _columns(present), _columns(replayed)
    yield from _members(*columns, f"column {name}.", ("tables", name, "columns"))
    for part, noun in _PARTS_OF_TABLE.items():
        yield from _members(present.get(part), replayed.get(part), f"{noun} {name}.", ("tables", name, part))
    theirs, ours = _policies(wholes[0], present), _policies(wholes[1], replayed)
    yield from _members(theirs, ours, f"policy {name}.", ("tables", name, "policies"))
    secured = [bool(one.get("isRLSEnabled")) for one in (present, replayed)]
    if secured[0] != secured[1]:
        words = [("off", "on")[one] for one in secured]
        yield SnapshotDifference(f"table {name}", CHANGES, ("tables", name), "row level security", *words)
    yield from _keys(name, present, replayed)


def _policies(whole: Document, table: Document) -> Document:
    """Return the policies of a table, also those that drizzle-kit keeps apart since `schema.ts` links them."""
    place = f"{table.get('schema') or 'public'}.{table.get('name')}"
    apart = [_mapping(one) for one in _mapping(whole.get("policies")).values()]
    linked = {str(one.get("name")): one for one in apart if str(one.get("on", "")).replace('"', "") == place}
    return linked | _mapping(table.get("policies"))


def _keys(name: str, present: Document, replayed: Document) -> Iterator[SnapshotDifference]:
    """Compare primary keys by their columns: one of a single column has no name of its own in a snapshot."""
    keys = [", ".join(_key_columns(one)) or "none" for one in (present, replayed)]
    if keys[0] != keys[1] and all(_mapping(one.get("columns")) for one in (present, replayed)):
        yield SnapshotDifference(f"table {name}", CHANGES, ("tables", name), "the primary key", *keys)


def _columns(table: Document) -> dict[str, Any]:
    """Return the columns; those of the primary key are NOT NULL, whether the SQL says so or not."""
    key = _key_columns(table)
    columns = _mapping(table.get("columns"))
    return {name: _mapping(one) | {"notNull": True} if name in key else one for name, one in columns.items()}


def _key_columns(table: Document) -> list[str]:
    composite = [_mapping(one) for one in _mapping(table.get("compositePrimaryKeys")).values()]
    if composite:
        return [str(column) for column in composite[0].get("columns") or ()]
    columns = _mapping(table.get("columns"))
    return [column for column, one in columns.items() if _mapping(one).get("primaryKey")]


def _members(present: Any, replayed: Any, before: str, path: tuple[str, ...]) -> Iterator[SnapshotDifference]:
    """Compare what both sides have by name. `before`: what the name of a member follows, such as `column public.t.`."""
    part = path[-1]
    theirs, ours = ({_cut(key): one for key, one in _mapping(side).items()} for side in (present, replayed))
    for name in sorted(ours.keys() - theirs.keys()):
        yield SnapshotDifference(f"{before}{name}", LACKS, (*path, name))
    for name in sorted(theirs.keys() - ours.keys()):
        if not _mapping(theirs[name]).get("isExisting"):
            yield SnapshotDifference(f"{before}{name}", HAS, (*path, name))
    for name in sorted(ours.keys() & theirs.keys()):
        for facet, read in _FACETS.get(part, {}).items():
            told = read(_mapping(theirs[name])), read(_mapping(ours[name]))
            if told[0] != told[1]:
                yield SnapshotDifference(f"{before}{name}", CHANGES, (*path, name), facet, *map(_shown, told))
        for facet, key in _TEXTS.get(part, {}).items():
            texts = [_text_at(side[name], key) for side in (theirs, ours)]
            if kind := compared_texts((texts[0], texts[1]), _mapping(ours[name])):
                shown = (text or "none" for text in texts)
                yield SnapshotDifference(f"{before}{name}", kind, (*path, name), facet, *shown)


def _mapping(value: Any) -> dict[str, Any]:
    """Return a member of a snapshot that anybody may have edited."""
    return value if isinstance(value, dict) else {}


def _cut(name: str) -> str:
    """Return a name with each part as PostgreSQL stores it: at most 63 bytes."""
    return name.encode()[:63].decode("utf-8", "ignore") if "." not in name else name


def _shown(value: Any) -> str:
    return ", ".join(map(str, value)) or "none" if isinstance(value, list | tuple) else str(value)


_WORD_OF_TYPE = re.compile(r'[\s"]+')
_SERIALS = {"smallserial": "smallint", "serial": "integer", "bigserial": "bigint"}


def _type(column: Document) -> str:
    """Return the type without what only says how the column was declared."""
    name = _WORD_OF_TYPE.sub("", str(column.get("type", ""))).lower()
    return _SERIALS.get(name, name)


def _keys_of_index(index: Document) -> list[str]:
    columns = [_mapping(one) for one in index.get("columns") or ()]
    return ["(expression)" if one.get("isExpression") else str(one.get("expression")) for one in columns]


def _action(key: str) -> Callable[[Document], str]:
    return lambda one: str(one.get(key) or "no action").lower()


def _schema(one: Document) -> str:
    return str(one.get("schemaTo") or "public")


_PARTS = {
    "schemas": "schema", "enums": "enum", "sequences": "sequence", "tables": "table", "views": "view",
}  # fmt: skip
"""Roles are left out: the server of the replay does not show which of them a migration made."""
_PARTS_OF_TABLE = {
    "indexes": "index", "foreignKeys": "foreign key", "uniqueConstraints": "unique constraint",
    "checkConstraints": "check",
}  # fmt: skip
_KINDS = {
    "schemas": ("schema",), "enums": ("enum",), "sequences": ("sequence",), "tables": ("table",),
    "views": ("view", "materialized view"), "columns": ("column",), "indexes": ("index",), "policies": ("policy",),
    "foreignKeys": ("constraint",), "uniqueConstraints": ("constraint",), "checkConstraints": ("constraint",),
}  # fmt: skip
"""The kinds of the catalog for each part of a snapshot."""
_FACETS: dict[str, dict[str, Callable[[Document], Any]]] = {
    "enums": {"its values": lambda one: list(map(str, one.get("values") or ()))},
    "columns": {
        "its type": _type,
        "NOT NULL": lambda one: bool(one.get("notNull") or one.get("identity")) or str(one.get("type")) in _SERIALS,
        "identity": lambda one: _mapping(one.get("identity")).get("type") or "none",
    },
    "indexes": {
        "its columns": _keys_of_index,
        "unique": lambda one: bool(one.get("isUnique")),
        "its method": lambda one: str(one.get("method") or "btree"),
        "a condition": lambda one: one.get("where") is not None,
    },
    "foreignKeys": {
        "its columns": lambda one: list(map(str, one.get("columnsFrom") or ())),
        "its target": lambda one: f"{_schema(one)}.{one.get('tableTo')}({', '.join(one.get('columnsTo') or ())})",
        "ON DELETE": _action("onDelete"),
        "ON UPDATE": _action("onUpdate"),
    },
    "uniqueConstraints": {
        "its columns": lambda one: list(map(str, one.get("columns") or ())),
        "NULLS NOT DISTINCT": lambda one: bool(one.get("nullsNotDistinct")),
    },
    "policies": {
        "its command": lambda one: str(one.get("for") or "all").lower(),
        "its kind": lambda one: str(one.get("as") or "permissive").lower(),
    },
    "views": {"materialized": lambda one: bool(one.get("materialized"))},
}
_TEXTS = {
    "columns": {"its default": "default", "its expression": "generated"},
    "checkConstraints": {"its condition": "value"},
    "views": {"its definition": "definition"},
    "indexes": {"its condition": "where"},
    "policies": {"USING": "using", "WITH CHECK": "withCheck"},
}


def _text_at(member: Any, key: str) -> str | None:
    value = _mapping(member).get(key)
    if isinstance(value, dict):  # of a generated column
        value = value.get("as")
    if value is None or isinstance(value, str):
        return value
    return str(value).lower() if isinstance(value, bool) else str(value)


_QUOTED = re.compile(r"('(?:[^']|'')*')")
_CAST = re.compile(
    r'::\s*(?:"[^"]*"|[a-z_][\w.]*)(?:\s+(?:varying|precision|with(?:out)? time zone))?(?:\([\d, ]+\))?(?:\[\])*'
)
_NOISE = re.compile(r'[\s";]+|\b[a-z_]\w*\.(?=[a-z_])')


def _meaning(text: str | None) -> str | None:
    """Return a text without casts, brackets around it, quotes of names, qualifiers, white space and case.

    Literals stay as they are; so do brackets inside, which may change what is meant.
    """
    if text is None:
        return None
    pieces = _QUOTED.split(text)
    pieces[::2] = [_NOISE.sub("", _CAST.sub("", piece.lower().replace('"', ""))) for piece in pieces[::2]]
    meant = "".join(pieces)
    while meant.startswith("(") and _closing(meant) == len(meant) - 1:
        meant = meant[1:-1]
    return meant


def _closing(text: str) -> int:
    """Return where the first bracket is closed; -1 where it is not. Brackets in literals do not count."""
    depth, at = 0, 0
    for number, piece in enumerate(_QUOTED.split(text)):
        for character in "" if number % 2 else piece:
            depth += (character == "(") - (character == ")")
            if not depth:
                return at
            at += 1
        at += len(piece) if number % 2 else 0
    return -1


_CONSTANT = re.compile(r"-?\d+(?:\.\d+)?|true|false|null|'(?:[^']|'')*'")


def compared_texts(texts: tuple[str | None, str | None], column: Document) -> str:
    """Return how two texts differ: empty where they mean the same, CHANGES where no spelling explains it, or SPELLS."""
    meant = [_meaning(text) for text in texts]
    if meant[0] == meant[1]:
        return ""
    present, replayed = meant
    if present is None or replayed is None:
        return CHANGES
    if _CONSTANT.fullmatch(present) and _CONSTANT.fullmatch(replayed):
        return compared_constants(present, replayed, column)
    return SPELLS
