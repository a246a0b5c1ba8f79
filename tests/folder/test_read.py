"""Reading a migrations folder: which files are migrations, which are skipped, and the notes on them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Project

from journal.errors import FolderUnreadable, JournalInvalid, Note, Severity
from journal.folder.file_names import Kind
from journal.folder.hashing import drizzle_hash
from journal.folder.oddities import LEAVE_IT
from journal.folder.read import Folder, IgnoredFile, read_folder

CASES = Path(__file__).parents[1] / "cases"
IGNORE = '[[ignore]]\nfile = "{}"\nreason = "test data"\n'


def read(project: Project) -> Folder:
    return read_folder(project.settings())


def listing(*tags: str) -> str:
    """A journal that lists these tags."""
    items = ", ".join(f'{{"idx": {idx}, "when": {idx + 1}, "tag": "{tag}"}}' for idx, tag in enumerate(tags))
    return f'{{"version": "7", "dialect": "postgresql", "entries": [{items}]}}'


@pytest.fixture(autouse=True)
def empty_journal(project: Project) -> None:
    """A folder without files needs a journal to be read at all."""
    project.write("meta/_journal.json", listing())


def tags(folder: Folder) -> list[str]:
    return [migration.tag for migration in folder.migrations]


def only_note(folder: Folder) -> Note:
    (note,) = folder.notes
    return note


def refusal(project: Project) -> tuple[str, str]:
    with pytest.raises(FolderUnreadable) as caught:
        read(project)
    return caught.value.message, caught.value.hint


def test_a_folder_is_read_in_the_order_of_its_names(project: Project) -> None:
    for tag in ("0002_b", "0001_down_a", "000000_baseline", "0001_a"):
        project.migration(tag, f"-- {tag}\n")
    folder = read(project)
    assert [(one.tag, one.kind) for one in folder.migrations] == [
        ("000000_baseline", Kind.BASELINE),
        ("0001_a", Kind.FORWARD),
        ("0001_down_a", Kind.DOWN),
        ("0002_b", Kind.FORWARD),
    ]
    assert folder.by_tag["0001_a"].raw == b"-- 0001_a\n"
    assert folder.notes == ()


def test_down_files_are_separate(project: Project) -> None:
    for tag in ("0001_a", "0001_a.down", "down/0001_a"):
        project.migration(tag)
    folder = read(project)
    assert [one.tag for one in folder.forwards] == ["0001_a"]
    assert [one.tag for one in folder.downs] == ["0001_a.down", "down/0001_a"]


def test_a_listed_down_name_is_a_forward_file(project: Project) -> None:
    project.migration("0012_count_down_timer")
    project.write("meta/_journal.json", listing("0012_count_down_timer"))
    assert [one.tag for one in read(project).forwards] == ["0012_count_down_timer"]


def test_the_baseline_of_the_settings_is_the_baseline(project: Project) -> None:
    project.migration("0000_baseline")
    project.migration("0003_start")
    project.write("journal.toml", 'baseline = "0003_start.sql"\n')
    assert [(one.tag, one.kind.value) for one in read(project).migrations] == [
        ("0000_baseline", "forward"),
        ("0003_start", "baseline"),
    ]


def test_entries_without_a_file_are_missing(project: Project) -> None:
    project.migration("0001_a")
    project.write("meta/_journal.json", listing("0000_gone", "0001_a"))
    assert [entry.tag for entry in read(project).missing] == ["0000_gone"]


def test_a_missing_folder_is_refused(project: Project) -> None:
    (project.root / "migrations").rmdir()
    message, hint = refusal(project)
    assert message == f"There is no migrations folder at {project.root / 'migrations'}."
    assert hint == 'Name it with --migrations DIR, or migrations = "DIR" in journal.toml.'


def test_the_hint_names_drizzles_default_folder(project: Project) -> None:
    (project.root / "migrations").rename(project.root / "drizzle")
    _, hint = refusal(project)
    assert hint == 'Name it: --migrations drizzle, or write migrations = "drizzle" in journal.toml.'


def test_an_empty_folder_with_a_journal_is_no_error(project: Project) -> None:
    folder = read(project)
    assert (folder.migrations, folder.journal.entries, folder.notes) == ((), (), ())


def test_an_empty_folder_without_a_journal_is_the_wrong_folder(project: Project) -> None:
    project.journal.unlink()
    message, hint = refusal(project)
    assert message == f"There is no migration in {project.root / 'migrations'}, and no journal at {project.journal}."
    assert hint == "Name the folder of the migrations: --migrations DIR"


@pytest.mark.parametrize("name", ["0001_a.SQL", "old/0001_a.sql"])
def test_a_folder_of_oddities_alone_names_them(project: Project, name: str) -> None:
    project.journal.unlink()
    project.write(f"migrations/{name}", "SELECT 1;")
    message, hint = refusal(project)
    assert name in message + hint


def test_without_a_file_the_journal_has_no_text(project: Project) -> None:
    project.journal.unlink()
    project.migration("0001_a")
    assert (read(project).journal.text, read(project).journal.entries) == ("", ())


def test_a_directory_with_the_name_of_a_migration_is_a_note(project: Project) -> None:
    project.write("migrations/0001_a.sql/0002_b.sql", "SELECT 1;")
    folder = read(project)
    assert tags(folder) == []
    assert only_note(folder).code == "not-a-file"
    assert only_note(folder).message == "0001_a.sql is a directory, not a migration."


def test_a_pipe_with_the_name_of_a_migration_is_never_opened(project: Project) -> None:
    os.mkfifo(project.root / "migrations" / "0001_a.sql")
    project.write("meta/_journal.json", listing("0001_a"))
    folder = read(project)
    assert only_note(folder).message == "0001_a.sql is a device or pipe, not a migration."
    assert [entry.tag for entry in folder.missing] == ["0001_a"]


def read_elsewhere(project: Project) -> str:
    """Return the stderr of a read in another process, which is stopped when it hangs."""
    program = "import sys, pathlib as p; from journal.folder import read; from journal.project import settings; "
    program += "print(read.read_folder(settings.load_settings(p.Path(sys.argv[1]))))"
    command = [sys.executable, "-c", program, str(project.root)]
    return subprocess.run(command, capture_output=True, text=True, timeout=5, check=False).stderr


def test_an_ignored_pipe_that_is_listed_is_never_opened(project: Project) -> None:
    os.mkfifo(project.root / "migrations" / "0001_a.sql")
    project.write("meta/_journal.json", listing("0001_a"))
    project.write("journal.toml", IGNORE.format("0001_a.sql"))
    assert "Traceback" not in read_elsewhere(project)


def test_a_pipe_in_place_of_the_journal_is_never_opened(project: Project) -> None:
    journal = project.journal
    journal.unlink()
    os.mkfifo(journal)
    assert f"JournalInvalid: {journal} cannot be read: it is a pipe, not a regular file." in read_elsewhere(project)


def test_a_link_out_of_the_folder_is_refused(project: Project) -> None:
    outside = project.write("secret.sql", "SELECT 1;")
    link = project.root / "migrations" / "0001_a.sql"
    link.symlink_to("../secret.sql")
    assert refusal(project) == (
        f"{link} is a symbolic link out of the migrations folder, to {outside}.",
        "Copy the file into the folder, or put it on the ignore list of the settings.",
    )


def test_an_ignored_link_out_of_the_folder_is_not_followed(project: Project) -> None:
    (project.root / "migrations" / "0001_a.sql").symlink_to("../secret.sql")
    project.write("journal.toml", IGNORE.format("0001_a.sql"))
    assert read(project).ignored == (IgnoredFile("0001_a.sql", "test data"),)


def test_a_link_within_the_folder_is_followed(project: Project) -> None:
    target = project.migration("0001_a", "SELECT 'a';")
    (target.parent / "0002_b.sql").symlink_to("0001_a.sql")
    folder = read(project)
    assert [one.raw for one in folder.migrations] == [b"SELECT 'a';"] * 2
    assert folder.notes == ()


def test_a_linked_migrations_folder_is_read(project: Project) -> None:
    project.migration("0001_a")
    (project.root / "migrations").rename(project.root / "real")
    (project.root / "migrations").symlink_to("real")
    assert tags(read(project)) == ["0001_a"]


def test_a_linked_sub_folder_is_not_entered(project: Project) -> None:
    project.write("elsewhere/0001_a.sql", "SELECT 1;")
    (project.root / "migrations" / "down").symlink_to("../elsewhere")
    assert tags(read(project)) == []


def test_a_link_to_nothing_is_refused(project: Project) -> None:
    link = project.root / "migrations" / "0001_a.sql"
    link.symlink_to("0000_gone.sql")
    assert refusal(project) == (f"{link} cannot be read: No such file or directory.", f"ls -l '{link}' shows why.")


def test_a_link_to_itself_is_refused(project: Project) -> None:
    link = project.root / "migrations" / "0001_a.sql"
    link.symlink_to("0001_a.sql")
    message, _ = refusal(project)
    assert message.startswith(f"{link} ")


@pytest.mark.skipif(os.geteuid() == 0, reason="root can read every file")
def test_a_file_that_may_not_be_read_is_refused(project: Project) -> None:
    path = project.migration("0001_a")
    path.chmod(0)
    assert refusal(project) == (f"{path} cannot be read: Permission denied.", f"ls -l '{path}' shows why.")


@pytest.mark.parametrize("name", ["0001_a.SQL", "0001_a.Sql"])
def test_an_upper_case_ending_is_a_note(project: Project, name: str) -> None:
    project.write(f"migrations/{name}", "SELECT 1;")
    note = only_note(read(project))
    assert note.code == "upper-case-ending"
    assert note.message == f"{name} does not end with .sql in small letters; Drizzle never reads it."


def test_a_file_in_a_sub_folder_is_a_note(project: Project) -> None:
    path = project.migration("old/0001_a")
    folder = read(project)
    assert tags(folder) == []
    assert only_note(folder) == Note(
        "sub-folder",
        "old/0001_a.sql is in a sub-folder, where neither drizzle-kit nor this tool looks for migrations.",
        "Move it up, or put it on the ignore list of the settings.",
        only_note(folder).place,
    )
    assert str(only_note(folder).place) == str(path)


def test_a_folder_of_drizzle_1_is_named_as_such_and_never_becomes_one_of_0x(project: Project) -> None:
    project.journal.unlink()
    shutil.copytree(CASES / "v1-layout", project.root, dirs_exist_ok=True)
    message, hint = refusal(project)
    assert "migrations has the layout of drizzle 1.0, a folder for each migration" in message
    assert hint == LEAVE_IT


def test_a_folder_of_down_files_alone_has_no_migration(project: Project) -> None:
    project.journal.unlink()
    project.migration("0001_a.down")
    message, _ = refusal(project)
    assert message.endswith(f"no journal at {project.journal}. 0001_a.down.sql is a down file.")


def test_a_listed_file_in_a_sub_folder_is_a_migration(project: Project) -> None:
    project.migration("old/0001_a")
    project.write("meta/_journal.json", listing("old/0001_a"))
    folder = read(project)
    assert (tags(folder), folder.notes, folder.missing) == (["old/0001_a"], (), ())


@pytest.mark.parametrize("name", ["meta/0001_a.sql", ".git/0001_a.sql", "README.md", "0001_a.sql.bak", "0001_a.sql~"])
def test_hidden_files_are_not_mentioned(project: Project, name: str) -> None:
    project.write("journal.toml", 'meta = "meta"\n')
    project.write(f"migrations/{name}", "SELECT 1;")
    folder = read(project)
    assert (folder.migrations, folder.notes) == ((), ())


def test_a_byte_order_mark_is_a_note(project: Project) -> None:
    path = project.migration("0001_a", b"\xef\xbb\xbfSELECT 1;")
    note = only_note(read(project))
    assert note.code == "byte-order-mark"
    assert note.message == (
        "0001_a.sql starts with a byte order mark; PostgreSQL refuses it with 42601 when Drizzle sends it."
    )
    assert str(note.place) == f"{path}:1:1"


def test_carriage_returns_are_a_note_with_the_first_line(project: Project) -> None:
    path = project.migration("0001_a", "SELECT 1;\nSELECT 2;\r\nSELECT 3;\r\n")
    note = only_note(read(project))
    assert note.code == "crlf-line-endings"
    assert note.message == "0001_a.sql has CRLF line ends; a checkout with LF would have another hash."
    assert (
        note.help == "If a database has recorded it, write in .gitattributes: 0001_a.sql -text. Else save it with LF."
    )
    assert str(note.place) == f"{path}:2"


def test_invalid_utf8_is_a_note_and_hashed_as_its_replacement(project: Project) -> None:
    path = project.migration("0001_a", b"SELECT 1;\n-- Jos\xe9\n")
    folder = read(project)
    assert only_note(folder).code == "not-utf8"
    assert only_note(folder).message == (
        "0001_a.sql is not UTF-8 (line 2); it is hashed with U+FFFD in place of the invalid bytes."
    )
    assert str(only_note(folder).place) == f"{path}:2"
    assert drizzle_hash(folder.migrations[0].raw) == drizzle_hash("SELECT 1;\n-- Jos\ufffd\n".encode())


@pytest.mark.parametrize("content", ["", "\n", " \t\n\n"])
def test_an_empty_file_is_a_note(project: Project, content: str) -> None:
    project.migration("0001_a", content)
    folder = read(project)
    assert tags(folder) == ["0001_a"]
    assert only_note(folder).code == "empty-migration"
    assert only_note(folder).message == "0001_a.sql is empty; Drizzle records it as applied anyway."


def test_the_commented_baseline_of_pull_is_a_note(project: Project) -> None:
    head = "-- Current sql file was generated after introspecting the database\n"
    head += "-- If you want to run this migration please uncomment this code before executing migrations\n"
    project.migration("0000_calm_hulk", head + "/*\nCREATE TABLE a (id int);\n--> statement-breakpoint\n*/")
    note = only_note(read(project))
    assert note.code == "commented-baseline"
    assert note.help == "Remove the line /* at its start and the line */ at its end, so that it builds the schema."


def test_an_uncommented_baseline_of_pull_is_fine(project: Project) -> None:
    head = "-- Current sql file was generated after introspecting the database\n"
    project.migration("0000_calm_hulk", head + "CREATE TABLE a (id int);\n")
    assert read(project).notes == ()


@pytest.mark.parametrize("name", ["notes.txt", "0000_snapshot.json.bak", "old_journal.json"])
def test_an_unknown_file_in_meta_is_a_note(project: Project, name: str) -> None:
    path = project.write(f"meta/{name}", "")
    note = only_note(read(project))
    assert (note.code, note.place and note.place.path) == ("stray-meta-file", path)
    assert note.message == f"{name} in {path.parent} is no snapshot; drizzle-kit check and generate fail on it."


@pytest.mark.parametrize("name", ["0000_snapshot.json", "_journal.json.x.tmp", ".gitkeep"])
def test_a_file_that_drizzle_kit_skips_in_meta_is_not_mentioned(project: Project, name: str) -> None:
    project.write(f"meta/{name}", "{}")
    assert read(project).notes == ()


def test_a_second_journal_where_drizzle_kit_looks_is_a_note(project: Project) -> None:
    project.write("journal.toml", 'meta = "meta"\n')
    project.write("meta/_journal.json", listing())
    other = project.write("migrations/meta/_journal.json", listing())
    note = only_note(read(project))
    assert note.code == "second-journal"
    assert note.message == f"There is another journal at {other}, and drizzle-kit reads that one."
    assert note.help == "Remove `meta` from the settings to work on that one."


def test_ignored_files_are_shown_with_their_reason(project: Project) -> None:
    for tag in ("0001_a", "seed_1", "seed_2", "old/0001_a"):
        project.migration(tag)
    project.write("journal.toml", IGNORE.format("seed*.sql") + IGNORE.format("old/*"))
    folder = read(project)
    assert tags(folder) == ["0001_a"]
    assert [one.name for one in folder.ignored] == ["old/0001_a.sql", "seed_1.sql", "seed_2.sql"]
    assert {one.reason for one in folder.ignored} == {"test data"}
    assert folder.notes == ()


def test_an_ignore_that_matches_no_file_is_a_note(project: Project) -> None:
    project.write("journal.toml", IGNORE.format("sed.sql"))
    assert only_note(read(project)) == Note(
        "idle-ignore",
        "The ignore list names sed.sql, and no file matches it.",
        "Remove the line from the settings.",
        severity=Severity.NOTE,
    )


def test_an_ignored_file_that_the_journal_lists_is_run_and_noted(project: Project) -> None:
    project.migration("seed")
    project.write("journal.toml", IGNORE.format("seed.sql"))
    project.write("meta/_journal.json", listing("seed"))
    folder = read(project)
    assert (tags(folder), folder.ignored) == (["seed"], (IgnoredFile("seed.sql", "test data"),))
    assert only_note(folder).code == "ignored-but-listed"
    assert only_note(folder).message == (
        "seed.sql is on the ignore list, but the journal lists it, so Drizzle runs it."
    )


@pytest.mark.parametrize(
    "tag", ["0001 a b", "0001_(copy)", "0001_été", "0001_名前", "0001_😀", "0001_'q\"", "0001_%20"]
)
def test_unusual_names_are_tags_as_they_are(project: Project, tag: str) -> None:
    project.migration(tag)
    folder = read(project)
    assert (tags(folder), folder.notes) == ([tag], ())


@pytest.mark.parametrize("name", [b"0001_\xff.sql", b"0001_a\nb.sql", b"0001_\x1b[31m.sql"])
def test_a_name_that_cannot_be_printed_is_a_note(project: Project, name: bytes) -> None:
    path = Path(os.fsdecode(os.fsencode(project.root / "migrations") + b"/" + name))
    path.write_bytes(b"SELECT 1;")
    folder = read(project)
    assert tags(folder) == []
    assert only_note(folder).code == "unprintable-name"
    assert only_note(folder).message == f"The file name {path.name!a} is not printable UTF-8."


@pytest.mark.parametrize("name", [".sql", "._0001_a.sql", "0001_a\\b.sql"])
def test_a_name_that_no_entry_can_carry_is_no_migration(project: Project, name: str) -> None:
    project.write(f"migrations/{name}", "SELECT 1;")
    assert tags(read(project)) == []


def test_a_journal_that_is_a_directory_is_refused(project: Project) -> None:
    journal = project.journal
    journal.unlink()
    journal.mkdir()
    with pytest.raises(JournalInvalid) as caught:
        read(project)
    assert caught.value.message == f"{journal} cannot be read: Is a directory."


def test_fifteen_hundred_entries_are_read(project: Project) -> None:
    names = [f"{number:04}_x" for number in range(1500)]
    for name in names:
        project.migration(name, f"SELECT '{name}';\n")
    project.write("meta/_journal.json", listing(*names))
    folder = read(project)
    assert tags(folder) == names == [entry.tag for entry in folder.journal.entries]
    assert (folder.missing, folder.notes) == ((), ())
