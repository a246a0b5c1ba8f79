"""A folder of ours: what another user could change is refused, for root and for others, and what is ours is taken."""

import os
import stat
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from another import NOBODY, RACE, Where, access_list, as_user, needs_root

from journal.server.cache_and_run_folders import runs_parent
from journal.server.own_folder import FolderUnsafe, own_folder, remove_folder
from journal.server.runs import FileLock, remove_dead_runs

ALICE, MALLORY = NOBODY, 12346


@pytest.fixture
def common() -> Iterator[Path]:
    """A folder such as /tmp."""
    with TemporaryDirectory(prefix="jo-", dir="/tmp") as name:
        Path(name).chmod(0o1777)
        yield Path(name)


def answer(uid: int, path: Path) -> str:
    """What a user gets who wants a folder there: its path, or why not."""
    read, write = os.pipe()

    def ask() -> None:
        try:
            said = str(own_folder(path))
        except (FolderUnsafe, OSError) as error:
            said = str(error)
        os.write(write, said.encode())

    as_user(uid, ask)
    os.close(write)
    with os.fdopen(read) as file:
        return file.read()


def made(path: Path, mode: int = 0o700) -> Path:
    path.mkdir()
    path.chmod(mode)
    return path


Plant = Callable[[Path], object]
PLANTED: dict[str, tuple[Plant, str]] = {
    "a link to a folder": (
        lambda at: (at / "x").symlink_to("/tmp"),
        "/x is a link, and a private",
    ),
    "a link to nothing": (lambda at: (at / "x").symlink_to(at / "y"), "/x is a link"),
    "a file": (lambda at: (at / "x").touch(), "/x exists, and is not a folder."),
    "a FIFO": (lambda at: os.mkfifo(at / "x"), "/x exists, and is not a folder."),
    "a folder": (lambda at: made(at / "x"), "/x belongs to another user (uid 12346)."),
    "a folder that all can use": (lambda at: made(at / "x", 0o777), "/x belongs to another user"),
}


@needs_root
@pytest.mark.parametrize("uid", [0, ALICE])
@pytest.mark.parametrize("thing", PLANTED)
def test_an_entry_of_another_user_is_refused(thing: str, uid: int, common: Path) -> None:
    plant, reason = PLANTED[thing]
    as_user(MALLORY, lambda: plant(common))
    assert reason in answer(uid, common / "x")
    as_user(MALLORY, lambda: (common / "on-the-way").symlink_to(common))
    assert "on-the-way is a link that another user made (uid 12346)." in answer(uid, common / "on-the-way" / "z")


@needs_root
@pytest.mark.parametrize("uid", [0, ALICE])
@pytest.mark.parametrize(("mode", "group"), [(0o777, 0), (0o770, 34), (0o722, 0), (0o2777, 0)])
def test_a_folder_on_the_way_that_others_can_change_is_refused(mode: int, group: int, uid: int, common: Path) -> None:
    way = made(common / "way")
    os.chown(way, uid, group)
    way.chmod(mode)
    assert answer(uid, way / "x") == f"Other users can write to {way} (mode {mode:04o})."
    assert not (way / "x").exists()


@needs_root
def test_the_home_of_another_user_is_refused_also_for_root(common: Path) -> None:
    home = made(common / "home", 0o755)
    os.chown(home, ALICE, ALICE)
    assert answer(0, home / ".cache" / "x") == f"{home} belongs to another user (nobody)."
    assert answer(ALICE, home / ".cache" / "x") == str(home / ".cache" / "x")


@needs_root
def test_links_of_root_and_our_own_are_followed_on_the_way_and_the_path_has_none(common: Path) -> None:
    target = made(common / "target", 0o755)
    os.chown(target, ALICE, ALICE)
    (common / "by-root").symlink_to(target)
    as_user(ALICE, lambda: (common / "by-alice").symlink_to(Path("by-root", "..", "target")))
    assert answer(ALICE, common / "by-alice" / "x") == str(target / "x")


def test_links_in_a_circle_end(common: Path) -> None:
    (common / "a").symlink_to("b")
    (common / "b").symlink_to("a")
    with pytest.raises(OSError, match="symbolic links"):
        own_folder(common / "a" / "x")


@needs_root
def test_a_group_without_other_members_may_write_as_where_each_user_has_one(common: Path) -> None:
    way = made(common / "way")
    os.chown(way, ALICE, 65534)
    way.chmod(0o775)
    names = "root:x:0:0::/:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\n"
    script = f"from journal.server.own_folder import *\nprint(own_folder(Path({str(way)!r}) / 'x'))"
    alone = Where(ALICE, passwd=names).run(script, common)
    assert alone.stdout == f"{way / 'x'}\n", alone.stderr
    more = Where(ALICE, passwd=f"{names}eve:x:1001:65534::/:/bin/sh\n").run(script, common)
    assert f"FolderUnsafe: Other users can write to {way} (mode 0775)." in more.stderr
    os.setxattr(way, "system.posix_acl_access", access_list(MALLORY))
    listed = Where(ALICE, passwd=names).run(script, common)
    assert f"FolderUnsafe: Other users can write to {way}" in listed.stderr


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o777])
def test_modes_do_not_depend_on_the_umask(umask: int, common: Path) -> None:
    before = os.umask(umask)
    try:
        folder = own_folder(common / "a" / "b", mode=0o711)
        with FileLock() as lock:
            lock.take(folder / "lock")
    finally:
        os.umask(before)
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (common / "a", folder, folder / "lock")]
    assert modes == [0o711, 0o711, 0o600]


