"""Whether a document is shaped as drizzle-kit's snapshots of version 7 are: the project's code has written it. Pure.

Source: `pgSchemaInternal` of drizzle-kit 0.31, as far as it is read here.
"""

from collections.abc import Mapping
from typing import Any

_NAMED: Mapping[str, type] = {"name": str}
_COLUMN: Mapping[str, type] = {"name": str, "type": str, "primaryKey": bool, "notNull": bool}
_PARTS_OF_TABLE: Mapping[str, Mapping[str, type]] = {
    "columns": _COLUMN, "indexes": _NAMED, "foreignKeys": _NAMED, "compositePrimaryKeys": _NAMED,
    "uniqueConstraints": _NAMED, "policies": _NAMED, "checkConstraints": _NAMED,
}  # fmt: skip
_PARTS: Mapping[str, Mapping[str, type]] = {
    "tables": _NAMED, "enums": _NAMED, "sequences": _NAMED, "roles": _NAMED, "policies": _NAMED, "views": _NAMED,
}  # fmt: skip


def misshapen(document: Any) -> str:
    """Where it is not so, such as `tables.public.users.columns`; empty where all is well."""
    if not isinstance(document, dict):
        return "the whole"
    for part, words in _PARTS.items():
        if wrong := _not_so(document, part, words):
            return wrong
    schemas = document.get("schemas")
    if not isinstance(schemas, dict) or not all(isinstance(one, str) for one in schemas.values()):
        return "schemas"
    for name, table in document["tables"].items():
        for part, words in _PARTS_OF_TABLE.items():
            if wrong := _not_so(table, part, words):
                return f"tables.{name}.{wrong}"
    return _odd_policy(document)


def _not_so(holder: Mapping[str, Any], part: str, words: Mapping[str, type]) -> str:
    """The part, where it is no object of objects that have these words, each of its type."""
    found = holder.get(part)
    if not isinstance(found, dict):
        return part
    for name, one in found.items():
        if not isinstance(one, dict) or not all(isinstance(one.get(word), type_) for word, type_ in words.items()):
            return f"{part}.{name}"
        if not isinstance(one.get("schema", ""), str | None):
            return f"{part}.{name}.schema"
    return ""


def _odd_policy(document: Mapping[str, Any]) -> str:
    odd = (name for name, one in document["policies"].items() if not isinstance(one.get("on", ""), str | None))
    return next((f"policies.{name}.on" for name in odd), "")
