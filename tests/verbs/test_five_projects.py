"""Projects written by hand, from no journal to a proved and staged one by the printed commands alone."""

import json
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import Journal, Project
from repository import git

from journal.report.parts import keep_in_git

CASES = Path(__file__).parents[1] / "cases"
PROJECTS = {"auth": 8, "billing": 6, "multi": 6, "seqs": 6, "shop": 7}


@pytest.mark.parametrize("name", PROJECTS)
def test_two_commands_prove_and_stage_the_journal_of_a_project_written_by_hand(
    project: Project, journal: Journal, name: str
) -> None:
    shutil.copytree(CASES / f"project-{name}", project.root, dirs_exist_ok=True)
    git(project.root, "init", "-q")
    first = journal("bootstrap")
    assert (first.code, f"Journal, files and ledger agree for {PROJECTS[name]} entries" in first.out) == (0, True)
    words = shlex.split(first.out.rpartition(" Next: ")[2])
    subprocess.run(words, cwd=project.root, check=True, timeout=30)
    assert git(project.root, "diff", "--cached", "--name-only") == "migrations/meta/_journal.json"
    again = journal("bootstrap", "--json")
    assert {entry["state"] for entry in json.loads(again.out)["entries"]} == {"authentic"}


def test_the_next_step_outside_of_git_is_not_a_git_command(project: Project, journal: Journal) -> None:
    project.migration("0000_a", "create table a (id int);\n")
    assert journal("bootstrap").out.endswith(" Next: drizzle-journal check\n")
    git(project.root, "init", "-q")
    project.migration("0001_b", "create table b (id int);\n")
    assert journal("bootstrap", "--add", "all").out.endswith(" Next: git add migrations/meta/_journal.json\n")


def test_the_next_step_from_another_folder_names_the_repository(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = project.write("migrations/meta/_journal.json", "{}")
    git(project.root, "init", "-q")
    for folder, start in ((project.root / "migrations", "git add meta/"), (tmp_path, f"git -C {project.root} add m")):
        monkeypatch.chdir(folder)
        command = keep_in_git(project.root, written)
        assert command.startswith(start)
        subprocess.run(shlex.split(command), check=True, timeout=30)
        assert git(project.root, "diff", "--cached", "--name-only") == "migrations/meta/_journal.json"
        git(project.root, "rm", "-q", "--cached", "migrations/meta/_journal.json")
