"""Commands are printed as they have to be typed: behind npx, uvx or pipx run, where the program is not on PATH."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Journal, Project

from journal.cli.launcher import launcher


@pytest.mark.parametrize(
    ("prefix", "environment", "before"),
    [
        ("/home/a/.cache/uv/archive-v0/zhavQ8", {}, "uvx"),
        ("/home/a/.local/share/uv/tools/drizzle-journal", {}, ""),
        ("/home/a/.cache/pipx/147811fa7998a4a", {}, "pipx run"),
        ("/home/a/.local/share/pipx/venvs/drizzle-journal", {}, ""),
        ("/home/a/project/.venv", {"JOURNAL_LAUNCHER": "npx"}, "npx"),
        ("/home/a/project/.venv", {"JOURNAL_LAUNCHER": "rm -rf"}, ""),
        ("/usr", {}, ""),
    ],
)
def test_the_launcher_is_known_by_its_folder(prefix: str, environment: dict[str, str], before: str) -> None:
    assert launcher(prefix, environment) == before


def test_printed_commands_begin_with_it_and_documents_stay_as_they_are(project: Project, journal: Journal) -> None:
    def said(*words: str) -> str:
        command = [Path(sys.executable).parent / "drizzle-journal", *words]
        done = subprocess.run(
            command, cwd=project.root, env=os.environ | {"JOURNAL_LAUNCHER": "npx"}, capture_output=True, text=True,
            timeout=60, check=False,
        )  # fmt: skip
        return done.stdout + done.stderr

    project.migration("0000_a", "create table a (id int);")
    plain = journal("doctor")
    assert "drizzle-journal bootstrap" in plain.out + plain.err and "npx drizzle-journal" not in plain.out
    text = said("doctor")
    assert "npx drizzle-journal bootstrap" in text and "npx npx" not in text
    assert "npx drizzle-journal" not in said("doctor", "--json")
    assert "npx drizzle-journal" in said("stamp", "0000_a", "--nothing-like-it")
