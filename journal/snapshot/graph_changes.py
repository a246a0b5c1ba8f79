"""What a snapshot of drizzle 1.0 changes, and how the state of a graph differs from the replay. Pure.

Source: the `delta` of drizzle-kit 1.0: `create` and `drop` of a row, `alter` and `rename` with what is set.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

import orjson

from journal.snapshot.constants import CHANGES, SPELLS
from journal.snapshot.differences import HAS, LACKS, SnapshotDifference, compared_texts

Document = dict[str, Any]

_NOUNS = {
    "schemas": "schema", "tables": "table", "enums": "enum", "columns": "column", "indexes": "index",
    "fks": "foreign key", "pks": "primary key", "uniques": "unique constraint", "checks": "check",
    "sequences": "sequence", "roles": "role", "privileges": "privilege", "policies": "policy", "views": "view",
}  # fmt: skip
_PARTS = {
    "fks": "foreignKeys", "pks": "compositePrimaryKeys", "uniques": "uniqueConstraints", "checks": "checkConstraints",
}  # fmt: skip
"""The names in a snapshot of version 7, where they differ."""
_TEXTS = {"default", "generated", "value", "where", "definition", "using", "withCheck", "columns"}
"""What is an SQL text, or has some in it."""
_NOT_COMPARED = {"nameExplicit"}
"""What says how `schema.ts` was written."""
_WITH_DEFAULT_NAMES = ("pks", "uniques", "fks")
_LONGEST_NAME = 63
_NOT_NAMES = ("roles", "privileges")
"""The server of the replay does not show which of them a migration made."""


def changes_of(document: Document) -> Iterator[tuple[str, str, Document]]:
    """Yield each change of a snapshot: create, drop, alter or rename, the key, and the row or what is set in it."""
    for row in document.get("ddl") or ():
        yield "create", key_of(row), row
    for one in document.get("deltas") or ():
        row = one.get("row") or {}
        yield one["op"], one.get("key") or key_of(row), row or one.get("set") or {}


def key_of(row: Document) -> str:
    """Return a key of a row with its table, also of an index, which drizzle-kit knows without it."""
    return key_of_parts(str(row.get("entityType")), row, ("schema", "table", "name"))


def key_of_parts(kind: str, row: Document, parts: Collection[str]) -> str:
    """Return the key of a row of a kind, of those of its parts that it has."""
    return f"{kind}\0{orjson.dumps([row[part] for part in parts if part in row]).decode()}"


def graph_differences(probe: Document, rows: Mapping[str, Document]) -> Iterator[SnapshotDifference]:
    """Yield how the state of a graph differs from the replay. `probe`: the diff that leads from one to the other.

    `rows`: those of the state. Where drizzle-kit has no statement to write for the diff, nothing differs.
    """
    stated = {tuple(one["statementTarget"][1:]) for one in probe["footprints"]}
    if not stated:
        return
    keyed = {(*_names(key)[:2], str(one)) for key, row in rows.items() if key.startswith("pks\0")
             for one in row.get("columns") or ()}  # fmt: skip
    tables = {op: {_names(key) for one, key, _ in changes_of(probe) if one == op and key.startswith("tables\0")}
              for op in ("create", "drop")}  # fmt: skip
    for op, key, row in changes_of(probe):
        kind, names = key.partition("\0")[0], _names(key)
        if kind in _NOT_NAMES or (kind != "tables" and names[:2] in tables.get(op, ()) and len(names) > 2):
            continue
        title, path = f"{_NOUNS.get(kind, kind)} {'.'.join(names)}", _path(kind, names)
        if op in ("create", "drop"):
            yield SnapshotDifference(title, LACKS if op == "create" else HAS, path)
            continue
        if names not in stated and names[:2] not in stated:
            continue  # drizzle-kit has nothing to write for it
        for facet, value in row.items():
            if facet not in _NOT_COMPARED and not (facet == "notNull" and names in keyed):
                yield from _changed(title, path, facet, rows.get(key), value)


def _changed(
    title: str, path: tuple[str, ...], facet: str, row: Document | None, value: Any
) -> Iterator[SnapshotDifference]:
    present = row.get(facet) if row is not None else None
    kind = CHANGES
    if facet in _TEXTS:
        kind = SPELLS
        if row is not None and all(one is None or isinstance(one, str) for one in (present, value)):
            kind = compared_texts((present, value), row)
    if kind:
        shown = "" if row is None else _shown(present)
        yield SnapshotDifference(title, kind, path, facet, shown, _shown(value))


def _shown(value: Any) -> str:
    return "none" if value is None else value if isinstance(value, str) else orjson.dumps(value).decode()


def _names(key: str) -> tuple[str, ...]:
    try:
        return tuple(map(str, orjson.loads(key.partition("\0")[2])))
    except orjson.JSONDecodeError:
        return (key.partition("\0")[2],)


def _path(kind: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return where the object is in a snapshot of version 7."""
    if len(names) > 2:
        return "tables", ".".join(names[:2]), _PARTS.get(kind, kind), names[2]
    return kind, ".".join(names)


