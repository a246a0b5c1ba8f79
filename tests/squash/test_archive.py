"""Where the old files are after a squash."""

from pathlib import Path

import pytest
from conftest import Project
from repository import commit, git

from journal.errors import FolderUnreadable
from journal.squash.archive import OldFiles, find_archive

FILES = {"0000_a.sql": b"SELECT 1;\n", "0001_b.sql": b"SELECT 2;\r\n", "meta/_journal.json": b"{}"}


@pytest.fixture
def written(project: Project) -> Project:
    for name, content in FILES.items():
        project.write(f"migrations/{name}", content)
    return project


def test_git_keeps_what_its_last_commit_has(written: Project) -> None:
    git(written.root, "init", "-q")
    commit(written.root)
    found = find_archive(written.settings(), FILES, None, "0001_b")
    assert found.folder is None
    assert found.where == f"in the commit {git(written.root, 'rev-parse', '--short', 'HEAD')}"
    with found.written("0001_b") as files:
        assert files == ()


def test_git_keeps_a_meta_folder_beside_the_migrations(written: Project) -> None:
    (written.root / "migrations/meta").rename(written.root / "meta")
    git(written.root, "init", "-q")
    commit(written.root)
    assert find_archive(written.settings(), FILES, None, "0001_b").folder is None


def test_a_file_that_the_last_commit_has_not_or_otherwise_needs_a_folder(written: Project) -> None:
    folder = written.root / "migrations-before-0001_b"
    assert find_archive(written.settings(), FILES, None, "0001_b").folder == folder
    git(written.root, "init", "-q")
    commit(written.root)
    changed = {**FILES, "0000_a.sql": b"SELECT 3;\n"}
    assert find_archive(written.settings(), changed, None, "0001_b").folder == folder
    assert find_archive(written.settings(), {**FILES, "0002.sql": b""}, None, "0001_b").folder == folder


def test_a_folder_is_written_whole_with_a_note_and_goes_where_the_block_raises(tmp_path: Path) -> None:
    old = OldFiles("", tmp_path / "old", FILES)
    with old.written("0001_b") as files:
        names = {str(path.relative_to(tmp_path / "old")): path.read_bytes() for path in files}
    assert {"0000_a.sql", "0001_b.sql", "meta/journal.json", "README.md"} == names.keys()
    assert names["0001_b.sql"] == FILES["0001_b.sql"]
    with old.written("0001_b") as again:  # what a killed run has left is as it would be written
        assert again == files
    with pytest.raises(RuntimeError), old.written("0001_b"):
        raise RuntimeError
    assert [*tmp_path.iterdir()] == []


def test_a_folder_with_other_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "mine.sql").write_text("SELECT 1;")
    old = OldFiles("", tmp_path / "old", FILES)
    with pytest.raises(FolderUnreadable, match="exists already"):
        old.refuse_existing("0001_b")
