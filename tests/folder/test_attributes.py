"""Tests `.gitattributes` for the lock: when it gets its line, and that git then merges two branches."""

import json
import subprocess

import pytest
from conftest import Project
from locks import HASH_A, HASH_B, A, B, locked
from repository import commit, git

from journal.folder.lock import LockedMigration, read_lock
from journal.folder.rewrite.attributes import union_merge

LINE = "drizzle-journal.lock merge=union"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, f"{LINE}\n"),
        ("", f"{LINE}\n"),
        ("*.sql text eol=lf\n", f"*.sql text eol=lf\n{LINE}\n"),
        ("*.sql text eol=lf", f"*.sql text eol=lf\n{LINE}\n"),
        ("*.sql text\r\n*.ts text\r\n", f"*.sql text\r\n*.ts text\r\n{LINE}\r\n"),
        ("*.sql merge=union\n", f"*.sql merge=union\n{LINE}\n"),
        (f"{LINE}\n", None),
        ("*.lock -merge\n", None),
        ("* merge\n", None),
        ("drizzle-journal.lock merge=ours\n", None),
    ],
)
def test_the_line_is_added_where_no_merge_is_set(before: str | None, after: str | None, project: Project) -> None:
    git(project.root, "init", "-q")
    path = project.root / ".gitattributes"
    if before is not None:
        project.write(".gitattributes", before)
    found = union_merge(project.settings())
    if after is None:
        assert found is None
        return
    assert found
    found.write(project.settings())
    assert path.read_bytes().decode() == after
    assert git(project.root, "check-attr", "merge", "drizzle-journal.lock").endswith(": merge: union")
    assert union_merge(project.settings()) is None


def test_an_attribute_of_a_folder_above_counts(project: Project) -> None:
    git(project.root.parent, "init", "-q")
    (project.root.parent / ".gitattributes").write_text("*.lock -merge\n")
    assert union_merge(project.settings()) is None
    (project.root.parent / ".gitattributes").unlink()
    found = union_merge(project.settings())
    assert found
    assert found.path == project.root / ".gitattributes"


def test_nothing_is_written_outside_of_a_repository(project: Project) -> None:
    assert union_merge(project.settings()) is None


def test_a_file_that_is_no_text_stays(project: Project) -> None:
    git(project.root, "init", "-q")
    project.write(".gitattributes", b"# \xff\n")
    assert union_merge(project.settings()) is None


def with_one_more(project: Project, name: str, digit: str) -> None:
    lock = read_lock(project.settings())
    lock.path.write_text(lock.with_migrations({**lock.migrations, name: LockedMigration(digit * 64)}))


def merged(project: Project, union: bool) -> subprocess.CompletedProcess[str]:
    """Two branches that each add a migration behind the last one, merged."""
    git(project.root, "init", "-q", "-b", "main")
    locked(project, {A: HASH_A, B: HASH_B})
    if union and (found := union_merge(project.settings())):
        found.write(project.settings())
    commit(project.root)
    for name, digit in (("0002_z_ours", "1"), ("0002_a_theirs", "2")):
        git(project.root, "checkout", "-q", "-b", name, "main")
        with_one_more(project, name, digit)
        commit(project.root)
    git(project.root, "checkout", "-q", "0002_z_ours")
    words = ["git", "-c", "user.name=t", "-c", "user.email=t@example.com", "merge", "-q", "0002_a_theirs"]
    return subprocess.run(words, cwd=project.root, capture_output=True, text=True, timeout=30, check=False)


def test_two_branches_that_add_a_migration_merge(project: Project) -> None:
    done = merged(project, union=True)
    assert done.returncode == 0, done.stdout + done.stderr
    lock = read_lock(project.settings())
    assert {*lock.migrations} == {A, B, "0002_z_ours", "0002_a_theirs"}
    listed = [*json.loads(lock.with_migrations(lock.migrations))["migrations"]]
    assert listed == sorted(listed)  # the next bootstrap sorts them


def test_without_the_attribute_they_conflict(project: Project) -> None:
    assert merged(project, union=False).returncode == 1
    with pytest.raises(Exception, match="has merge conflict markers"):
        read_lock(project.settings())


def test_two_branches_that_accept_another_content_of_one_migration_are_found(project: Project) -> None:
    git(project.root, "init", "-q", "-b", "main")
    locked(project, {A: HASH_A, B: HASH_B})
    found = union_merge(project.settings())
    assert found
    found.write(project.settings())
    commit(project.root)
    for name, digit in (("ours", "1"), ("theirs", "2")):
        git(project.root, "checkout", "-q", "-b", name, "main")
        with_one_more(project, A, digit)
        commit(project.root)
    git(project.root, "-c", "user.name=t", "-c", "user.email=t@example.com", "merge", "-q", "ours")
    with pytest.raises(Exception, match=f"has two lines for {A}, which differ"):
        read_lock(project.settings())


@pytest.mark.parametrize("same", [False, True])
def test_two_branches_that_each_write_the_first_lock(same: bool, project: Project) -> None:
    git(project.root, "init", "-q", "-b", "main")
    project.write(".gitattributes", f"{LINE}\n")
    commit(project.root)
    for name, digit in (("ours", "1"), ("theirs", "2")):
        git(project.root, "checkout", "-q", "-b", name, "main")
        locked(project, {A: HASH_A, B: HASH_B})
        with_one_more(project, "0002_c" if same else f"0002_{name}", "1" if same else digit)
        commit(project.root)
    git(project.root, "-c", "user.name=t", "-c", "user.email=t@example.com", "merge", "-q", "ours")
    added = {"0002_c"} if same else {"0002_ours", "0002_theirs"}
    assert {*read_lock(project.settings()).migrations} == {A, B, *added}
