"""A disk without room, or that cannot be written: each step says so, with the setting that names another one."""

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from another import needs_root
from conftest import NODE_PACKAGES, Journal, Project, Said
from forked import COMMAND

pytestmark = needs_root

Disk = Callable[[str], Path]


@pytest.fixture
def disk() -> Iterator[Disk]:
    """Small disks by the options of their mount, such as `size=2m`."""
    with TemporaryDirectory(prefix="jd-", dir="/tmp") as name:
        mounted: list[Path] = []

        def mount(options: str) -> Path:
            place = Path(name) / str(len(mounted))
            place.mkdir()
            subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", place], check=True)
            mounted.append(place)
            return place

        try:
            yield mount
        finally:
            for place in mounted:
                subprocess.run(["umount", place], check=True)


def left(folder: Path) -> list[Path]:
    """What runs left there, but the locks."""
    return [path for path in folder.glob("*/*") if not path.name.startswith(("gate", "in-use"))]


def full(said: Said, variable: str, folder: Path) -> bool:
    """Whether it ends with the reason, the folder, its room and the setting."""
    words = ("the disk is full: ", str(folder), " MB free", f"help: Set {variable} to a folder with room")
    return said.code == 2 and all(word in said.err for word in words)


BIG = "create table t as select repeat(md5(g::text), 20) as x from generate_series(1, 60000) g;"
# Steps by the room there is.
STEPS = {
    "the lock of the run": ("size=4k", "select 1;"),
    "the clone, at its start": ("size=300k", "select 1;"),
    "the clone, in the middle": ("size=8m", "select 1;"),
    "a file too many": ("size=90m,nr_inodes=60", "select 1;"),
    "the boot": ("size=16m", "select 1;"),
}


@pytest.mark.parametrize("step", STEPS)
def test_a_full_disk_of_runs_is_explained_and_nothing_is_left(
    step: str, disk: Disk, project: Project, journal: Journal
) -> None:
    options, sql = STEPS[step]
    project.migration("0000_a", sql)
    small = disk(options)
    said = journal("bootstrap", JOURNAL_RUN_DIR=str(small))
    assert full(said, "JOURNAL_RUN_DIR", small), said.err
    assert left(small) == []


@pytest.mark.parametrize("options", ["size=4k", "size=2m", "size=12m", "size=90m,nr_inodes=60"])
def test_a_full_disk_while_the_cluster_is_made(
    options: str, disk: Disk, project: Project, journal: Journal, tmp_path: Path
) -> None:
    project.migration("0000_a")
    small = disk(options)
    said = journal("bootstrap", JOURNAL_RUN_DIR=str(small), JOURNAL_CACHE_DIR=str(tmp_path / "cache"))
    assert full(said, "JOURNAL_RUN_DIR", small), said.err
    assert left(small) == left(tmp_path / "cache") == []


@pytest.mark.parametrize("options", ["size=2m", "size=8m", "size=90m,nr_inodes=60"])
def test_a_full_disk_of_the_cache_is_explained_and_nothing_is_left(
    options: str, disk: Disk, project: Project, journal: Journal
) -> None:
    project.migration("0000_a")
    small = disk(options)
    said = journal("bootstrap", JOURNAL_CACHE_DIR=str(small))
    assert full(said, "JOURNAL_CACHE_DIR", small), said.err
    assert left(small) == []


@pytest.mark.parametrize("size", [24, 30, 40])
@pytest.mark.parametrize("kind", ["", "unlogged"])
def test_a_table_that_does_not_fit_is_not_an_error_of_the_migration(
    kind: str, size: int, disk: Disk, project: Project, journal: Journal
) -> None:
    project.migration("0000_a", BIG.replace("create", f"create {kind}"))
    small = disk(f"size={size}m")
    said = journal("bootstrap", JOURNAL_RUN_DIR=str(small))
    assert said.code == 2, said.err
    assert "disk is full: " in said.err
    assert "export JOURNAL_RUN_DIR=DIR" in said.err
    assert left(small) == []


