"""--fix: one right answer, or left alone; and no byte of SQL changes."""

import json
import subprocess

import pytest
from conftest import Project
from rules.test_folder_rules import entry, found, healthy, journal

from journal.folder.hashing import drizzle_hash
from journal.project.project import Project as Found
from journal.verbs.fix import fix


def git(project: Project, *words: str) -> None:
    identity = ["-c", "user.name=test", "-c", "user.email=test@localhost"]
    subprocess.run(["git", *identity, *words], cwd=project.root, capture_output=True, check=True)


def names(project: Project, *, dry_run: bool = False) -> list[str]:
    return [change.path.name for change in fix(Found(project.settings()), dry_run=dry_run).changes]


def test_a_journal_as_drizzle_kit_writes_it_stays(project: Project) -> None:
    journal(project, healthy(project, "0000_a", "0001_b"))
    assert names(project) == []


def test_layout_and_idx_are_fixed_and_nothing_else(project: Project) -> None:
    entries = [{**one, "idx": 4, "note": "mine"} for one in healthy(project, "0000_a", "0001_b")]
    project.write(
        "meta/_journal.json", json.dumps({"entries": entries, "version": "7", "dialect": "postgresql"}) + "\n"
    )
    assert names(project, dry_run=True) == ["_journal.json"]
    assert json.loads(project.journal.read_text())["entries"] == entries
    assert names(project) == ["_journal.json"]
    mended = [{**one, "idx": number} for number, one in enumerate(entries)]
    expected = {"entries": mended, "version": "7", "dialect": "postgresql"}
    assert project.journal.read_text() == json.dumps(expected, indent=2) + "\n"
    assert names(project) == []


def test_a_missing_idx_comes_first_as_in_other_entries(project: Project) -> None:
    (one,) = healthy(project, "0000_a")
    del one["idx"]
    journal(project, [one])
    fix(Found(project.settings()))
    assert list(json.loads(project.journal.read_text())["entries"][0]) == [
        "idx",
        "version",
        "when",
        "tag",
        "breakpoints",
    ]


def test_a_journal_that_drizzle_cannot_follow_stays(project: Project) -> None:
    journal(project, [*healthy(project, "0000_a"), entry(5, "0001_b", when="2025-08-15")])
    before = project.journal.read_bytes()
    assert names(project) == []
    project.write("meta/_journal.json", "{")
    assert names(project) == []
    assert before != project.journal.read_bytes() == b"{"


def test_hashes_are_filled_where_git_knows_the_files(project: Project) -> None:
    entries = [{**one, "hash": None} for one in healthy(project, "0000_a", "0001_b")]
    journal(project, entries)
    assert names(project) == []  # without git nobody knows what was deployed
    git(project, "init", "-q")
    git(project, "add", "migrations/0000_a.sql")
    git(project, "commit", "-qm", "one")
    project.migration("0000_a", "select 2;\n")
    fix(Found(project.settings()))
    right = drizzle_hash((project.root / "migrations/0001_b.sql").read_bytes())
    assert [one["hash"] for one in json.loads(project.journal.read_text())["entries"]] == [None, right]


def test_a_repository_gets_a_line_that_keeps_lf_unless_it_has_one_or_files_with_cr(project: Project) -> None:
    journal(project, healthy(project, "0000_a"))
    git(project, "init", "-q")
    project.write(".gitattributes", "*.png binary")
    assert names(project, dry_run=True) == [".gitattributes"]
    assert names(project) == [".gitattributes"]
    expected = "*.png binary\nmigrations/**/*.sql text eol=lf\n"
    assert (project.root / ".gitattributes").read_text() == expected
    assert names(project) == []
    (project.root / ".gitattributes").unlink()
    project.migration("0000_a", "select 1;\r\n")
    assert names(project) == []


def test_numbers_of_the_tags_stay_and_the_next_is_not_in_use(project: Project) -> None:
    entries = healthy(project, "0000_a", "0001_b", "0003_d")
    entries[2]["idx"] = 3
    journal(project, entries)
    assert names(project) == []
    entries[1]["idx"] = 5
    journal(project, entries)
    fix(Found(project.settings()))
    assert [one["idx"] for one in json.loads(project.journal.read_text())["entries"]] == [0, 1, 3]
    journal(project, [{**one, "idx": 8 + idx} for idx, one in enumerate(healthy(project, "0000_a", "0007_b"))])
    fix(Found(project.settings()))
    # 0, 1 would make the next file 0002, and in time a second 0007
    assert [one["idx"] for one in json.loads(project.journal.read_text())["entries"]] == [0, 7]


@pytest.mark.parametrize(
    ("tags", "numbers", "expected"),
    [
        (["0000_a", "0001_b", "0001_c"], [0, 1, 1], [0, 1, 2]),
        (["0000_a", "0001_b", "0001_c", "0002_d"], [0, 1, 1, 2], [0, 1, 2, 3]),
        (["0001_a", "0002_b", "0002_c"], [0, 1, 1], [0, 1, 2]),
        (["0001_a", "0002_b", "0002_c"], [1, 2, 2], [1, 2, 3]),
        (["0000_a", "0000_b", "0000_c"], [0, 0, 0], [0, 1, 2]),
        (["0000_a", "0007_b"], [9, 9], [0, 7]),
        (["0007_a", "0003_b"], [9, 9], [7, 8]),
        (["0000_a", "0007_b"], [0, None], [0, 7]),
        (["20250101000000_a", "20250102000000_b", "20250103000000_c"], [0, 1, 1], [0, 1, 2]),
        (["0000_a", "0001_b", "0002_c", "0001_d"], [0, 1, 2, 1], [0, 1, 2, 3]),
    ],
)
def test_entries_with_one_number_get_different_ones(
    project: Project, tags: list[str], numbers: list[int | None], expected: list[int]
) -> None:
    entries = healthy(project, *tags)
    journal(project, [{**one, "idx": number} for one, number in zip(entries, numbers, strict=True)])
    assert "duplicate-idx" in {finding.rule for finding in found(project, "duplicate-idx")}
    fix(Found(project.settings()))
    assert [one["idx"] for one in json.loads(project.journal.read_text())["entries"]] == expected
    assert [*found(project, "duplicate-idx"), *found(project, "gapped-idx")] == []
    assert names(project) == []
