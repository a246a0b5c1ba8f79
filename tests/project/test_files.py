"""Reading a file of the user's: a regular one, once, with a limit, and inside the project."""

import os
import socket
from pathlib import Path

import pytest
from conftest import Project

from journal.errors import FolderUnreadable, JournalError, SettingsInvalid
from journal.folder.read import read_folder
from journal.folder.snapshots import read_snapshots
from journal.project.files import VARIABLE, FileKind, Unreadable, boundary, most, read_file, shown_size
from journal.project.settings import load_settings


def why(path: Path, kind: FileKind = FileKind.SETTINGS, *, within: Path | None = None) -> str:
    with pytest.raises(Unreadable) as caught:
        read_file(path, kind, within=within)
    return str(caught.value.strerror)


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    content = os.urandom(FileKind.SETTINGS.value)
    (tmp_path / "a").write_bytes(content)
    assert read_file(tmp_path / "a", FileKind.SETTINGS) == content


def test_one_byte_more_than_the_limit_is_refused_with_both_sizes_and_the_variable(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x" * (FileKind.SETTINGS.value + 1))
    assert why(tmp_path / "a") == "it has 1.1 MB, and at most 1 MB are read; JOURNAL_MAX_FILE_SIZE=2MB raises the limit"


def test_the_variable_raises_every_limit_and_lowers_none(monkeypatch: pytest.MonkeyPatch) -> None:
    for said, expected in (("500MB", 500), ("500 mib", 500), ("1g", 1024), ("1", 256), ("", 256)):
        monkeypatch.setenv(VARIABLE, said)
        assert most(FileKind.SQL) == expected * 1024 * 1024


@pytest.mark.parametrize("said", ["much", "-1", "1TB", "0x10", "٣MB x"])
def test_a_variable_that_is_no_size_is_named(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, said)
    with pytest.raises(SettingsInvalid, match="is not a size"):
        most(FileKind.SQL)


def test_a_size_is_never_shown_as_less_than_it_is() -> None:
    assert [shown_size(one) for one in (1, 1025, 2**20 + 1, 2**30)] == ["1 bytes", "1.1 kB", "1.1 MB", "1 GB"]


def test_a_data_file_of_200_mb_passes(tmp_path: Path) -> None:
    with (tmp_path / "a.sql").open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    assert len(read_file(tmp_path / "a.sql", FileKind.SQL)) == 200 * 1024 * 1024


def test_what_is_no_regular_file_is_not_opened_for_long(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "zero").symlink_to("/dev/zero")
    (tmp_path / "tty").symlink_to("/dev/tty")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "socket"))
        assert why(tmp_path / "pipe") == "it is a pipe, not a regular file"
        assert why(tmp_path / "zero") == "it is a device, not a regular file"
        assert why(tmp_path / "socket") == "it is a socket or a device, not a regular file"
        assert why(tmp_path) == "Is a directory"
    with pytest.raises(OSError, match="device"):
        read_file(tmp_path / "tty", FileKind.SETTINGS)


@pytest.mark.parametrize("name", ["/proc/self/environ", "/proc/cpuinfo", "/proc/self/maps"])
def test_a_file_of_proc_is_refused(name: str) -> None:
    assert why(Path(name)) == "it is no ordinary file: it has more bytes than its size"


def test_a_name_with_a_nul_is_refused(tmp_path: Path) -> None:
    assert why(tmp_path / "a\0b") == "no file has such a name"


def test_a_link_out_of_the_work_tree_is_refused_and_one_inside_it_is_followed(tmp_path: Path) -> None:
    repository, outside = tmp_path / "repository", tmp_path / "secret"
    package = repository / "packages" / "db"
    package.mkdir(parents=True)
    (repository / ".git").mkdir()
    outside.write_text("secret")
    (repository / "shared.toml").write_text("shared")
    (package / "out").symlink_to(outside)
    (package / "inside").symlink_to("../../shared.toml")
    assert boundary(package) == repository
    assert read_file(package / "inside", FileKind.SETTINGS, within=repository) == b"shared"
    assert why(package / "out", within=repository) == f"it is a symbolic link out of {repository}, to {outside}"


def test_a_folder_that_is_a_link_out_counts_as_well(tmp_path: Path) -> None:
    project, outside = tmp_path / "project", tmp_path / "outside"
    project.mkdir(), outside.mkdir()
    (outside / "a").write_text("secret")
    (project / "folder").symlink_to(outside)
    assert "out of" in why(project / "folder" / "a", within=project)


def test_a_path_that_the_user_names_outside_the_project_is_read(tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    (tmp_path / "before.sql").write_text("select 1")
    (tmp_path / "link.sql").symlink_to("before.sql")
    assert read_file(tmp_path / "link.sql", FileKind.SQL, within=tmp_path / "project") == b"select 1"


def test_a_project_whose_own_folder_is_a_link_works(project: Project, tmp_path: Path) -> None:
    project.migration("0000_a")
    (tmp_path / "link").symlink_to(project.root)
    assert [one.tag for one in read_folder(load_settings(tmp_path / "link")).migrations] == ["0000_a"]


@pytest.mark.parametrize("name", ["journal.toml", "pyproject.toml", "drizzle.config.json", "meta/_journal.json"])
@pytest.mark.parametrize("target", ["/etc/passwd", "/dev/zero", "/proc/self/environ"])
def test_a_link_out_in_place_of_a_file_of_the_project_is_a_sentence(name: str, target: str, project: Project) -> None:
    project.migration("0000_a")
    path = project.write(name, "")
    path.unlink()
    path.symlink_to(target)
    with pytest.raises(JournalError) as caught:
        read_folder(load_settings(project.root))
    assert "root:" not in caught.value.message
    assert name.rpartition("/")[2] in caught.value.message


@pytest.mark.parametrize("name", ["migrations", "migrations/meta"])
def test_a_folder_of_the_project_that_is_a_link_out_is_refused(name: str, project: Project, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "0000_a.sql").write_text("select 1;")
    project.migration("0000_a")
    folder = project.root / name
    if folder.is_dir():
        folder.rename(project.root / "aside")
    folder.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(JournalError, match="is a symbolic link out of"):
        read_folder(project.settings())


def test_a_snapshot_that_is_a_link_out_says_why_it_is_not_read(project: Project) -> None:
    project.write("meta/0000_snapshot.json", "{}").unlink()
    (project.root / "meta" / "0000_snapshot.json").symlink_to("/etc/passwd")
    (one,) = read_snapshots(project.root / "meta", project.root)
    assert one.problem.startswith("cannot be read: it is a symbolic link out of")


def test_all_sql_together_has_a_limit_too(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("journal.folder.read.most", lambda kind: 100)
    for number in range(3):
        project.migration(f"000{number}_a", "-" * 80)
    with pytest.raises(FolderUnreadable, match="more than 200 bytes of SQL"):
        read_folder(project.settings())
