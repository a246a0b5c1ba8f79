"""A journal put on disk: all or nothing, under a lock, never over somebody else's change."""

import json
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import Project

from journal.errors import JournalChanged, JournalInvalid, Locked
from journal.folder.entries import Entry, Journal
from journal.folder.read import read_journal
from journal.folder.rewrite.store import journal_lock, replace_journal
from journal.folder.rewrite.writing import new_text
from journal.project.project import Project as Found
from journal.verbs.scaffold import scaffold

OLD = new_text([Entry(0, 1755216000000, "0000_é")])
NEW = new_text([Entry(0, 1755216000000, "0000_é", hash="ab" * 32)])

# The texts are large and nothing is parsed, so that most of the time goes into the writing itself.
LOOP = """
import sys
from pathlib import Path
from journal.folder.entries import Entry, Journal
from journal.folder.rewrite.store import replace_journal
from journal.folder.rewrite.writing import new_text

path = Path(sys.argv[1])
texts = [new_text([Entry(0, 1, "0000_x", hash=c * 4_000_000)]) for c in "ab"]
path.write_text(texts[0])
print("ready", flush=True)
for turn in range(1_000_000):
    replace_journal(Journal(path, (), texts[turn % 2]), texts[(turn + 1) % 2])
"""


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JOURNAL_CACHE_DIR", str(tmp_path / "cache"))


@pytest.fixture
def before(project: Project) -> Journal:
    """The journal of a project, as it was read."""
    project.write("meta/_journal.json", OLD)
    return read_journal(project.journal)[0]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_journal_is_replaced_and_nothing_is_left_beside_it(before: Journal) -> None:
    assert replace_journal(before, NEW) is True
    assert before.path.read_bytes() == NEW.encode()
    assert names(before.path.parent) == ["_journal.json"]


def test_the_first_journal_makes_its_folder(project: Project) -> None:
    assert replace_journal(Journal(project.journal), NEW) is True
    assert project.journal.read_bytes() == NEW.encode()
    assert names(project.journal.parent) == ["_journal.json"]


def test_the_same_text_is_not_written(before: Journal) -> None:
    inode = before.path.stat().st_ino
    assert replace_journal(before, OLD) is False
    assert before.path.stat().st_ino == inode


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644, 0o664])
def test_the_mode_of_the_file_is_kept(before: Journal, mode: int) -> None:
    before.path.chmod(mode)
    replace_journal(before, NEW)
    assert before.path.stat().st_mode & 0o7777 == mode


@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_a_new_file_has_the_mode_of_the_mask(project: Project, mask: int, mode: int) -> None:
    usual = os.umask(mask)
    try:
        replace_journal(Journal(project.journal), NEW)
    finally:
        assert os.umask(usual) == mask
    assert project.journal.stat().st_mode & 0o7777 == mode


@pytest.mark.parametrize("theirs", [OLD + "\n", OLD.replace("\n", "\r\n"), ""])
def test_a_file_changed_in_the_meantime_is_left_alone(before: Journal, theirs: str) -> None:
    before.path.write_bytes(theirs.encode())
    with pytest.raises(JournalChanged) as caught:
        replace_journal(before, NEW)
    assert caught.value.message == (
        f"{before.path} was changed by another process in the meantime; it was left unchanged."
    )
    assert caught.value.hint == "Type the command again."
    assert before.path.read_bytes() == theirs.encode()
    assert names(before.path.parent) == ["_journal.json"]


def test_a_file_removed_in_the_meantime_stays_removed(before: Journal) -> None:
    before.path.unlink()
    with pytest.raises(JournalChanged):
        replace_journal(before, NEW)
    assert names(before.path.parent) == []


def test_a_file_made_in_the_meantime_is_left_alone(project: Project) -> None:
    project.write("meta/_journal.json", OLD)
    with pytest.raises(JournalChanged):
        replace_journal(Journal(project.journal), NEW)
    assert project.journal.read_bytes() == OLD.encode()


def test_a_linked_journal_is_written_where_it_is(before: Journal, tmp_path: Path) -> None:
    real = before.path.rename(tmp_path / "real.json")
    before.path.symlink_to(real)
    assert replace_journal(before, NEW) is True
    assert before.path.readlink() == real
    assert real.read_bytes() == NEW.encode()
    assert names(before.path.parent) == ["_journal.json"]


def test_a_leftover_of_a_killed_run_is_removed(before: Journal) -> None:
    folder = before.path.parent
    others = ["0000_snapshot.json", "_journal.json.orig", "_journal.json.tmp", "_journal.json.x1.tmp"]
    for name in (*others, "_journal.json.drizzle-journal-x1_y2z3w.tmp"):
        (folder / name).write_text("{")
    replace_journal(before, NEW)
    assert names(folder) == sorted([*others, "_journal.json"])