def with_default_names(documents: Iterable[Document]) -> list[Document]:
    """Return a chain of snapshots in which a constraint with the default name of 1.0 has no explicit one.

    `up` knows the default names of 0.x alone, and `generate` asks about an explicit name when the table is renamed. A
    name that was the default one before its table or a column was renamed stays so.
    """
    implicit, result = set[tuple[str, str, str]](), list[Document]()

    def named(row: Document) -> Document:
        one = str(row.get("entityType")), str(row.get("schema")), str(row.get("name"))
        if row.get("nameExplicit") is True and (one in implicit or _has_default_name(row)):
            row = {**row, "nameExplicit": False}
        if row.get("nameExplicit") is False:
            implicit.add(one)
        return row

    for document in documents:
        new = dict(document)
        if "ddl" in new:
            new["ddl"] = [named(row) for row in new["ddl"]]
        if "deltas" in new:
            new["deltas"] = [
                {**one, "row": named(one["row"])} if "row" in one else _still_implicit(one, implicit)
                for one in new["deltas"]
            ]
        result.append(new)
    return result


def _still_implicit(delta: Document, implicit: Collection[tuple[str, str, str]]) -> Document:
    names = _names(str(delta.get("key")))
    if (str(delta.get("key")).partition("\0")[0], names[0], names[-1]) not in implicit or "set" not in delta:
        return delta
    return {**delta, "set": {facet: value for facet, value in delta["set"].items() if facet != "nameExplicit"}}


def _has_default_name(row: Document) -> bool:
    """Tell whether the name is the default one. Source: `defaultNameForFK` and its like in drizzle-kit 1.0."""
    kind, table, name = row["entityType"], row["table"], row["name"]
    columns = "_".join(map(str, row.get("columns") or ())) if kind in _WITH_DEFAULT_NAMES else ""
    if kind == "pks":
        return bool(name == f"{table}_pkey")
    if kind == "uniques":
        return bool(name == f"{table}_{columns}_key")
    if kind != "fks":
        return False
    desired = f"{table}_{columns}_{row['tableTo']}_{'_'.join(row['columnsTo'])}_fkey"
    if len(desired) <= _LONGEST_NAME:
        return bool(name == desired)
    return re.fullmatch(rf"({re.escape(table)}_)?[0-9A-Za-z]+_fkey", name) is not None


def flipped(difference: SnapshotDifference) -> SnapshotDifference:
    """Return the difference of the snapshot that removes another one's, though its migration does not."""
    kind = {LACKS: HAS, HAS: LACKS}.get(difference.kind, difference.kind)
    one = difference
    return SnapshotDifference(one.object, kind, one.path, one.facet, one.replayed, one.present)


def created_objects(keys: Collection[str]) -> Iterator[SnapshotDifference]:
    """Yield the objects of these rows, which a snapshot lacks; not those of a table that it lacks."""
    tables = {_names(key) for key in keys if key.startswith("tables\0")}
    for key in sorted(keys):
        kind, names = key.partition("\0")[0], _names(key)
        if kind == "tables" or names[:2] not in tables:
            yield SnapshotDifference(f"{_NOUNS.get(kind, kind)} {'.'.join(names)}", LACKS, _path(kind, names))


def without_rows(document: Document, keys: Collection[str]) -> Document:
    """Return a snapshot without these rows: drizzle-kit takes their migration for one written by hand."""
    result, tables = dict(document), {_names(key) for key in keys if key.startswith("tables\0")}
    if "ddl" in result:
        result["ddl"] = [row for row in result["ddl"] if key_of(row) not in keys]
    if "deltas" in result:
        result["deltas"] = [one for one in result["deltas"] if (one.get("key") or key_of(one["row"])) not in keys]
    names = tables | {_names(key) for key in keys}
    result["footprints"] = [one for one in result["footprints"] if tuple(one["statementTarget"][1:]) not in names]
    return result
