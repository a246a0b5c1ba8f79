"""--base REF: what is merged is frozen."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from conftest import Project
from repository import git as run_git
from rules.test_folder_rules import healthy, journal

from journal.errors import SettingsInvalid
from journal.folder.git.repository import GitFailed
from journal.project.project import Project as Found
from journal.verbs.check import CheckRequest, lint

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def git(project: Project, *words: str) -> str:
    identity = ["-c", "user.name=test", "-c", "user.email=test@localhost", "-c", "core.autocrlf=false"]
    return run_git(project.root, *identity, *words)


@pytest.fixture
def merged(project: Project) -> list[dict[str, Any]]:
    """A folder of three in git, at the tag `base`; its entries."""
    entries = healthy(project, "0000_a", "0001_b", "0002_c")
    journal(project, entries)
    git(project, "init", "-q")
    git(project, "add", ".")
    git(project, "commit", "-qm", "three")
    git(project, "tag", "base")
    return entries


def said(project: Project, base: str = "base") -> list[tuple[str, str]]:
    result = lint(project.settings(), CheckRequest(base=base, now=NOW))
    return [(one.rule, one.message) for one in result.findings if one.rule.startswith("base-")]


def test_entries_after_the_base_are_free(project: Project, merged: list[dict[str, Any]]) -> None:
    journal(project, [*merged, {**merged[2], "idx": 3, "when": merged[2]["when"] + 9999, "tag": "0003_d"}])
    project.migration("0003_d")
    assert said(project) == []


def test_a_changed_file_is_named_with_the_commit_that_changed_it(project: Project, merged: Any) -> None:
    project.migration("0001_b", "create table other (id int);")
    assert said(project) == [
        (
            "base-file-changed",
            "0001_b.sql is merged in base and has other SQL here, by a change that is not committed.",
        )
    ]
    git(project, "commit", "-qam", "edited")
    commit = git(project, "rev-parse", "--short", "HEAD")
    assert said(project) == [
        ("base-file-changed", f"0001_b.sql is merged in base and has other SQL here, by commit {commit}.")
    ]


def test_a_missing_file_is_found(project: Project, merged: Any) -> None:
    (project.root / "migrations/0002_c.sql").unlink()
    (finding,) = said(project)
    assert finding[1].startswith("0002_c.sql is merged in base and is missing here")


def test_line_ends_that_git_converts_are_not_a_change(project: Project, merged: Any) -> None:
    path = project.root / "migrations/0001_b.sql"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert said(project) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            lambda e: e[1].update(when=e[1]["when"] + 1),
            "The `when` of 0001_b is 1755216060000 at base, and",
        ),
        (lambda e: e.pop(1), "The entry 0001_b is in the journal at base, and missing here."),
        (lambda e: e.insert(1, {**e[2], "tag": "0009_x"}), "The entry 0001_b has the position 1 at base, and 2 here."),
    ],
)
def test_a_changed_lost_or_moved_entry_is_named(project: Project, merged: Any, change: Any, words: str) -> None:
    change(merged)
    journal(project, merged)
    found = [message for rule, message in said(project) if rule == "base-entry-changed"]
    assert found[0].startswith(words)


def test_a_hash_may_be_added_but_not_changed(project: Project, merged: Any) -> None:
    merged[0]["hash"] = "a" * 64
    journal(project, merged)
    assert said(project) == []
    git(project, "commit", "-qam", "hash")
    merged[0]["hash"] = "b" * 64
    journal(project, merged)
    assert [rule for rule, _ in said(project, "HEAD")] == ["base-entry-changed"]


def test_an_unknown_ref_gets_a_sentence(project: Project, merged: Any) -> None:
    with pytest.raises(SettingsInvalid, match="--base origin/main: git knows no such commit in "):
        said(project, "origin/main")


def test_the_commit_that_had_the_recorded_content_is_named(project: Project, merged: Any) -> None:
    from journal.folder.hashing import drizzle_hash

    path = project.root / "migrations/0001_b.sql"
    merged[1]["hash"] = drizzle_hash(path.read_bytes())
    journal(project, [merged[0], merged[1]])
    path.write_text("create table other (id int);")
    git(project, "commit", "-qam", "edited")
    commit = git(project, "rev-parse", "--short", "base")
    result = lint(project.settings(), CheckRequest(now=NOW))
    (finding,) = [one for one in result.findings if one.rule == "hash-differs"]
    assert finding.message.endswith(
        f"was edited since its hash was recorded: commit {commit} had the recorded content."
    )
    assert f"git checkout {commit} -- " in finding.help


def test_a_journal_of_the_base_that_is_broken_cannot_be_compared(project: Project, merged: Any) -> None:
    project.write("meta/_journal.json", "{")
    git(project, "commit", "-qam", "broken")
    project.write("meta/_journal.json", json.dumps({"version": "7", "dialect": "postgresql", "entries": merged}))
    with pytest.raises(GitFailed, match="nothing could be compared, because the journal there is broken: "):
        said(project, "HEAD")


def test_a_branch_that_is_only_behind_passes(project: Project, merged: Any) -> None:
    git(project, "checkout", "-qb", "feature")
    git(project, "commit", "-q", "--allow-empty", "-m", "mine")
    git(project, "checkout", "-q", "-B", "trunk", "base")
    journal(project, [*merged, {**merged[2], "idx": 3, "when": merged[2]["when"] + 9999, "tag": "0003_d"}])
    project.migration("0003_d")
    git(project, "add", ".")
    git(project, "commit", "-qm", "four")
    git(project, "checkout", "-q", "feature")
    assert said(project, "trunk") == []


@pytest.mark.parametrize("base", ["--help", "-x"])
def test_an_invalid_ref_is_not_an_option_of_git(project: Project, merged: Any, base: str) -> None:
    with pytest.raises(SettingsInvalid, match="git knows no such commit"):
        said(project, base)


def test_outside_of_git_there_is_no_base(project: Project) -> None:
    journal(project, healthy(project, "0000_a"))
    with pytest.raises(SettingsInvalid, match="is in no git repository"):
        said(project)


def test_fix_does_not_change_an_idx_of_the_base(project: Project, merged: Any) -> None:
    from journal.verbs.fix import fix

    merged[2]["idx"] = 7
    journal(project, merged)
    git(project, "commit", "-qam", "gap")
    assert said(project) == []  # no database has recorded it
    assert [change.path.name for change in fix(Found(project.settings()), base="HEAD", dry_run=True).changes] == [
        ".gitattributes"
    ]
    assert "_journal.json" in [change.path.name for change in fix(Found(project.settings()), dry_run=True).changes]


def test_an_acceptance_of_a_rule_that_did_not_run_is_not_stale(project: Project, merged: Any) -> None:
    from journal.verbs.check import accept_finding

    project.migration("0001_b", "create table other (id int);")
    request = CheckRequest(base="base", now=NOW)
    accept_finding(project.settings(), request, "base-file-changed", "0001_b", "a comment was added")
    assert said(project) == []
    assert [one.rule for one in lint(project.settings(), CheckRequest(now=NOW)).findings if "accept" in one.rule] == []
