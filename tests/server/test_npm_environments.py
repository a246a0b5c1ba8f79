"""`cache show` and `cache clear` know the programs that the npm package installed; a dry run removes nothing."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Journal, Project

KEY = "0.1.0-linux-x64"


@pytest.fixture
def cached(tmp_path: Path) -> Path:
    """The cache folder as the npm package leaves it: an environment, and the file that names its program."""
    folder = tmp_path / "cache/npm"
    program = folder / f"{KEY}.env-a1/env/bin/drizzle-journal"
    program.parent.mkdir(parents=True)
    for path in (folder.parent, folder, folder / f"{KEY}.env-a1"):
        path.chmod(0o700)
    program.write_bytes(b"#" * 1000)
    (folder / KEY).write_text(f"{KEY}.env-a1/env/bin/drizzle-journal")
    (folder.parent / "states").mkdir(mode=0o700)
    (folder.parent / "states/b-1.state").write_bytes(b"x" * 500)
    return folder.parent


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_program_of_the_npm_package_is_shown_and_removed_with_its_name(cached: Path, journal: Journal) -> None:
    place = {"JOURNAL_CACHE_DIR": str(cached)}
    shown = json.loads(journal("cache", "show", "--json", **place).out)
    assert [(one["what"], one["bytes"]) for one in shown["kept"]] == [("state", 500), ("program", 1000)]
    assert journal("cache", "clear", **place).out.endswith("removed: 0.0 MB\n")
    assert files(cached) == []


def test_a_dry_run_of_clear_lists_and_removes_nothing(cached: Path, journal: Journal) -> None:
    before, place = files(cached), {"JOURNAL_CACHE_DIR": str(cached)}
    said = journal("cache", "clear", "--dry-run", **place)
    assert said.code == 0 and f"{cached}/npm/{KEY}.env-a1" in said.out
    assert said.out.endswith("Dry run: nothing was removed. It would remove: 0.0 MB\n")
    document = json.loads(journal("cache", "clear", "--dry-run", "--json", **place).out)
    assert (len(document["would_remove"]), document["bytes"], "removed" in document) == (2, 1500, False)
    assert files(cached) == before


@pytest.mark.parametrize("words", [("show",), ("clear", "--dry-run"), ("clear",)])
def test_a_cache_that_is_not_there_yet_is_empty_and_not_created(
    project: Project, journal: Journal, tmp_path: Path, words: tuple[str, ...]
) -> None:
    said = journal("cache", *words, JOURNAL_CACHE_DIR=str(tmp_path / "none"))
    assert (said.code, said.out.endswith(": 0.0 MB\n"), (tmp_path / "none").exists()) == (0, True, False)


def test_a_program_from_which_a_process_runs_is_left(cached: Path, journal: Journal) -> None:
    program = cached / f"npm/{KEY}.env-a1/env/bin/drizzle-journal"
    words = [sys.executable, "-c", "input()", str(program)]
    with subprocess.Popen(words, stdin=subprocess.PIPE) as running:
        said = journal("cache", "clear", JOURNAL_CACHE_DIR=str(cached))
        running.communicate(b"\n", timeout=20)
    left = f"note: not removed, because a process runs from it: {cached}/npm/{KEY}.env-a1 [running]\n"
    assert (said.code, left in said.out) == (0, True), said.out
    assert files(cached) == [f"npm/{KEY}", f"npm/{KEY}.env-a1/env/bin/drizzle-journal"]
