"""The command itself: formats, exit codes, and what CI sees when it cannot answer."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Journal, Project
from rules.test_folder_rules import healthy
from rules.test_folder_rules import journal as write_journal

ROOT = Path(__file__).parents[2]


@pytest.fixture
def skipped(project: Project) -> Project:
    entries = healthy(project, "0000_a", "0001_b")
    entries[1]["when"] = entries[0]["when"]
    write_journal(project, entries)
    return project


def test_each_format_has_its_beginning_and_the_exit_code(skipped: Project, journal: Journal) -> None:
    beginnings = {
        "text": "Failed: 1 error in 1 file.\n\nmeta/_journal.json",
        "json": "{",
        "sarif": "{",
        "junit": "<?xml",
        "github": "::stop-commands::",
    }
    for name, beginning in beginnings.items():
        said = journal("check", "--no-squawk", "--format", name, GITHUB_ACTIONS="")
        assert (said.code, said.out.startswith(beginning), said.err) == (1, True, ""), name
    assert journal("check", "--no-squawk", "--fail-on", "error").code == 1
    assert "::error file=meta/_journal.json,line=15,col=7" in journal("check", GITHUB_ACTIONS="true").out


def test_the_old_word_advice_still_works_and_names_the_new_one(project: Project, journal: Journal) -> None:
    write_journal(project, healthy(project, "0000_a"))
    said = journal("check", "--no-squawk", "--fail-on", "advice", "--json")
    assert (said.code, json.loads(said.out)["fail_on"]) == (0, "note")
    assert said.err.startswith("note: --fail-on advice is now --fail-on note;")


def test_squawk_runs_where_it_is_installed(project: Project, journal: Journal) -> None:
    entries = healthy(project, "0000_a")
    project.migration("0000_a", "alter table users add column note varchar(10) not null;\n")
    write_journal(project, entries)
    said = journal("check")
    assert (said.code, "note[squawk/" in said.out) == (0, True)
    assert "squawk" not in journal("check", "--no-squawk").out


def test_a_step_summary_that_cannot_be_written_is_a_warning(project: Project, journal: Journal) -> None:
    write_journal(project, healthy(project, "0000_a"))
    summary = project.root / "absent" / "summary"
    said = journal("check", GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY=str(summary))
    assert said.code == 0
    assert said.err == "warning: the step summary absent/summary cannot be written: No such file or directory.\n"


@pytest.mark.parametrize("words", [("--json",), ("--format", "json"), ("--format=json",)])
def test_a_failure_is_a_document_with_json(project: Project, journal: Journal, words: tuple[str, ...]) -> None:
    said = journal("check", "--migrations", "elsewhere", *words)
    assert (said.code, json.loads(said.out)["error"]["code"]) == (2, "folder-unreadable")


def test_a_failure_is_an_annotation_on_github(project: Project, journal: Journal) -> None:
    said = journal("check", "--migrations", "elsewhere", GITHUB_ACTIONS="true")
    assert (said.code, "\n::error::There is no migrations folder at " in said.err) == (2, True)


def test_dry_run_without_fix_is_refused(project: Project, journal: Journal) -> None:
    write_journal(project, healthy(project, "0000_a"))
    said = journal("check", "--dry-run")
    assert (said.code, said.err.splitlines()[0]) == (
        2, "error: --dry-run belongs to --fix: `drizzle-journal check` alone writes nothing."
    )  # fmt: skip


def test_the_document_lists_the_fixes(project: Project, journal: Journal) -> None:
    (entry,) = healthy(project, "0000_a")
    write_journal(project, [{**entry, "idx": 3}])
    said = json.loads(journal("check", "--json", "--fix").out)
    assert [one["path"] for one in said["fixed"]] == ["meta/_journal.json"]
    assert said["status"] == "ok"


def test_rules_have_their_texts_without_docstrings_too(project: Project) -> None:
    write_journal(project, healthy(project, "0000_a", "0000_a"))
    start = [sys.executable, "-OO", "-c", "from journal.cli.main import main; main()"]
    words = [*start, "check", "--no-squawk"]
    done = subprocess.run(words, cwd=project.root, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, "error[duplicate-tag]" in done.stdout) == (1, True), done.stdout + done.stderr
