"""folder_at: the folder as git has it at a ref, read as from disk."""

from pathlib import Path

import pytest
from conftest import Project
from repository import commit, git

from journal.errors import SettingsInvalid
from journal.folder.git.ref import GitRef, folder_at, listed_at_fork


@pytest.fixture
def repository(project: Project) -> Project:
    git(project.root, "init", "-q", "-b", "main")
    project.migration("0000_a", "select 1;\r\n")
    project.migration("0000_down_a")
    project.write("migrations/meta/_journal.json", '{"version":"7","dialect":"postgresql","entries":[]}')
    commit(project.root)
    return project


def test_files_and_journal_are_those_of_the_ref(repository: Project, tmp_path: Path) -> None:
    repository.migration("0001_b")
    (repository.root / "migrations/0000_a.sql").unlink()
    folder = folder_at(GitRef(repository.settings(), "main", "--from"), tmp_path / "there")
    assert folder is not None
    assert [one.tag for one in folder.forwards] == ["0000_a"]
    assert [one.tag for one in folder.downs] == ["0000_down_a"]
    assert folder.by_tag["0000_a"].raw == b"select 1;\r\n"
    assert folder.journal.text


def test_a_ref_without_migration_has_no_folder(project: Project, tmp_path: Path) -> None:
    git(project.root, "init", "-q", "-b", "main")
    commit(project.root)
    project.migration("0000_a")
    assert folder_at(GitRef(project.settings(), "main", "--from"), tmp_path / "there") is None


def test_an_unknown_ref_is_reported_with_its_option(repository: Project, tmp_path: Path) -> None:
    for ref in ("no-such", "--output=x"):
        with pytest.raises(SettingsInvalid, match=f"^--from {ref}: git knows no such commit"):
            folder_at(GitRef(repository.settings(), ref, "--from"), tmp_path / "there")


def test_later_commits_of_the_ref_are_not_at_the_fork(repository: Project) -> None:
    git(repository.root, "checkout", "-q", "-b", "work")
    assert listed_at_fork(GitRef(repository.settings(), "main", "--from")) == {"0000_a", "0000_down_a"}
    git(repository.root, "checkout", "-q", "main")
    repository.migration("0001_later")
    commit(repository.root)
    git(repository.root, "checkout", "-q", "work")
    assert listed_at_fork(GitRef(repository.settings(), "main", "--from")) == {"0000_a", "0000_down_a"}
