"""Both sides of a file with git's markers, as the real git leaves them."""

import subprocess
from pathlib import Path

import pytest
from repository import commit, git

from journal.folder.merge_sides import both_sides

START = "{\n  a,\n  b,\n  c\n}\n"
OURS, THEIRS = START.replace("  b,\n", "  ours,\n"), START.replace("  b,\n", "  theirs,\n  more,\n")


@pytest.mark.parametrize("style", ["merge", "diff3"])
def test_the_sides_are_those_that_git_merged(tmp_path: Path, style: str) -> None:
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "config", "merge.conflictStyle", style)
    file = tmp_path / "file"
    for branch, text in (("", START), ("ours", OURS), ("theirs", THEIRS)):
        if branch:
            git(tmp_path, "switch", "-q", "-c", branch, "main")
        file.write_text(text)
        commit(tmp_path)
    git(tmp_path, "switch", "-q", "ours")
    done = subprocess.run(["git", "merge", "theirs"], cwd=tmp_path, capture_output=True, timeout=30, check=False)
    assert done.returncode == 1
    assert both_sides(file.read_bytes()) == (OURS.encode(), THEIRS.encode())
    assert both_sides(file.read_bytes().replace(b"\n", b"\r\n")) is not None


@pytest.mark.parametrize(
    "text",
    [
        "", START, "=======\n", "<<<<<<< a\n=======\n", ">>>>>>> a\n", "<<<<<<< a\n>>>>>>> b\n",
        "<<<<<<< a\n=======\n>>>>>>> b\n=======\n<<<<<<< a\n", "<<<<<<<a\n=======\n>>>>>>>b\n",
    ],
)  # fmt: skip
def test_a_file_without_whole_conflicts_has_no_sides(text: str) -> None:
    assert both_sides(text.encode()) is None
