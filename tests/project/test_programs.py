"""find_program: programs of the machine, and none that comes with a project."""

import os
import re
from pathlib import Path

import pytest
from conftest import Journal, Project

from journal.project.programs import find_program, trusted_path

PACKAGE = Path(__file__).parents[2] / "journal"


def program(path: Path, text: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


def test_the_first_in_an_absolute_folder_outside_of_the_project_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = program(tmp_path / "project/tools/x")
    (tmp_path / "links").mkdir()
    (tmp_path / "links/x").symlink_to(inside)
    program(tmp_path / "else/node_modules/.bin/x")
    found = program(tmp_path / "usual/x")
    (tmp_path / "empty/x").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "project/tools")
    names = ("project/tools", "links", "else/node_modules/.bin", "empty", "nowhere", "usual")
    folders = [".", "", "tools", *(str(tmp_path / name) for name in names)]
    monkeypatch.setenv("PATH", os.pathsep.join(folders))
    assert find_program("x", outside=tmp_path / "project") == str(found)
    assert find_program("x") == str(inside)
    assert find_program("y") is None
    assert trusted_path() == os.pathsep.join(str(tmp_path / name) for name in names if "node_modules" not in name)


def test_a_squawk_of_the_project_is_not_run(project: Project, journal: Journal) -> None:
    project.migration("0000_a")
    program(project.root / "tools/squawk", f"touch {project.root}/ran; echo '[]'")
    for folder in (f"{project.root}/tools", ".", ""):
        journal("check", PATH=f"{folder}:{os.environ['PATH']}")
    assert not (project.root / "ran").exists()


@pytest.mark.parametrize("said", ["[1]", "[null]", "{}", '[{"file": 1}]', "[[]]", "nonsense", '"x"', ""])
def test_whatever_a_squawk_says_there_is_a_result(
    project: Project, journal: Journal, tmp_path: Path, said: str
) -> None:
    project.migration("0000_a")
    program(tmp_path / "tools/squawk", f"echo '{said}'")
    done = journal("check", PATH=f"{tmp_path / 'tools'}:{os.environ['PATH']}")
    assert (done.code, "Traceback" in done.err) == (1, False)


def test_programs_are_looked_for_in_one_place() -> None:
    elsewhere = [path for path in PACKAGE.rglob("*.py") if re.search(r"shutil(\.| import )which", path.read_text())]
    assert elsewhere == []
