"""The command line around the verbs: help, completion, names, and how words are refused."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Journal, Project

BIN = Path(sys.executable).parent


def test_help_names_every_verb_and_the_exit_codes(project: Project, journal: Journal) -> None:
    said = journal("--help")
    assert said.code == 0
    for words in ("scaffold", "bootstrap", "run", "Exit codes: 0 yes, 1 the answer is no"):
        assert words in said.out


def test_both_names_are_the_same_command() -> None:
    said = [subprocess.check_output([BIN / name, "--version"]) for name in ("journal", "drizzle-journal")]
    assert said[0] == said[1] != b""


@pytest.mark.parametrize(
    ("line", "completed"), [("journal boot", "bootstrap"), ("journal run --lock", "--lock-timeout")]
)
def test_the_shell_completes_verbs_and_options(line: str, completed: str) -> None:
    words = {"COMP_WORDS": line, "COMP_CWORD": str(len(line.split()) - 1), "_JOURNAL_COMPLETE": "complete_bash"}
    said = subprocess.run([BIN / "journal"], env=os.environ | words, capture_output=True, text=True, check=False)
    assert completed in said.stdout.split()


def test_a_verb_that_is_mistyped_is_answered_with_the_right_one(project: Project, journal: Journal) -> None:
    said = journal("bootstrp")
    assert said.code == 2
    assert "bootstrap" in said.err
    assert "Traceback" not in said.err


def test_a_full_disk_for_the_result_is_one_sentence(project: Project) -> None:
    project.migration("0000_a")
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [BIN / "journal", "scaffold"], cwd=project.root, stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert (done.returncode, done.stderr) == (2, "error: the result cannot be written: No space left on device.\n")
