"""--format and --output, the same in check, status, verify and rehearse."""

import json
import os
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest
from conftest import Journal, Project
from documents import wrong_in
from full import FULL
from jsonschema import Draft202012Validator
from rules.test_folder_rules import healthy
from rules.test_folder_rules import journal as write_journal

COMMANDS = {
    "check": ("check", "--no-squawk"),
    "status": ("status", "-e", "LIVE"),
    "verify": ("verify", "-e", "LIVE"),
    "rehearse": ("rehearse", "--only", "ways,twice", "--strict"),
}
FORMATS = ("text", "json", "github", "junit")
OTHERS = {"check": ("gitlab", "sarif"), "rehearse": ("gitlab",)}
FIRST = {"verify": 1, "rehearse": 0}
"""Of these, which take long, CI tries every second format, from this one on."""


def formats(name: str) -> tuple[str, ...]:
    found = (*FORMATS, *OTHERS.get(name, ()))
    return found if FULL or name not in FIRST else found[FIRST[name] :: 2]


EVERY = [(name, form) for name in COMMANDS for form in formats(name)]
# GitLab's documentation, "Code Quality report format": the required keys, and what it reads of them.
CODE_QUALITY = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "location", "severity"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": r"^[^./]|^\.$"},
                    "lines": {"required": ["begin"], "properties": {"begin": {"type": "integer", "minimum": 1}}},
                },
            },
        },
    },
}


