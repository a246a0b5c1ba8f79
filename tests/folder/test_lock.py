"""Tests the lock: its text, what of it is refused, and that it gives the entries of a journal of 0.x their hashes."""

import json
from pathlib import Path

import pytest
from conftest import Project
from locks import HASH_A, HASH_B, NOW, A, B, listed, locked

from journal.errors import JournalInvalid
from journal.folder.entries import Entry, Journal
from journal.folder.lenient import read_leniently
from journal.folder.lock import Lock, LockedMigration, lock_beside_journal, lock_words, read_lock
from journal.folder.read import read_folder
from journal.folder.reconcile import reconcile
from journal.folder.rewrite.writing import with_entries, without_hashes

FILE = "drizzle-journal.lock"


def test_a_lock_is_read_as_it_was_written(project: Project) -> None:
    migrations = {"b": LockedMigration("0" * 64), 'a"\\é': LockedMigration("1" * 64, "a comment")}
    text = read_lock(project.settings()).with_migrations(migrations)
    project.write(FILE, text)
    found = read_lock(project.settings())
    assert (found.migrations, found.with_migrations(found.migrations)) == (migrations, text)
    assert found.place("b").line == 3


def test_lines_in_another_order_are_read_and_sorted(project: Project) -> None:
    locked(project, {A: HASH_A, B: HASH_B})
    text = (project.root / FILE).read_text()
    first, one, two, last = text.splitlines()
    project.write(FILE, "\n".join([first, two, one, last, ""]))
    found = read_lock(project.settings())
    assert (found.place(B).line, found.with_migrations(found.migrations)) == (2, text)


@pytest.mark.parametrize(
    ("lines", "what", "line"),
    [
        ([f'"{A}": "{HASH_A}",', f'"{A}": "{HASH_B}",'], f"has two lines for {A}, which differ", 2),
        ([f'"{A}": "{HASH_A}"'], "is not valid JSON", 0),
        ([f'"{A}": "{HASH_A[:-1]}",'], f"has no hash for {A}", 0),
        ([f'"{A}": "{HASH_A.upper()}",'], f"has no hash for {A}", 0),
        ([f'"{A}": {{"hash": "{HASH_A}"}},'], f"has no hash for {A}", 0),
        ([f'"{A}": {"9" * 5000},'], "is not valid JSON", 0),
        ([f'"{A}": {"[" * 5000}{"]" * 5000},'], "is not valid JSON", 0),
        (["<<<<<<< HEAD", f'"{A}": "{HASH_A}",', "=======", ">>>>>>> b"], "has merge conflict markers (line 2)", 2),
    ],
)
def test_what_of_a_lock_is_refused(lines: list[str], what: str, line: int, project: Project) -> None:
    listed(project, A)
    head = '{"version": 1, "folder": "migrations", "migrations": {'
    project.write(FILE, "\n".join([head, *lines, '"~": null}}', ""]))
    with pytest.raises(JournalInvalid) as caught:
        read_folder(project.settings())
    assert what in caught.value.message
    assert caught.value.place
    assert caught.value.place.line == line
    _, raw = read_leniently(project.settings())
    assert (raw.broken, raw.broken_lock is not None) == (None, True)


def test_the_same_line_twice_is_read(project: Project) -> None:
    listed(project, A)
    locked(project, {A: HASH_A})
    text = (project.root / FILE).read_text()
    project.write(FILE, text.replace(f'"{A}"', f'"{A}": "{HASH_A}",\n"{A}"', 1))
    assert [entry.hash for entry in read_folder(project.settings()).journal.entries] == [HASH_A]


def test_a_malformed_one_is_written_again_with_the_option_that_writes_it(project: Project) -> None:
    listed(project, A)
    project.write(FILE, "{")
    with pytest.raises(JournalInvalid, match="is not valid JSON") as caught:
        read_folder(project.settings())
    assert "type: drizzle-journal" in caught.value.hint
    assert " bootstrap " in caught.value.hint
    assert "--lock. It writes" in caught.value.hint
    project.write("journal.toml", "lock = true\n")
    assert lock_words(project.settings()) == ()


