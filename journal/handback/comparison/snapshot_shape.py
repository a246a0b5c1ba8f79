"""Validation of a snapshot of version 7, which code of the project wrote. Pure.

Source: `pgSchemaInternal` of drizzle-kit 0.31, limited to the parts that are read here.
"""

from collections.abc import Mapping
from typing import Any

_NAMED: Mapping[str, type] = {"name": str}
_COLUMN: Mapping[str, type] = {"name": str, "type": str, "primaryKey": bool, "notNull": bool}
_PARTS: Mapping[str, Mapping[str, type]] = dict.fromkeys(
    ("tables", "enums", "sequences", "roles", "policies", "views"), _NAMED
)
_TABLE_PARTS: Mapping[str, Mapping[str, type]] = {
    "columns": _COLUMN,
    **dict.fromkeys(
        ("indexes", "foreignKeys", "compositePrimaryKeys", "uniqueConstraints", "policies", "checkConstraints"), _NAMED
    ),
}


def first_wrong_part(document: Any) -> str:
    """Return the first invalid part, such as `tables.public.users.columns`; empty where the document is valid."""
    if not isinstance(document, dict):
        return "the document is no object"
    for part, members in _PARTS.items():
        if wrong := _wrong_member(document, part, members):
            return wrong
    schemas = document.get("schemas")
    if not isinstance(schemas, dict) or not all(isinstance(schema, str) for schema in schemas.values()):
        return "schemas"
    for name, table in document["tables"].items():
        for part, members in _TABLE_PARTS.items():
            if wrong := _wrong_member(table, part, members):
                return f"tables.{name}.{wrong}"
    policies = document["policies"].items()
    return next((f"policies.{name}.on" for name, one in policies if not isinstance(one.get("on", ""), str | None)), "")


def _wrong_member(holder: Mapping[str, Any], part: str, members: Mapping[str, type]) -> str:
    """Return the part that is no object of objects with these members of these types; empty where it is."""
    found = holder.get(part)
    if not isinstance(found, dict):
        return part
    for name, one in found.items():
        if not isinstance(one, dict) or not all(isinstance(one.get(key), type_) for key, type_ in members.items()):
            return f"{part}.{name}"
        if not isinstance(one.get("schema", ""), str | None):
            return f"{part}.{name}.schema"
    return ""
