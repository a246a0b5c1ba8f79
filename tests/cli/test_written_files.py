"""Files that check and new write: whole or not at all, also by two runs at once, and with a sentence on failure."""

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from conftest import Journal, Project, Said
from forked import COMMAND
from rules.test_folder_rules import SQL, entry, healthy
from rules.test_folder_rules import journal as write_journal

from journal.folder.rewrite import store
from journal.verbs.check import CheckRequest, accept_finding

AS_ANYBODY = ("setpriv", "--bounding-set=-dac_override")  # root, whom modes keep from writing, too
ACCEPT = ("check", "--accept", "when-does-not-rise", "--reason", "known", "--no-squawk", "--tag")


@pytest.fixture
def many(project: Project) -> Project:
    """Nine entries of which none is later than the first."""
    entries = healthy(project, *(f"{number:04d}_x" for number in range(9)))
    write_journal(project, [one | {"when": entries[0]["when"] - one["idx"] * 5000} for one in entries])
    return project


def at_once(journal: Journal, calls: list[tuple[str, ...]]) -> list[Said]:
    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(lambda words: journal(*words), calls))


def test_acceptances_of_concurrent_runs_are_all_kept(many: Project, journal: Journal) -> None:
    tags = [f"{number:04d}_x" for number in range(1, 9)]
    done = at_once(journal, [(*ACCEPT, tag) for tag in tags])
    assert {one.code for one in done} <= {0, 1}
    kept = json.loads((many.root / "journal-accepted.json").read_text())["accepted"]
    assert [one["about"] for one in kept] == tags
    assert journal("check", "--no-squawk").code == 0


def test_migrations_of_concurrent_runs_have_a_number_each(project: Project, journal: Journal) -> None:
    project.migration("0000_a")
    done = at_once(journal, [("new", f"add_{word}") for word in "abcdefgh"])
    assert [one.code for one in done] == [0] * 8
    numbers = [path.name[:4] for path in project.root.glob("migrations/*add_[a-h].sql") if "down" not in path.name]
    assert sorted(numbers) == [f"{number:04d}" for number in range(1, 9)]


def test_of_concurrent_runs_that_derive_files_the_later_reports_a_taken_number(
    project: Project, journal: Journal
) -> None:
    project.migration("0000_a", "CREATE TABLE t (id int);\n")
    calls = [("new", f"drop_{word}", "--drop-table", "t", "--no-replay") for word in "abcdef"]
    done = at_once(journal, calls)
    made = [path.name for path in project.root.glob("migrations/*drop_?.sql") if "down" not in path.name]
    assert len({name[:4] for name in made}) == len(made) == sum(one.code in (0, 1) for one in done)
    assert all("in the meantime; nothing was written" in one.err for one in done if one.code not in (0, 1))


def test_ignore_lists_of_concurrent_runs_are_all_kept(project: Project, journal: Journal) -> None:
    write_journal(project, healthy(project, "0000_a"))
    done = at_once(journal, [("new", f"by_hand_{word}", "--manual") for word in "abcdef"])
    assert [one.code for one in done] == [0] * 6
    assert (project.root / "journal.toml").read_text().count("[[ignore]]") == 6


@pytest.fixture
def closed() -> Iterator[Project]:
    """A project that its user may read but not write."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        project = Project(root)
        write_journal(project, [*healthy(project, "0000_a"), entry(5, "0001_b", when=1)])
        project.migration("0001_b", SQL)
        project.write("journal.toml", "")
        for path in (root, *root.rglob("*")):
            path.chmod(0o555 if path.is_dir() else 0o444)
        yield project
        for path in (root, *root.rglob("*")):
            path.chmod(0o755)


@pytest.mark.parametrize(
    "words",
    [
        (*ACCEPT, "0001_b"),
        ("check", "--fix", "--no-squawk"),
        ("new", "more"),
        ("new", "more", "--manual"),
        ("new", "more", "--drop-table", "t", "--no-replay"),
        ("scaffold",),
    ],
    ids=" ".join,
)
def test_a_read_only_folder_is_a_failure_in_one_sentence(closed: Project, words: tuple[str, ...]) -> None:
    before = {path: path.read_bytes() for path in closed.root.rglob("*") if path.is_file()}
    if words == ("scaffold",):
        path = closed.journal
        path.parent.chmod(0o755)
        path.unlink()
        path.parent.chmod(0o555)
        del before[path]
    command = [*(AS_ANYBODY if os.getuid() == 0 else ()), COMMAND, *words]
    done = subprocess.run(command, cwd=closed.root, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, "cannot be written: Permission denied" in done.stderr) == (2, True), done
    assert {path: path.read_bytes() for path in closed.root.rglob("*") if path.is_file()} == before


def test_an_interrupted_write_leaves_the_old_file(many: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    path = many.root / "journal-accepted.json"
    accept_finding(many.settings(), CheckRequest(), "when-does-not-rise", "0001_x", "known")
    before = path.read_bytes()

    def interrupted(descriptor: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(store.os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        accept_finding(many.settings(), CheckRequest(), "when-does-not-rise", "0002_x", "known")
    assert path.read_bytes() == before
    assert list(many.root.glob("*.drizzle-journal-*")) == []


def test_a_run_removes_the_temporary_files_of_a_killed_one(many: Project, journal: Journal) -> None:
    left = [many.write(f"{folder}.drizzle-journal-x1y2z3w4.tmp", "{") for folder in ("", "migrations/")]
    journal(*ACCEPT, "0001_x")
    journal("new", "more")
    assert [path for path in left if path.exists()] == []


def test_a_link_out_of_the_project_is_not_written_through(many: Project, tmp_path: Path, journal: Journal) -> None:
    outside = tmp_path / "outside.json"
    outside.write_text('{"accepted": []}')
    (many.root / "journal-accepted.json").symlink_to(outside)
    done = journal(*ACCEPT, "0001_x")
    assert (done.code, outside.read_text()) == (2, '{"accepted": []}')
    assert f"it is a symbolic link out of {many.root}" in done.err