def test_a_folder_that_cannot_be_made_is_an_error(project: Project) -> None:
    project.write("migrations/meta", "a file")
    with pytest.raises(JournalInvalid) as caught:
        replace_journal(Journal(project.journal), NEW)
    assert caught.value.message == f"{project.journal} cannot be written: File exists."
    assert caught.value.hint == f"ls -ld '{project.journal.parent}' shows the permissions."


def hold(path: Path, seconds: float, ready: "multiprocessing.synchronize.Event") -> None:
    with journal_lock(path):
        ready.set()
        time.sleep(seconds)
        (path.parent.parent / "let_go").touch()


@pytest.fixture
def holder(project: Project, request: pytest.FixtureRequest) -> Iterator[multiprocessing.process.BaseProcess]:
    """Another process that holds the lock for the seconds of the parameter."""
    context = multiprocessing.get_context("spawn")
    ready = context.Event()
    process = context.Process(target=hold, args=(project.journal, request.param, ready))
    process.start()
    assert ready.wait(30)
    yield process
    process.kill()
    process.join()


@pytest.mark.parametrize("holder", [60], indirect=True)
@pytest.mark.usefixtures("holder")
def test_a_lock_held_too_long_is_an_error(project: Project) -> None:
    with pytest.raises(Locked) as caught, journal_lock(project.journal, seconds=0.2):
        pass
    assert caught.value.message == f"Another run has held the lock on {project.journal} for more than 0.2 seconds."
    assert caught.value.hint == "Wait for it to end, then type the command again."
    assert not project.journal.parent.exists()


@pytest.mark.parametrize("holder", [0.5], indirect=True)
@pytest.mark.usefixtures("holder")
def test_a_held_lock_is_waited_for(project: Project) -> None:
    with journal_lock(project.journal, seconds=30):
        assert (project.root / "migrations" / "let_go").exists()


@pytest.mark.parametrize("holder", [60], indirect=True)
def test_a_killed_run_releases_the_lock(project: Project, holder: multiprocessing.process.BaseProcess) -> None:
    assert holder.pid
    os.kill(holder.pid, signal.SIGKILL)
    holder.join()
    with journal_lock(project.journal, seconds=5):
        assert holder.exitcode == -signal.SIGKILL


@pytest.mark.parametrize("holder", [60], indirect=True)
@pytest.mark.usefixtures("holder")
def test_the_lock_is_that_of_the_file_a_link_leads_to(project: Project, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(project.root)
    with pytest.raises(Locked), journal_lock(link / "migrations" / "meta" / "_journal.json", seconds=0.1):
        pass


def test_the_lock_leaves_no_file_behind(project: Project) -> None:
    with journal_lock(project.journal):
        assert names(project.root) == ["migrations"]


def test_the_lock_is_released_after_an_error(project: Project) -> None:
    with pytest.raises(ZeroDivisionError), journal_lock(project.journal):
        raise ZeroDivisionError
    with journal_lock(project.journal, seconds=0.1):
        assert not project.journal.exists()


def kill_while_writing(path: Path, seconds: float) -> None:
    """Start a process that rewrites the journal without end, and kill it after some time of that."""
    process = subprocess.Popen([sys.executable, "-c", LOOP, str(path)], stdout=subprocess.PIPE)
    assert process.stdout
    with process:
        assert process.stdout.readline() == b"ready\n"
        time.sleep(seconds)
        process.kill()


def test_a_kill_at_any_moment_leaves_a_whole_journal(project: Project) -> None:
    chance = random.Random(20250815)
    project.write("meta/_journal.json", OLD)
    for _ in range(20):
        kill_while_writing(project.journal, chance.uniform(0, 0.15))
        (entry,) = json.loads(project.journal.read_bytes())["entries"]
        assert (len(entry["hash"]), set(entry["hash"])) in ((4_000_000, {"a"}), (4_000_000, {"b"}))
    replace_journal(read_journal(project.journal)[0], NEW)
    assert names(project.journal.parent) == ["_journal.json"]


def test_a_link_to_itself_is_an_error(project: Project) -> None:
    project.migration("0000_a")
    (project.root / "migrations" / "meta").symlink_to("meta")
    with pytest.raises(JournalInvalid, match="Too many levels of symbolic links"):
        scaffold(Found(project.settings()))


def test_a_link_to_the_root_folder_can_be_locked(tmp_path: Path) -> None:
    (tmp_path / "meta").symlink_to("/")
    with journal_lock(tmp_path / "meta" / "_journal.json", seconds=1):
        pass
