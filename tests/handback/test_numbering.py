"""The prefix of drizzle-kit's next file, and new tags `0000_name` with the files that change with them."""

from datetime import UTC, datetime

import pytest
from conftest import Project

from journal.folder.entries import Entry
from journal.folder.read import read_folder
from journal.handback.numbering import Mode, misfit, next_prefix, plan_renumbering

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
def test_the_next_prefix_is_that_of_drizzle_kit(mode: Mode, prefix: str) -> None:
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


def test_tags_get_numbers_and_down_files_follow(project: Project) -> None:
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


def test_tags_with_numbers_do_not_change(project: Project) -> None:
    assert renamed(project, "0000_a", "0001_b") == {}


def test_only_tags_and_idx_of_the_journal_change(project: Project) -> None:
    renamed(project, "20240101_a")
    before = (project.root / "migrations" / "meta" / "_journal.json").read_text()
    plan = plan_renumbering(read_folder(project.settings()))
    assert plan is not None
    assert plan.journal.text == before.replace("20240101_a", "0000_a").replace('"idx": 7', '"idx": 0')