def test_a_private_folder_with_another_mode_is_corrected(common: Path) -> None:
    made(common / "x", 0o755)
    assert stat.S_IMODE(own_folder(common / "x").stat().st_mode) == 0o700
    made(common / "y", 0o000)
    assert stat.S_IMODE(own_folder(common / "y").stat().st_mode) == 0o700


LOCKS: dict[str, Plant] = {
    "a link": lambda at: at.symlink_to(at.with_name("elsewhere")),
    "a FIFO": os.mkfifo,
    "a folder": lambda at: at.mkdir(),
    "a second name of another file": lambda at: [at.with_name("file").touch(), os.link(at.with_name("file"), at)],
    "a file that others can write to": lambda at: [at.touch(), at.chmod(0o666)],
}


@pytest.mark.parametrize("thing", LOCKS)
def test_a_lock_is_a_private_file(thing: str, common: Path) -> None:
    LOCKS[thing](common / "lock")
    with FileLock() as lock, pytest.raises(FolderUnsafe, match="not a file that only we can write to"):
        lock.take(common / "lock")
    assert not (common / "elsewhere").exists()


def test_a_link_is_deleted_and_never_followed(common: Path) -> None:
    kept = made(common / "kept")
    (kept / "file").touch()
    folder = made(common / "folder")
    (folder / "link").symlink_to(kept)
    (common / "link").symlink_to(kept)
    remove_folder(folder)
    remove_folder(common / "link")
    assert sorted(path.name for path in common.iterdir()) == ["kept"]
    assert (kept / "file").exists()


@needs_root
def test_removing_dead_runs_leaves_the_entries_of_other_users(common: Path) -> None:
    treasure = made(common / "treasure")
    made(treasure / "run-1")
    as_user(MALLORY, lambda: (common / "link").symlink_to(treasure))
    remove_dead_runs(common / "link")
    runs = made(common / "runs", 0o711)
    (runs / "run-1").symlink_to(treasure)
    os.chown(made(runs / "run-2"), MALLORY, MALLORY)
    made(runs / "run-3")
    remove_dead_runs(runs)
    assert sorted(path.name for path in runs.iterdir()) == ["gate", "run-1", "run-2"]
    assert (treasure / "run-1").exists()
    assert not (treasure / "gate").exists()


@needs_root
def test_if_another_user_has_the_usual_folder_another_one_is_used_with_a_warning(common: Path) -> None:
    other = made(common / "t", 0o1777)
    as_user(MALLORY, lambda: [made(other / f"drizzle-journal-{ALICE}")])
    script = "import journal.server.cache_and_run_folders as r\nr._ROOM = 2**63\nprint(r.runs_parent())"
    done = Where(ALICE).run(script, common, TMPDIR=str(other))
    assert done.stdout == f"/tmp/drizzle-journal-{ALICE}\n", done.stderr
    assert done.stderr == (
        f"warning: {other}/drizzle-journal-{ALICE} belongs to another user (uid 12346). "
        f"/tmp/drizzle-journal-{ALICE} is used instead.\n"
    )


@needs_root
def test_a_race_for_a_name_in_a_folder_such_as_tmp_is_never_won(common: Path) -> None:
    """Mallory puts one thing after the other there; what root gets each time is a folder of root's, or a refusal."""
    treasure = made(common / "treasure")
    race = ["/usr/bin/python3", "-c", RACE, str(common / "x"), str(treasure)]
    racer = subprocess.Popen(race, user=MALLORY, group=MALLORY, extra_groups=[])
    got = refused = 0
    until = time.monotonic() + 3
    try:
        while time.monotonic() < until:
            try:
                folder = own_folder(common / "x")
            except (FolderUnsafe, OSError):
                refused += 1
                continue
            assert folder.lstat().st_uid == 0
            assert not folder.is_symlink()
            (folder / "file").touch()
            got += 1
            remove_folder(folder)
    finally:
        racer.kill()
        racer.wait()
    assert got
    assert refused
    assert list(treasure.iterdir()) == []


def test_a_path_below_a_file_is_refused(common: Path) -> None:
    (common / "file").touch()
    with pytest.raises(FolderUnsafe, match="file exists, and is not a folder"):
        own_folder(common / "file" / "x")


def test_the_folder_of_all_runs_is_found_again() -> None:
    assert runs_parent() == runs_parent()
    assert stat.S_IMODE(runs_parent().stat().st_mode) == 0o711
