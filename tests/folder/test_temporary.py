"""What a killed run left is removed by the next one of any writing verb; what is the user's, or in use, never."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import Journal, Project

from journal.folder.rewrite.store import journal_lock
from journal.folder.rewrite.temporary import clear, temporary_file, temporary_folder

FILES = ("meta/_journal.json.drizzle-journal-a1b2c3d4.tmp", "migrations/.drizzle-journal-________.tmp",
         ".drizzle-journal-zzzzzzzz.tmp")  # fmt: skip
FOLDERS = (".migrations.drizzle-journal-a1b2c3d4.tmp", ".meta.drizzle-journal-a1b2c3d4.tmp",
           ".meta.drizzle-journal-a1b2c3d4.old")  # fmt: skip
USERS = (
    ".migrations.backup.tmp/x", ".migrations.x1.tmp/x", ".migrations.drizzle-journal.tmp/x",
    ".migrations.drizzle-journal-ABCDEFGH.tmp/x", ".migrations.drizzle-journal-a1b2c3d4.tmp.keep/x",
    "meta/_journal.json.x1.tmp", "meta/_journal.json.bak",
)  # fmt: skip


@pytest.fixture
def littered(project: Project) -> Project:
    project.migration("0000_a")
    project.write("meta/_journal.json", '{"version":"7","dialect":"postgresql","entries":[]}')
    for name in (*FILES, *USERS):
        project.write(name, "{")
    for name in FOLDERS:
        project.write(f"{name}/0000_a.sql", "x").parent.chmod(0o500)
    return project


@pytest.mark.parametrize(
    "words",
    [("scaffold",), ("bootstrap",), ("snapshot",), ("handback",), ("handback", "--undo"), ("snapshot", "--undo"),
     ("check", "--fix"), ("check", "--accept", "file-without-entry", "--tag", "0000_a", "--reason", "x"),
     ("new", "more")],
    ids=" ".join,
)  # fmt: skip
def test_every_writing_verb_removes_leftovers_and_nothing_else(
    littered: Project, journal: Journal, words: tuple[str, ...]
) -> None:
    said = journal(*words)
    assert said.code in (0, 1, 2), said.err
    assert [name for name in (*FILES, *FOLDERS) if os.path.lexists(littered.root / name)] == []
    assert [name for name in USERS if not (littered.root / name).exists()] == []


def test_a_link_with_such_a_name_is_left_alone(project: Project, tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "file").write_text("x")
    link = project.root / ".migrations.drizzle-journal-a1b2c3d4.tmp"
    link.symlink_to(precious)
    clear(project.root / "migrations", project.root)
    assert (link.is_symlink(), (precious / "file").exists()) == (True, True)


def test_a_link_inside_is_not_followed(project: Project, tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.mkdir(mode=0o750)
    (precious / "file").write_text("x")
    left = project.root / ".migrations.drizzle-journal-a1b2c3d4.tmp"
    left.mkdir()
    (left / "link").symlink_to(precious)
    clear(project.root / "migrations")
    assert (left.exists(), (precious / "file").exists(), precious.stat().st_mode & 0o777) == (False, True, 0o750)


HOLD = """
import sys, time
from pathlib import Path
from journal.folder.rewrite.temporary import temporary_file, temporary_folder
with temporary_folder(Path(sys.argv[1])) as folder:
    descriptor, file = temporary_file(Path(sys.argv[1]) / "x.sql")
    print(folder, file, sep="\\n", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def living(project: Project) -> Iterator["tuple[subprocess.Popen[str], list[Path]]"]:
    """Another run, with a folder and a file."""
    command = [sys.executable, "-c", HOLD, str(project.root / "migrations")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        yield process, [Path(process.stdout.readline().strip()) for _ in range(2)]
        process.kill()


def test_the_files_of_a_living_run_stay_until_it_is_killed(
    project: Project, living: "tuple[subprocess.Popen[str], list[Path]]"
) -> None:
    process, made = living
    clear(project.root / "migrations", project.root)
    assert [one.exists() for one in made] == [True, True]
    process.kill()
    process.wait()
    clear(project.root / "migrations", project.root)
    assert [one.exists() for one in made] == [False, False]


def test_a_folder_that_was_moved_aside_gets_its_name_again(project: Project) -> None:
    project.migration("0000_a")
    (project.root / "migrations").rename(project.root / ".migrations.drizzle-journal-a1b2c3d4.old")
    clear(project.root / "migrations")
    assert (project.root / "migrations" / "0000_a.sql").exists()


def test_temporary_names_are_recognized(project: Project) -> None:
    descriptor, file = temporary_file(project.root / "meta.sql")
    with temporary_folder(project.root / "migrations") as folder:
        assert {one.name.count(".drizzle-journal-") for one in (file, folder)} == {1}
    os.close(descriptor)
    clear(project.root)
    assert (file.exists(), folder.exists()) == (False, False)


WAIT = """
import sys
from pathlib import Path
from journal.folder.rewrite.store import journal_lock
print("waiting", flush=True)
with journal_lock(Path(sys.argv[1])):
    print(Path(sys.argv[1]).parent.parent.stat().st_ino, flush=True)
"""


def test_a_run_that_waits_for_a_replaced_folder_locks_the_new_one(project: Project) -> None:
    path = project.write("migrations/meta/_journal.json", "{}")
    with journal_lock(path):
        command = [sys.executable, "-c", WAIT, str(path)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert process.stdout
        process.stdout.readline()
        time.sleep(0.1)
        (project.root / "migrations").rename(project.root / "old")
        path = project.write("migrations/meta/_journal.json", "{}")
    assert int(process.communicate(timeout=30)[0]) == (project.root / "migrations").stat().st_ino