@pytest.fixture
def faulty(project: Project, journal: Journal, database: str, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project that every command finds something in, and a database where its second migration is skipped."""
    project.migration("0000_a", "create table a (id int);\n")
    project.migration("0001_b", "create table b (id int);\n")
    assert journal("bootstrap").code == 0
    assert journal("run", "--journal", "--to", "0000_a", "--url", database).code == 0
    document = json.loads(project.journal.read_text())
    document["entries"][1]["when"] = document["entries"][0]["when"]
    project.journal.write_text(json.dumps(document, indent=2))
    monkeypatch.setenv("LIVE", database)
    return project


def is_of(form: str, out: str, code: int) -> bool:
    """Whether an output is a whole one of its format, with at least one finding."""
    if form == "json":
        return wrong_in(out, code) == ""
    if form == "gitlab":
        found = json.loads(out)
        return bool(found) and Draft202012Validator(CODE_QUALITY).is_valid(found)
    if form == "sarif":
        return bool(json.loads(out)["runs"][0]["results"])
    if form == "junit":
        return int(fromstring(out).get("failures", "0")) + int(fromstring(out).get("errors", "0")) > 0
    return (
        out.startswith("::stop-commands::") and ("\n::error " in out or "\n::warning " in out)
        if form == "github"
        else any(word in out for word in ("error", "failed", "differ"))
    )


@pytest.mark.parametrize(("name", "form"), EVERY)
def test_every_format_is_whole_on_stdout_and_in_a_file(faulty: Project, journal: Journal, name: str, form: str) -> None:
    printed = journal(*COMMANDS[name], "--format", form, GITHUB_ACTIONS="")
    assert printed.code == 1, printed.err
    assert is_of(form, printed.out, 1), printed.out
    to_file = journal(*COMMANDS[name], "--format", form, "--output", "result", GITHUB_ACTIONS="")
    text = journal(*COMMANDS[name], GITHUB_ACTIONS="").out
    assert to_file.code == 1
    assert len(to_file.out.splitlines()) == len(text.splitlines())
    written = (faulty.root / "result").read_text()
    assert is_of("text" if form == "github" else form, written, 1), written


@pytest.mark.parametrize("name", COMMANDS)
def test_a_runner_of_github_gets_text_annotations_and_a_summary(faulty: Project, journal: Journal, name: str) -> None:
    summary = faulty.root / "summary.md"
    ended = journal(*COMMANDS[name], GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY=str(summary))
    assert (ended.code, is_of("github", ended.out, 1)) == (1, True), ended.out
    token = ended.out.partition("::stop-commands::")[2].partition("\n")[0]
    assert f"\n::{token}::\n" in ended.out
    text = summary.read_text()
    assert text.startswith(f"### drizzle-journal {name}\n\n")
    assert "\n| --- |" in text


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("form", ["json", "junit"])
def test_a_failure_is_written_to_the_file_and_told_on_stderr(
    faulty: Project, journal: Journal, name: str, form: str
) -> None:
    words = (*COMMANDS[name], "--migrations", "elsewhere", "--format", form, "--output=result", "-C", ".")
    ended = journal(*words, LIVE="postgresql:///x?host=/nowhere")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("error: ")
    assert is_of(form, (faulty.root / "result").read_text(), 2)


def test_a_failure_is_an_issue_of_gitlab_and_a_summary_of_github(project: Project, journal: Journal) -> None:
    summary = project.root / "summary.md"
    words = ("check", "--migrations", "elsewhere", "--format", "gitlab")
    ended = journal(*words, GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY=str(summary))
    assert (ended.code, is_of("gitlab", ended.out, 2)) == (2, True)
    assert "There is no migrations folder" in summary.read_text()


def test_the_folder_of_the_file_has_to_exist(faulty: Project, journal: Journal) -> None:
    for name, words in COMMANDS.items():
        ended = journal(*words, "--output", "absent/result")
        assert (ended.code, ended.err.splitlines()[-1]) == (2, "help: Create it: mkdir -p absent"), name


@pytest.mark.parametrize("words", [(), ("--base", "nosuch")])
def test_a_link_out_of_the_project_is_not_written_through(
    faulty: Project, journal: Journal, tmp_path: Path, words: tuple[str, ...]
) -> None:
    (tmp_path / "outside").write_text("kept")
    (faulty.root / "result").symlink_to(tmp_path / "outside")
    ended = journal("check", "--no-squawk", "--format", "json", "--output", "result", *words)
    assert (ended.code, (tmp_path / "outside").read_text()) == (2, "kept")


def test_a_pipe_is_written_as_it_is(faulty: Project, journal: Journal) -> None:
    os.mkfifo(faulty.root / "pipe")
    descriptor = os.open(faulty.root / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    ended = journal("check", "--no-squawk", "--format", "gitlab", "--output", "pipe")
    written = os.read(descriptor, 1 << 20)
    os.close(descriptor)
    assert (ended.code, is_of("gitlab", written.decode(), 1)) == (1, True)


def issues(journal: Journal, **environment: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(journal("check", "--format", "gitlab", **environment).out)
    return found


def test_fingerprints_of_gitlab_stay_where_lines_move_and_are_never_equal(project: Project, journal: Journal) -> None:
    write_journal(project, healthy(project, "0000_a"))
    text = "create index a on t (a);\ncreate index a on t (a);\ncreate index b on t (b);\n"
    project.migration("0000_a", text)
    before = issues(journal)
    project.migration("0000_a", f"-- a comment\n\n{text}")
    after = issues(journal)
    marks = [{one["fingerprint"] for one in found if "squawk" in one["check_name"]} for found in (before, after)]
    assert marks[0] == marks[1] != set()
    assert len({one["fingerprint"] for one in before}) == len(before)


def test_paths_of_gitlab_are_relative_to_the_repository(faulty: Project, journal: Journal) -> None:
    inside, outside = issues(journal), issues(journal, CI_PROJECT_DIR=str(faulty.root.parent))
    paths = [[one["location"]["path"] for one in found] for found in (inside, outside)]
    assert paths[1] == [f"project/{path}" for path in paths[0]]


def test_accepting_keeps_a_document_whole(faulty: Project, journal: Journal) -> None:
    ended = journal("check", "--accept", "no-snapshots", "--reason", "known", "--format", "junit")
    assert is_of("junit", ended.out, 1)


@pytest.mark.parametrize("words", [("stamp", "--json"), ("check", "--json", "--no-such-option")], ids=" ".join)
def test_words_that_cannot_be_read_write_no_file(faulty: Project, journal: Journal, words: tuple[str, ...]) -> None:
    kept = faulty.write("kept", "mine\n")
    said = journal(*words, "--output", str(kept))
    assert (said.code, json.loads(said.out)["error"]["code"], kept.read_text()) == (2, "usage", "mine\n")


def test_a_failure_says_that_a_link_is_not_written(faulty: Project, journal: Journal, tmp_path: Path) -> None:
    (tmp_path / "outside").write_text("mine\n")
    (faulty.root / "result").symlink_to(tmp_path / "outside")
    said = journal("check", "--migrations", "nowhere", "--format", "junit", "--output", "result")
    assert (said.code, "result is a symbolic link, and is not written." in said.err) == (2, True)
    assert (tmp_path / "outside").read_text() == "mine\n"
