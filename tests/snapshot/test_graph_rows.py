"""Tests the rows to which the snapshots of drizzle 1.0 lead. The fact: drizzle-kit 1.0.0-rc.5 reconstructs the same."""

from collections.abc import Sequence
from typing import Any

from journal.snapshot.graph_rows import Rows, apply_changes

TABLE = {"entityType": "tables", "schema": "public", "name": "users", "isRlsEnabled": False}
COLUMN = {
    "entityType": "columns",
    "schema": "public",
    "table": "users",
    "name": "mail",
    "type": "mood",
    "typeSchema": "public",
}
INDEX = {
    "entityType": "indexes", "schema": "public", "table": "users", "name": "by_mail",
    "columns": [{"value": "mail", "isExpression": False}, {"value": "mail", "isExpression": True}],
}  # fmt: skip
KEY = {
    "entityType": "fks", "schema": "public", "table": "posts", "name": "posts_fk", "columns": ["mail"],
    "schemaTo": "public", "tableTo": "users", "columnsTo": ["mail"],
}  # fmt: skip
ENUM = {"entityType": "enums", "schema": "public", "name": "mood", "values": ["low"]}


def rows(*deltas: dict[str, Any]) -> dict[str, Any]:
    found: Rows = {}
    apply_changes(found, {"ddl": [TABLE, COLUMN, INDEX, KEY, ENUM]})
    apply_changes(found, {"deltas": [*deltas]})
    return dict(found)


def renamed(kind: str, names: Sequence[str], **new: str) -> dict[str, Any]:
    listed = ",".join(f'"{name}"' for name in names)
    return {"op": "rename", "key": f"{kind}\0[{listed}]", "set": new}


def test_an_index_is_known_without_its_table() -> None:
    assert 'indexes\0["public","by_mail"]' in rows()
    assert 'indexes\0["public","by_mail"]' not in rows({"op": "drop", "key": 'indexes\0["public","by_mail"]'})


def test_what_names_a_renamed_table_follows() -> None:
    found = rows(renamed("tables", ["public", "users"], name="people"))
    assert found['columns\0["public","people","mail"]']["table"] == "people"
    assert found['indexes\0["public","by_mail"]']["table"] == "people"
    assert found['fks\0["public","posts","posts_fk"]']["tableTo"] == "people"
    assert len(found) == 5


def test_what_names_a_renamed_column_follows_but_for_expressions() -> None:
    found = rows(renamed("columns", ["public", "users", "mail"], name="email"))
    assert [one["value"] for one in found['indexes\0["public","by_mail"]']["columns"]] == ["email", "mail"]
    assert found['fks\0["public","posts","posts_fk"]']["columnsTo"] == ["email"]
    assert found['fks\0["public","posts","posts_fk"]']["columns"] == ["mail"]  # of another table


def test_the_type_of_a_column_follows_its_enum_and_all_follows_a_schema() -> None:
    found = rows(renamed("enums", ["public", "mood"], name="humour"))
    assert found['columns\0["public","users","mail"]']["type"] == "humour"
    found = rows(
        {"op": "create", "row": {"entityType": "schemas", "name": "public"}}, renamed("schemas", ["public"], name="app")
    )
    assert {one.get("schema", "app") for one in found.values()} == {"app", "public"}
    assert found['columns\0["app","users","mail"]']["typeSchema"] == "app"
