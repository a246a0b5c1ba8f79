"""What counts as a difference between a present snapshot and that of the replay, and what only is spelled otherwise."""

from typing import Any

import pytest

from journal.snapshot.constants import CHANGES, SPELLS
from journal.snapshot.differences import HAS, LACKS, differences, without


def table(columns: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"tables": {"public.a": {"name": "a", "schema": "", "columns": columns, **more}}}


def column(**more: Any) -> dict[str, Any]:
    return {"name": "x", "type": "bigint", "notNull": False, **more}


KEY = {"compositePrimaryKeys": {"a_pk": {"name": "a_pk", "columns": ["x", "y"]}}}


@pytest.mark.parametrize(
    ("present", "replayed"),
    [
        (column(default="NOW()"), column(default="now()")),
        (column(default="'0'"), column(default=0)),
        (column(default="'1.50'"), column(default="1.5")),
        (column(default="'{}'::jsonb"), column(default="'{}'")),
        (column(default="((now()))"), column(default="now()")),
        (column(default="(a(')') + b)"), column(default="A(')') + B")),
        (column(default=True), column(default="true")),
        (column(type="varchar (255)"), column(type="varchar(255)")),
        (column(type="serial", notNull=True), column(type="serial")),
        (column(type="bigserial", notNull=True), column(type="bigint", notNull=True)),
        (column(identity={"type": "always"}, notNull=True), column(identity={"type": "always"})),
    ],
)
def test_a_spelling_is_no_difference(present: dict[str, Any], replayed: dict[str, Any]) -> None:
    assert list(differences(table({"x": present}), table({"x": replayed}))) == []


def test_the_columns_of_a_primary_key_are_not_null_whether_said_or_not() -> None:
    said, unsaid = ({"x": column(notNull=word), "y": column(notNull=word)} for word in (True, False))
    assert list(differences(table(said, **KEY), table(unsaid, **KEY))) == []
    (found,) = differences(table(said | {"z": column(notNull=True)}, **KEY), table(unsaid | {"z": column()}, **KEY))
    assert (found.object, found.kind, found.facet) == ("column public.a.z", CHANGES, "NOT NULL")


@pytest.mark.parametrize(
    ("present", "replayed", "kind"),
    [
        (column(default=5), column(default=6), CHANGES),
        (column(default="1.5"), column(default="2.5"), CHANGES),
        (column(default="'a'"), column(default="'A'"), CHANGES),
        (column(), column(default=5), CHANGES),
        (column(default="(now() + interval '1 day')"), column(default="tomorrow()"), SPELLS),
        (column(default="(a + b) * c"), column(default="a + (b * c)"), SPELLS),
        (column(default="(a) + (b)"), column(default="a) + (b"), SPELLS),
        (column(type="text"), column(), CHANGES),
    ],
)
def test_a_value_or_a_type_is_one_and_an_expression_is_undecided(
    present: dict[str, Any], replayed: dict[str, Any], kind: str
) -> None:
    (found,) = differences(table({"x": present}), table({"x": replayed}))
    assert (found.object, found.kind) == ("column public.a.x", kind)


def test_an_object_on_one_side_is_named_and_can_be_left_out() -> None:
    smaller, larger = table({"x": column()}), table({"x": column(), "y": column()})
    (lacking,) = differences(smaller, larger)
    assert (lacking.kind, str(lacking)) == (LACKS, "lacks column public.a.y")
    assert without(larger, [lacking]) == smaller
    assert [one.kind for one in differences(larger, smaller)] == [HAS]
    assert [one.object for one in differences({"tables": {}}, smaller)] == ["table public.a"]
    assert (lacking.is_named(["public.a.*"]), lacking.is_named(["table:public.a.y"])) == (True, False)


def test_what_was_there_before_the_first_entry_is_not_unmade() -> None:
    present = {
        "schemas": {"auth": "auth", "app": "app"},
        "enums": {"auth.level": {"name": "level", "schema": "auth", "values": ["a"]}},
        "tables": {
            "auth.users": {"name": "users", "schema": "auth", "columns": {"x": column(), "y": column(name="y")}},
            "auth.keys": {"name": "keys", "schema": "auth", "columns": {}},
            "app.users": {"name": "users", "schema": "app", "columns": {}},
        },
    }
    assumed = {
        ("schema", "auth"), ("enum", "auth", "level"), ("table", "auth", "keys"), ("column", "auth", "users", "y"),
        ("table", "auth", "app"),
    }  # fmt: skip
    replayed = {"tables": {"auth.users": {"name": "users", "schema": "auth", "columns": {"z": column(name="z")}}}}
    found = [str(one) for one in differences(present, replayed) if not one.is_only_assumed(assumed)]
    assert [one.removesuffix(", which the entries do not create") for one in found] == [
        "has schema app", "has table app.users", "lacks column auth.users.z", "has column auth.users.x",
    ]  # fmt: skip
