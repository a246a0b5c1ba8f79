"""Every planted fault is found, with file and line, and nothing else; the healthy sample has none."""

import json
import shutil
from pathlib import Path

import pytest
from conftest import Project
from full import part
from rehearsal.planted import FAULTS, Fault, counting, provider_of, told
from repository import commit, git

from journal.folder.read import read_folder
from journal.project.settings import load_settings
from journal.rehearsal.findings import Rehearsal
from journal.rehearsal.rehearse import RehearsalRequest, rehearse
from journal.server.embedded.provider import EmbeddedProvider

ROOT = Path(__file__).parents[2]


def test_there_are_enough_of_them() -> None:
    assert len(FAULTS) >= 25


@pytest.mark.parametrize("folder", FAULTS, ids=lambda folder: folder.name)
def test_a_planted_fault_is_found_and_nothing_else(folder: Path, project: Project) -> None:
    fault = Fault(folder)
    rehearsed = fault.rehearsed(project)
    assert sorted(told(one, project.root) for one in counting(rehearsed)) == sorted(fault.expected)
    assert all(one.help for one in counting(rehearsed))


@pytest.mark.parametrize("major", part([15, 17, 18], 3))
def test_nothing_is_found_in_the_healthy_sample(major: int) -> None:
    rehearsed = rehearse(read_folder(load_settings(ROOT)), provider_of(major))
    assert [one.code for one in counting(rehearsed)] == ["transaction-control"] * 3  # with BEGIN and COMMIT, as it is
    assert rehearsed.server_version.startswith(str(major))
    assert set(rehearsed.tried.values()) == {16, 14}


def test_nothing_is_found_on_the_way_from_an_earlier_sample(project: Project) -> None:
    shutil.copytree(ROOT / "migrations", project.root / "migrations", dirs_exist_ok=True)
    listed = json.loads((ROOT / "meta/_journal.json").read_text())
    project.write("meta/_journal.json", json.dumps(listed | {"entries": listed["entries"][:12]}))
    git(project.root, "init", "-q", "-b", "main")
    commit(project.root)
    project.write("meta/_journal.json", json.dumps(listed))
    request = RehearsalRequest(frozenset({Rehearsal.UPGRADE}), "main")
    rehearsed = rehearse(read_folder(project.settings()), EmbeddedProvider(), request)
    assert (rehearsed.found, rehearsed.tried) == ((), {Rehearsal.UPGRADE: 16})


@pytest.mark.parametrize("number", ["06", "07"])
def test_without_the_other_rehearsals_the_first_file_after_which_the_states_differ_is_the_same(
    number: str, project: Project
) -> None:
    fault = Fault(next(folder for folder in FAULTS if folder.name.startswith(number)))
    expected = [line for line in fault.expected if line.startswith("ways ends-differ")]
    rehearsed = fault.rehearsed(project, frozenset({Rehearsal.WAYS}))
    assert [told(one, project.root) for one in counting(rehearsed)] == expected != []