def test_a_full_disk_is_not_a_finding_of_rehearse(disk: Disk, project: Project, journal: Journal) -> None:
    project.migration("0000_a", BIG)
    said = journal("rehearse", JOURNAL_RUN_DIR=str(disk("size=60m")))
    assert said.code == 2, said.out + said.err
    assert "disk is full" in said.err


def test_a_state_that_does_not_fit_is_not_kept_and_the_answer_is_the_same(
    disk: Disk, project: Project, journal: Journal
) -> None:
    project.migration("0000_a", "select pg_sleep(0.6);")
    small = disk("size=22m")
    said = journal("bootstrap", "--cache", JOURNAL_CACHE_DIR=str(small))
    assert said.code == 0, said.err
    assert [path.parent.name for path in left(small)] == ["templates"]


def test_tmpdir_is_used_where_there_is_little_memory_and_is_named(disk: Disk, project: Project) -> None:
    project.migration("0000_a")
    small = disk("size=8m")
    as_in_a_container = 'mount -t tmpfs -o size=64m,mode=1777 tmpfs /dev/shm && exec "$@"'
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", as_in_a_container, "sh", COMMAND, "bootstrap"], cwd=project.root,
        env=os.environ | {"JOURNAL_RUN_DIR": "", "TMPDIR": str(small)}, capture_output=True, text=True, timeout=60,
        check=False,
    )  # fmt: skip
    said = Said(done.returncode, done.stdout, done.stderr)
    assert full(said, "JOURNAL_RUN_DIR", small), said.err
    assert left(small) == []


def test_a_read_only_disk_is_explained(disk: Disk, project: Project, journal: Journal) -> None:
    project.migration("0000_a")
    read_only = disk("size=8m,ro")
    runs = journal("bootstrap", JOURNAL_RUN_DIR=str(read_only))
    assert (runs.code, "the file system is read-only" in runs.err) == (2, True), runs.err
    cache = journal("bootstrap", JOURNAL_CACHE_DIR=str(read_only))
    assert (cache.code, "the file system is read-only" in cache.err) == (2, True), cache.err


def test_a_path_that_is_too_long_is_explained(project: Project, journal: Journal) -> None:
    project.migration("0000_a")
    said = journal("bootstrap", JOURNAL_CACHE_DIR="/tmp/" + "x" * 300)
    assert (said.code, "the path is too long" in said.err) == (2, True), said.err


def test_disks_without_programs_can_be_used(disk: Disk, project: Project, journal: Journal) -> None:
    project.migration("0000_a")
    place = str(disk("size=200m,noexec,nosuid,nodev"))
    said = journal("bootstrap", JOURNAL_RUN_DIR=place, JOURNAL_CACHE_DIR=place)
    assert said.code == 0, said.err


def test_a_journal_that_does_not_fit_is_explained(disk: Disk, project: Project, journal: Journal) -> None:
    project.migration("0000_a")
    project.root = disk("size=16k")
    project.migration("0000_a")
    (project.root / "filler").write_bytes(b"x" * 12288)
    said = journal("scaffold")
    assert (said.code, "cannot be written: the disk is full: " in said.err) == (2, True), said.err
    assert "help: Free some space there" in said.err
    assert not list(project.root.rglob("*journal*"))


def test_a_copy_of_the_project_that_does_not_fit_is_explained(disk: Disk, project: Project, journal: Journal) -> None:
    project.migration("0000_a", "select 1; --" + "x" * 9_000_000)
    small = disk("size=8m")
    (project.root / "node_modules").symlink_to(NODE_PACKAGES)
    said = journal("handback", "--dry-run", JOURNAL_RUN_DIR=str(small))
    assert full(said, "JOURNAL_RUN_DIR", small), said.out + said.err
    assert left(small) == []
