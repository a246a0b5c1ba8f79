"""What the handback decides without a server: new tags, the next prefix, and how drizzle-kit says what is the same."""

from datetime import UTC, datetime

import pytest
from conftest import Project

from journal.folder.entries import Entry
from journal.folder.read import read_folder
from journal.handback.comparison.kit_forms import Form, differing_forms, with_kit_forms
from journal.handback.prefix import Mode, misfit, next_prefix
from journal.handback.renumber import plan_renumbering

NOW = datetime(2025, 3, 4, 5, 6, 7, tzinfo=UTC)


def entries(*tags: str) -> list[Entry]:
    return [Entry(idx, 1_700_000_000_000 + idx * 1000, tag) for idx, tag in enumerate(tags)]


@pytest.mark.parametrize(
    ("mode", "prefix"),
    [
        (Mode.INDEX, "0002"), (Mode.TIMESTAMP, "20250304050607"), (Mode.SUPABASE, "20250304050607"),
        (Mode.UNIX, "1741064767"), (Mode.NONE, ""),
    ],
)  # fmt: skip
def test_the_next_prefix_is_drizzle_kits(mode: Mode, prefix: str) -> None:
    assert next_prefix(mode, entries("0000_a", "0001_b"), NOW) == prefix


@pytest.mark.parametrize(
    ("mode", "tags", "fits"),
    [
        (Mode.INDEX, ["0000_a", "0001_b"], True),
        (Mode.INDEX, ["20240101_a"], False),
        (Mode.TIMESTAMP, ["20240101_a"], True),
        (Mode.TIMESTAMP, ["20250304_a"], False),  # of today: `_` sorts after a digit
        (Mode.UNIX, ["0000_a"], True),
        (Mode.UNIX, ["20240101_a"], False),
        (Mode.NONE, ["0000_a"], False),
        (Mode.INDEX, [], True),
    ],
)
def test_a_mode_fits_when_its_next_file_sorts_last(mode: Mode, tags: list[str], fits: bool) -> None:
    assert (misfit(mode, entries(*tags), NOW) is None) == fits


def renamed(project: Project, *tags: str) -> dict[str, str]:
    listed = ", ".join(f'{{"idx": 7, "when": {1_700_000_000_000 + n * 1000}, "tag": "{tag}", "version": "7"}}'
                       for n, tag in enumerate(tags))  # fmt: skip
    project.write(
        "migrations/meta/_journal.json", f'{{"version": "7", "dialect": "postgresql", "entries": [{listed}]}}'
    )
    for tag in tags:
        project.migration(tag)
    plan = plan_renumbering(read_folder(project.settings()))
    return dict(plan.files) if plan else {}


def test_tags_are_counted_and_down_files_go_with_them(project: Project) -> None:
    project.migration("20240102_down_b")
    assert renamed(project, "20240101_a", "20240102_b", "20240102_c_d", "v4-plain") == {
        "20240101_a.sql": "0000_a.sql",
        "20240102_b.sql": "0001_b.sql",
        "20240102_down_b.sql": "0001_down_b.sql",
        "20240102_c_d.sql": "0002_c_d.sql",
        "v4-plain.sql": "0003_plain.sql",
        "meta/20240101_snapshot.json": "meta/0000_snapshot.json",
        "meta/20240102_snapshot.json": "meta/0002_snapshot.json",
        "meta/v4-plain_snapshot.json": "meta/0003_snapshot.json",
    }


def test_tags_that_fit_stay(project: Project) -> None:
    assert renamed(project, "0000_a", "0001_b") == {}


def test_the_journal_keeps_every_other_byte(project: Project) -> None:
    renamed(project, "20240101_a")
    before = (project.root / "migrations" / "meta" / "_journal.json").read_text()
    plan = plan_renumbering(read_folder(project.settings()))
    assert plan is not None
    assert plan.journal.text == before.replace("20240101_a", "0000_a").replace('"idx": 7', '"idx": 0')


def table(**columns: str) -> dict[str, object]:
    made = {name: {"name": name, "type": type_, "primaryKey": False} for name, type_ in columns.items()}
    empty: dict[str, object] = {}
    rest = ("indexes", "foreignKeys", "uniqueConstraints", "checkConstraints", "policies", "compositePrimaryKeys")
    return {"columns": made, **dict.fromkeys(rest, empty), "isRLSEnabled": False}


def snapshot(**columns: str) -> dict[str, object]:
    parts: dict[str, object] = {name: {} for name in ("enums", "schemas", "sequences", "roles", "policies", "views")}
    return {**parts, "tables": {"public.t": table(**columns)}}


def test_only_what_is_the_same_in_the_database_takes_drizzle_kits_form() -> None:
    ours, theirs = snapshot(a="int4", b="int4"), snapshot(a="integer", b="bigint")
    known = differing_forms(ours, theirs, {("column", "public", "t", "a")})
    path = ("tables", "public.t", "columns", "a")
    assert [one.path for one in known] == [path]
    assert with_kit_forms(ours, known)["tables"] == {"public.t": table(a="integer", b="int4")}


def test_an_earlier_snapshot_takes_it_where_it_said_just_the_same() -> None:
    path = ("tables", "public.t", "columns", "a")
    form = Form(path, table(a="int4")["columns"]["a"], {"name": "a", "type": "integer", "primaryKey": False}, "a")  # type: ignore[index]
    assert with_kit_forms(snapshot(a="int4"), [form])["tables"] == {"public.t": table(a="integer")}
    assert with_kit_forms(snapshot(a="text"), [form])["tables"] == {"public.t": table(a="text")}
    assert with_kit_forms(snapshot(), [form])["tables"] == {"public.t": table()}
