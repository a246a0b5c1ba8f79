"""Tests that drizzle-kit generates the stored histories again, and that they cover what schema.ts can express."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from snapshot.histories import History, differing, histories, history
from snapshot.making import make
from snapshot.terminal import Unanswered

CASES = histories()


def snapshots() -> Iterator[dict[str, Any]]:
    for case in CASES:
        for path in sorted((case.made / "meta").glob("*_snapshot.json")):
            yield json.loads(path.read_text())


def tables() -> Iterator[dict[str, Any]]:
    for snapshot in snapshots():
        yield from snapshot["tables"].values()


def columns() -> Iterator[dict[str, Any]]:
    for table in tables():
        yield from table["columns"].values()


def statements() -> str:
    return "\n".join(path.read_text() for case in CASES for path in sorted(case.made.glob("*.sql")))


def test_there_are_40_histories_of_2_to_12_migrations() -> None:
    lengths = [len(case.steps) for case in CASES]
    assert len([case for case in CASES if not case.is_untold]) >= 40
    assert set(lengths) <= set(range(2, 13)) and 12 in lengths


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_step_has_a_migration_and_a_snapshot(case: History) -> None:
    entries = json.loads((case.made / "meta" / "_journal.json").read_text())["entries"]
    assert [entry["tag"].partition("_")[2] for entry in entries] == [f"step_{step.stem}" for step in case.steps]
    assert len(list((case.made / "meta").glob("*_snapshot.json"))) == len(list(case.made.glob("*.sql"))) == len(entries)


@pytest.mark.drizzle
@pytest.mark.parametrize("name", ["sequences", "edited-by-hand", "config-prefix-timestamp"])
def test_drizzle_kit_generates_the_same_bytes_again(name: str, tmp_path: Path) -> None:
    assert list(differing(make(history(name), tmp_path / "project"), history(name).made)) == []


@pytest.mark.drizzle
def test_an_unused_rename_is_an_error(tmp_path: Path) -> None:
    case = history("nullability")
    object.__setattr__(case, "renames", {"1": ["a > b"]})
    with pytest.raises(Unanswered, match="no question offered a > b"):
        make(case, tmp_path / "project")


def test_every_column_type_of_drizzle_orm_is_there() -> None:
    types = {column["type"].split("(")[0].split("[")[0].strip() for column in columns()}
    assert types >= {
        "bigint", "bigserial", "boolean", "char", "cidr", "date", "double precision", "inet", "integer", "interval",
        "json", "jsonb", "line", "macaddr", "macaddr8", "numeric", "point", "geometry", "real", "serial", "smallint",
        "smallserial", "text", "time", "timestamp", "uuid", "varchar", "bit", "halfvec", "sparsevec", "vector",
    }  # fmt: skip
    assert {"integer[]", "text[3][3]", "integer[][]"} <= {column["type"] for column in columns()}


def test_every_kind_of_default_identity_and_generated_column_is_there() -> None:
    kinds = {type(column.get("default")) for column in columns()}
    identities = {column["identity"]["type"] for column in columns() if "identity" in column}
    assert kinds >= {str, int, float, bool} and identities == {"always", "byDefault"}
    assert any("generated" in column for column in columns())


def test_every_option_of_an_index_is_there() -> None:
    indexes = [index for table in tables() for index in table["indexes"].values()]
    keys = [key for index in indexes for key in index["columns"]]
    assert {index["method"] for index in indexes} >= {
        "btree",
        "hash",
        "gin",
        "gist",
        "spgist",
        "brin",
        "hnsw",
        "ivfflat",
    }
    for option in ("isUnique", "concurrently", "where", "with"):
        assert {bool(index.get(option)) for index in indexes} == {True, False}, option
    assert {(key["asc"], key["nulls"]) for key in keys} == {(a, n) for a in (True, False) for n in ("first", "last")}
    assert {bool(key.get("opclass")) for key in keys} == {bool(key["isExpression"]) for key in keys} == {True, False}


def test_every_kind_of_constraint_is_there() -> None:
    uniques = [each for table in tables() for each in table["uniqueConstraints"].values()]
    keys = [each for table in tables() for each in table["foreignKeys"].values()]
    actions = {"cascade", "restrict", "no action", "set null", "set default"}
    assert {each["nullsNotDistinct"] for each in uniques} == {True, False}
    assert {each["onDelete"] for each in keys} == {each["onUpdate"] for each in keys} == actions
    assert any(table["checkConstraints"] for table in tables()) and any(
        table["compositePrimaryKeys"] for table in tables()
    )


def test_every_kind_of_policy_is_there() -> None:
    policies = [each for table in tables() for each in table["policies"].values()]
    assert {each["as"] for each in policies} == {"PERMISSIVE", "RESTRICTIVE"}
    assert {each["for"] for each in policies} == {"ALL", "SELECT", "INSERT", "UPDATE", "DELETE"}
    assert {("using" in each, "withCheck" in each) for each in policies} == {(a, b) for a in (0, 1) for b in (0, 1)}
    assert any(snapshot["policies"] == {} and snapshot["roles"] for snapshot in snapshots())


def test_every_option_of_a_view_is_there() -> None:
    views = [view for snapshot in snapshots() for view in snapshot["views"].values()]
    options = {option for view in views for option in view.get("with", ())}
    assert len(options) == 21  # 18 of a materialized view, 3 of a view
    assert {view["materialized"] for view in views} == {view["isExisting"] for view in views} == {True, False}
    assert any("using" in view for view in views) and any("tablespace" in view for view in views)
    assert {view.get("withNoData") for view in views} >= {True}


def test_every_rename_and_move_that_drizzle_kit_asks_about_is_there() -> None:
    made = statements()
    for words in (
        'ALTER TABLE "users" RENAME TO "people"', 'RENAME COLUMN "email" TO "mail"', 'ALTER SCHEMA "shop" RENAME TO',
        'RENAME TO "status"', 'ALTER SEQUENCE "public"."plain" RENAME TO', 'ALTER POLICY "own" ON "notes" RENAME TO',
        'ALTER TABLE "public"."reports" SET SCHEMA', 'SET SCHEMA "app"', 'ALTER VIEW "public"."names" RENAME TO',
        'ALTER MATERIALIZED VIEW "public"."totals" RENAME TO', "ADD VALUE 'draft' BEFORE 'open'",
    ):  # fmt: skip
        assert words in made, words
