"""The form of drizzle-kit for objects that are equal in the database."""

from journal.handback.kit_forms import Form, differing_forms, with_kit_forms


def table(**columns: str) -> dict[str, object]:
    made = {name: {"name": name, "type": type_, "primaryKey": False} for name, type_ in columns.items()}
    empty: dict[str, object] = {}
    rest = ("indexes", "foreignKeys", "uniqueConstraints", "checkConstraints", "policies", "compositePrimaryKeys")
    return {"columns": made, **dict.fromkeys(rest, empty), "isRLSEnabled": False}


def snapshot(**columns: str) -> dict[str, object]:
    parts: dict[str, object] = {name: {} for name in ("enums", "schemas", "sequences", "roles", "policies", "views")}
    return {**parts, "tables": {"public.t": table(**columns)}}


def test_only_objects_that_are_equal_in_the_database_get_the_form_of_drizzle_kit() -> None:
    ours, theirs = snapshot(a="int4", b="int4"), snapshot(a="integer", b="bigint")
    known = differing_forms(ours, theirs, {("column", "public", "t", "a")})
    path = ("tables", "public.t", "columns", "a")
    assert [one.path for one in known] == [path]
    assert with_kit_forms(ours, known)["tables"] == {"public.t": table(a="integer", b="int4")}


def test_an_earlier_snapshot_gets_the_form_where_it_has_the_same_object() -> None:
    path = ("tables", "public.t", "columns", "a")
    form = Form(path, table(a="int4")["columns"]["a"], {"name": "a", "type": "integer", "primaryKey": False}, "a")  # type: ignore[index]
    assert with_kit_forms(snapshot(a="int4"), [form])["tables"] == {"public.t": table(a="integer")}
    assert with_kit_forms(snapshot(a="text"), [form])["tables"] == {"public.t": table(a="text")}
    assert with_kit_forms(snapshot(), [form])["tables"] == {"public.t": table()}
