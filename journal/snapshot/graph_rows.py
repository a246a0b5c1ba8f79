"""The state that the snapshots of drizzle 1.0 lead to: its rows, as drizzle-kit reconstructs it. Pure.

Source: `createDDL` of the PostgreSQL dialect and `applyDeltas` in drizzle-kit 1.0: the key of each kind of row, and
which rows name another one, so that they follow where that is renamed.
"""

from collections.abc import MutableMapping
from typing import Any

from journal.dataclass import dataclass
from journal.snapshot.graph_changes import Document, changes_of, key_of_parts

Rows = MutableMapping[str, Document]

_PARTS = {
    "indexes": ("schema", "name"),
    "privileges": ("schema", "table", "grantor", "grantee", "type"),
}


@dataclass(frozen=True)
class _Edge:
    """A row names another of kind `to`: by its fields `own`, those of the other being `other`.

    `listed` is a list of names, whose field in the other is `name`; in its items, they are in `item` if that is given.
    """

    to: str
    own: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    listed: str = ""
    item: str = ""

    def moved(self, row: Document, old: Document, new: Document) -> Document:
        """Return the row with the new names of the other, itself where it names none of the old ones."""
        if any(row.get(mine) != old.get(theirs) for mine, theirs in zip(self.own, self.other, strict=True)):
            return row
        found = {mine: new.get(theirs) for mine, theirs in zip(self.own, self.other, strict=True)}
        if self.listed:
            items = row.get(self.listed) or []
            moved = [self._item(one, str(old["name"]), str(new["name"])) for one in items]
            if moved == items:
                return row
            found[self.listed] = moved
        return {**row, **found}

    def _item(self, one: Any, old: str, new: str) -> Any:
        if not self.item:
            return new if one == old else one
        return {**one, self.item: new} if one.get(self.item) == old and not one.get("isExpression") else one


_OF_SCHEMA = (_Edge("schemas", ("schema",), ("name",)),)
_OF_TABLE = _Edge("tables", ("schema", "table"), ("schema", "name"))
_COLUMNS = _Edge("columns", ("schema", "table"), ("schema", "table"), listed="columns")
_EDGES = {
    "tables": _OF_SCHEMA, "enums": _OF_SCHEMA, "sequences": _OF_SCHEMA, "views": _OF_SCHEMA,
    "checks": (_OF_TABLE,),
    "policies": (_OF_TABLE, _Edge("roles", listed="roles")),
    "privileges": (_OF_TABLE, _Edge("roles", ("grantee",), ("name",)), _Edge("roles", ("grantor",), ("name",))),
    "columns": (_OF_TABLE, _Edge("enums", ("typeSchema", "type"), ("schema", "name"))),
    "indexes": (_OF_TABLE, _Edge("columns", ("schema", "table"), ("schema", "table"), "columns", "value")),
    "pks": (_OF_TABLE, _COLUMNS),
    "uniques": (_OF_TABLE, _COLUMNS),
    "fks": (
        _OF_TABLE, _COLUMNS, _Edge("tables", ("schemaTo", "tableTo"), ("schema", "name")),
        _Edge("columns", ("schemaTo", "tableTo"), ("schema", "table"), listed="columnsTo"),
    ),
}  # fmt: skip


def identity_of(row: Document) -> str:
    """Return the key by which drizzle-kit knows a row."""
    kind = str(row.get("entityType"))
    return key_of_parts(kind, row, _PARTS.get(kind, ("schema", "table", "name")))


def apply_changes(rows: Rows, document: Document) -> None:
    """Change the rows, each by its key, as a snapshot does."""
    for op, key, row in changes_of(document):
        if op == "create":
            rows[identity_of(row)] = row
        elif op == "drop":
            rows.pop(key, None)
        elif key in rows:
            old = rows[key]
            rows[key] = {**old, **row}
            if identity_of(rows[key]) != key:
                _follow(rows, old, rows[key])


def _follow(rows: Rows, old: Document, new: Document) -> None:
    """Rename what names a renamed row, and what names that, then key all rows again."""
    queue = [(old, new)]
    for before, after in queue:
        for key, row in [*rows.items()]:
            moved = row
            for edge in _EDGES.get(str(row.get("entityType")), ()):
                if edge.to == before.get("entityType"):
                    moved = edge.moved(moved, before, after)
            if moved is not row:
                rows[key] = moved
                if identity_of(moved) != identity_of(row):
                    queue.append((row, moved))
    values = [*rows.values()]
    rows.clear()
    rows.update({identity_of(one): one for one in values})