def test_entries_have_the_hashes_of_the_lock(project: Project) -> None:
    listed(project, A, B)
    assert read_folder(project.settings()).lock is None
    locked(project, {B: HASH_B})
    folder, raw = read_leniently(project.settings())
    assert [entry.hash for entry in folder.journal.entries] == [None, HASH_B]
    assert folder.journal == read_folder(project.settings()).journal
    assert tuple(entry for _, entry in raw.followed) == folder.journal.entries
    assert (folder.is_version_1, folder.journal.is_locked, folder.hashes_in) == (False, True, "lock")
    place = raw.place(1, "hash")
    assert (place.path.name, place.line) == (FILE, 2)
    assert raw.place(1, "when").path.name == "_journal.json"
    assert raw.place(0, "hash").path.name == "_journal.json"  # the lock has no line of it


def test_a_hash_that_the_lock_lacks_is_that_of_the_journal(project: Project) -> None:
    listed(project, A, B, hashes={A: HASH_A, B: HASH_A})
    locked(project, {B: HASH_B})
    folder = read_folder(project.settings())
    assert [entry.hash for entry in folder.journal.entries] == [HASH_A, HASH_B]


@pytest.mark.parametrize(
    ("setting", "is_there", "found"), [("", False, False), ("", True, True), ("lock = true\n", False, True)]
)
def test_a_lock_counts_where_it_is_there_or_set(setting: str, is_there: bool, found: bool, project: Project) -> None:
    listed(project, A)
    project.write("journal.toml", setting)
    if is_there:
        locked(project, {})
    assert (lock_beside_journal(project.settings()) is not None) is found


def test_the_lock_of_another_folder_is_refused(project: Project) -> None:
    listed(project, A)
    project.write(FILE, Lock(project.root / FILE, "drizzle").with_migrations({}))
    with pytest.raises(JournalInvalid, match="is the lock of drizzle, not of migrations"):
        read_folder(project.settings())


def test_contradicted_hashes_are_those_that_differ() -> None:
    lock = Lock(Path(FILE), "migrations", {A: LockedMigration(HASH_A), B: LockedMigration(HASH_B)})
    items = [
        {"tag": A, "hash": HASH_A.upper()},
        {"tag": B, "hash": HASH_A},
        {"tag": "c", "hash": HASH_A},
        {"tag": A},
        {"tag": A, "hash": None},
        3,
        {"tag": 3},
    ]
    assert [*lock.contradicted(items)] == [(1, B)]


PLAIN = '{"idx":0,"when":1,"tag":"a"}'


@pytest.mark.parametrize(
    "entry",
    [
        PLAIN,
        '{"idx":0,"when":1,"tag":"a","hash":"b"}',
        '{"hash":null,"idx":0,"when":1,"tag":"a"}',
        '{"idx":0,"hash":{"x":[1,",\\"}"]},"when":1,"tag":"a"}',
        '{"idx":0,"hash":"b","when":1,"hash":null,"tag":"a"}',
        '{"hash":1,"hash":2,"idx":0,"when":1,"tag":"a"}',
        '{"idx":0,"when":1,"tag":"a","h\\u0061sh":"b"}',
    ],
)
def test_hashes_are_removed_and_nothing_else(entry: str) -> None:
    assert without_hashes(f'{{"entries":[{entry},{PLAIN}], "other": 1}}\n') == (
        f'{{"entries":[{PLAIN},{PLAIN}], "other": 1}}\n'
    )
    assert without_hashes(f'{{"entries":[{{{entry[entry.index("{") + 1 : -1]}}}]}}') == f'{{"entries":[{PLAIN}]}}'


def test_a_journal_without_its_hashes_is_the_one_of_drizzle_kit(project: Project) -> None:
    listed(project, A, B)
    plain = project.journal.read_text()
    listed(project, A, B, hashes={A: HASH_A, B: HASH_B})
    assert without_hashes(project.journal.read_text()) == plain
    assert (without_hashes(""), without_hashes('{"entries":[{"hash":1}]}')) == ("", '{"entries":[{}]}')


def test_new_entries_have_no_key_where_there_is_a_lock(project: Project) -> None:
    listed(project, A)
    locked(project, {A: HASH_A})
    project.migration("0009_new")
    plan = reconcile(read_folder(project.settings()), now=NOW)
    assert [one.entry.tag for one in plan.added] == [B, "0009_new"]
    entries = json.loads(plan.journal.text)["entries"]
    assert [[*one] for one in entries] == [["idx", "version", "when", "tag", "breakpoints"]] * 3
    first = with_entries(Journal(Path("_journal.json"), is_locked=True), [Entry(0, 1, "0000_a")])
    assert "hash" not in first
    empty = Journal(Path("_journal.json"), text='{\n  "entries": []\n}', is_locked=True)
    assert "hash" not in with_entries(empty, [Entry(0, 1, "0000_a")])
