"""The main job through the command itself: what it writes, what it refuses, and what it says."""

import difflib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from hashlib import sha256
from pathlib import Path

import pytest
from conftest import Journal, Project

ROOT = Path(__file__).parents[2]


def copy_sample(project: Project) -> None:
    shutil.copytree(ROOT / "migrations", project.root / "migrations", dirs_exist_ok=True)


def hashes(project: Project) -> list[str | None]:
    return [entry.get("hash") for entry in json.loads(project.journal.read_text())["entries"]]


def small(project: Project, journal: Journal) -> str:
    """Two migrations and their finished journal."""
    project.migration("0000_a", "create table a (id int);\n")
    project.migration("0001_b", "create table b (id int);\n")
    assert journal("bootstrap").code == 0
    return project.journal.read_text()


def test_the_sample_from_nothing_gives_the_journal_that_is_committed(project: Project, journal: Journal) -> None:
    copy_sample(project)
    said = journal("bootstrap")
    assert said.code == 0, said.err
    assert project.journal.read_text() == (ROOT / "meta" / "_journal.json").read_text()
    assert said.out.splitlines()[-1] == (
        "Journal, files and ledger agree for 16 entries; wrote migrations/meta/_journal.json "
        "(16 entries added, 16 hashes filled). "
        "Next: drizzle-journal check"
    )


def test_a_hash_is_the_sha256_of_the_file(project: Project, journal: Journal) -> None:
    small(project, journal)
    assert hashes(project)[0] == sha256(b"create table a (id int);\n").hexdigest()


def test_a_second_run_changes_nothing(project: Project, journal: Journal) -> None:
    before = small(project, journal)
    said = journal("bootstrap")
    assert (said.code, project.journal.read_text()) == (0, before)
    last = "Journal, files and ledger agree for 2 entries; migrations/meta/_journal.json needs no change."
    assert said.out.splitlines()[-1] == last


def test_only_nulls_are_filled_and_every_other_byte_stays(project: Project, journal: Journal) -> None:
    text = small(project, journal)
    second = hashes(project)[1]
    odd = text.replace("\n", "\r\n").replace(f'"{second}"', "null") + "\r\n"
    project.journal.write_bytes(odd.encode())
    assert journal("bootstrap").code == 0
    assert project.journal.read_bytes().decode() == odd.replace("null", f'"{second}"')


def test_an_edited_file_is_named_and_nothing_is_overwritten(project: Project, journal: Journal) -> None:
    before = small(project, journal)
    project.migration("0001_b", "create table b (id bigint);\n")
    said = journal("bootstrap")
    assert (said.code, project.journal.read_text()) == (1, before)
    assert "migrations/0001_b.sql was edited since its hash was recorded (recorded " in said.out
    assert "accept the edited file: drizzle-journal bootstrap --accept-edited 0001_b" in said.out


def test_an_edit_is_accepted_when_its_tag_is_named(project: Project, journal: Journal) -> None:
    before = small(project, journal)
    project.migration("0001_b", "create table b (id bigint);\n")
    assert journal("bootstrap", "--accept-edited", "0001_b").code == 0
    after = project.journal.read_text()
    new = sha256(b"create table b (id bigint);\n").hexdigest()
    changed = [line for line in difflib.ndiff(before.splitlines(), after.splitlines()) if line[0] in "+-"]
    assert [line.split('"')[3] for line in changed] == [hashes_of(before)[1], new]


def hashes_of(text: str) -> list[str]:
    return [entry["hash"] for entry in json.loads(text)["entries"]]


def test_an_edit_of_line_ends_alone_is_reported_as_such(project: Project, journal: Journal) -> None:
    small(project, journal)
    project.migration("0001_b", "create table b (id int);\r\n")
    assert (
        "0001_b.sql was edited since its hash was recorded (only its line ending differs)" in journal("bootstrap").out
    )


def test_an_unknown_tag_cannot_be_accepted(project: Project, journal: Journal) -> None:
    small(project, journal)
    said = journal("bootstrap", "--accept-edited", "0009_z")
    assert (said.code, said.err.splitlines()[0]) == (
        2,
        "error: --accept-edited 0009_z: the journal has no such entry.",
    )


def test_a_failing_statement_is_shown_with_what_passed(project: Project, journal: Journal) -> None:
    before = small(project, journal)
    project.migration("0002_c", "select 1;\n\nalter table a\n  add column id int;\n")
    said = journal("bootstrap", "--add", "0002_c")
    assert (said.code, project.journal.read_text()) == (1, before)
    assert '0002_c.sql, statement 2 (line 3): column "id" of relation "a" already exists [42701]' in said.err
    assert "3 | alter table a\n  | ^\n2 passed before it: 0000_a, 0001_b" in said.err


def test_dry_run_shows_the_diff_and_writes_nothing(project: Project, journal: Journal) -> None:
    project.migration("0000_a")
    said = journal("bootstrap", "--dry-run")
    assert (said.code, project.journal.exists()) == (0, False)
    assert f'+      "hash": "{sha256(b"SELECT 1;" + bytes([10])).hexdigest()}"' in said.out
    assert said.out.splitlines()[-1].endswith("Nothing was written.")


def test_a_rollback_in_a_file_loses_the_rows_before_it(project: Project, journal: Journal) -> None:
    project.migration("0000_a", "create table a (id int);")
    project.migration("0001_b", "rollback; begin;")
    said = journal("bootstrap")
    assert said.code == 1
    assert (
        "error: 0000_a: it ran, but its row is not in the ledger; did a later file roll back, or change the ledger?"
        in said.out
    )


def test_an_entry_without_file_is_refused_before_the_server_starts(project: Project, journal: Journal) -> None:
    small(project, journal)
    (project.root / "migrations" / "0001_b.sql").unlink()
    said = journal("bootstrap")
    assert said.code == 1
    assert "The journal lists 0001_b, but there is no 0001_b.sql in" in said.err


def test_two_files_with_the_same_bytes_are_two_migrations(project: Project, journal: Journal) -> None:
    project.migration("0000_a")
    project.migration("0001_b")
    assert journal("bootstrap").code == 0
    assert len(set(hashes(project))) == 1
    assert journal("bootstrap").out.count("authentic") == 2


def test_json_is_one_document_also_on_failure(project: Project, journal: Journal) -> None:
    project.migration("0000_a", "selec 1;")
    document = json.loads(journal("bootstrap", "--json").out)
    assert document["status"] == "no"
    assert document["error"]["sqlstate"] == "42601"
    assert document["error"]["place"] == {"path": "migrations/0000_a.sql", "line": 1, "column": 1}
    usage = json.loads(journal("bootstrap", "--json", "--nonsense").out)
    assert (usage["status"], usage["error"]["code"]) == ("error", "usage")


def test_json_has_every_hash_of_an_entry(project: Project, journal: Journal) -> None:
    project.migration("0000_a")
    document = json.loads(journal("bootstrap", "--json").out)
    entry = document["entries"][0]
    assert (document["status"], document["written"], entry["state"]) == ("ok", True, "filled")
    assert entry["recorded"] is None
    assert entry["file"] == entry["captured"] == hashes(project)[0]


TWO_ROUNDS = """
import sys, time, journal.folder.rewrite.store as store
from journal.project.project import Project
from journal.verbs.scaffold import scaffold
from journal.project.settings import load_settings
from pathlib import Path
replace = store._replace
def slow(path, content):
    time.sleep(0.5)
    replace(path, content)
store._replace = slow
print("ready", flush=True)
sys.stdin.readline()
scaffold(Project(load_settings(Path(sys.argv[1]))), add=["all"])
"""


def test_two_at_once_that_see_different_files_lose_no_entry(project: Project) -> None:
    project.migration("0000_a")
    command = [sys.executable, "-c", TWO_ROUNDS, str(project.root)]
    first, second = (
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)
    )
    for process in (first, second):
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    first.stdin.write("\n")  # type: ignore[union-attr]
    first.stdin.flush()  # type: ignore[union-attr]
    time.sleep(0.2)  # the first has read the folder, and is writing slowly
    project.migration("0001_b")
    second.communicate("\n", timeout=30)
    first.communicate(timeout=30)
    assert (first.returncode, second.returncode) == (0, 0)
    tags = [entry["tag"] for entry in json.loads(project.journal.read_text())["entries"]]
    assert tags == ["0000_a", "0001_b"]


def test_four_bootstraps_at_once_all_succeed(project: Project) -> None:
    copy_sample(project)
    command = [str(Path(sys.executable).parent / "journal"), "bootstrap"]
    several = [subprocess.Popen(command, cwd=project.root, stdout=subprocess.PIPE) for _ in range(4)]
    for process in several:
        process.communicate(timeout=60)
    assert [process.returncode for process in several] == [0] * 4
    assert project.journal.read_text() == (ROOT / "meta" / "_journal.json").read_text()


def test_killed_at_any_moment_the_journal_is_the_old_or_the_new_one(project: Project, journal: Journal) -> None:
    for number in range(3):
        project.migration(f"{number:04}_x")
    command = [str(Path(sys.executable).parent / "journal"), "bootstrap"]
    assert journal("scaffold").code == 0
    old = project.journal.read_bytes()
    assert journal("bootstrap").code == 0
    new = project.journal.read_bytes()
    chance = random.Random(7)
    for _ in range(12):
        project.journal.write_bytes(old)
        process = subprocess.Popen(command, cwd=project.root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.05, 0.6))
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert project.journal.read_bytes() in (old, new)
    assert journal("bootstrap").code == 0
    assert [path.name for path in project.journal.parent.iterdir()] == ["_journal.json"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_leaves_nothing_behind(project: Project, number: signal.Signals) -> None:
    project.migration("0000_a", "select pg_sleep(30);")
    with tempfile.TemporaryDirectory(dir="/tmp") as runs:
        environment = os.environ | {"JOURNAL_RUN_DIR": runs}
        command = [str(Path(sys.executable).parent / "journal"), "bootstrap"]
        process = subprocess.Popen(command, cwd=project.root, env=environment, stderr=subprocess.PIPE, text=True)
        assert process.stderr is not None
        assert process.stderr.readline().startswith("running 1 migration in a temporary database of PostgreSQL ")
        time.sleep(0.2)
        process.send_signal(number)
        assert process.wait(timeout=15) == 130
        process.stderr.close()
        assert not list(Path(runs).glob("*/run-*"))


def test_an_interrupt_is_one_document_with_json(project: Project) -> None:
    project.migration("0000_a", "select pg_sleep(30);")
    command = [str(Path(sys.executable).parent / "journal"), "bootstrap", "--json"]
    process = subprocess.Popen(command, cwd=project.root, stdout=subprocess.PIPE)
    time.sleep(1.5)
    process.terminate()
    out, _ = process.communicate(timeout=15)
    assert (process.returncode, json.loads(out)["error"]["code"]) == (130, "interrupted")


def test_a_closed_pipe_gives_no_traceback(project: Project) -> None:
    project.migration("0000_a")
    command = [str(Path(sys.executable).parent / "journal"), "bootstrap"]
    process = subprocess.Popen(command, cwd=project.root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    process.stdout.close()  # type: ignore[union-attr]
    said = process.stderr.read()  # type: ignore[union-attr]
    assert (process.wait(timeout=30), "Traceback" in said) == (2, False)
    process.stderr.close()  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "variable", ["PGPORT=6543", "PGSERVICE=nosuch", "PGOPTIONS=-c default_transaction_read_only=on"]
)
def test_the_users_libpq_variables_do_not_reach_the_temporary_server(
    project: Project, journal: Journal, variable: str
) -> None:
    project.migration("0000_a", "create table a (id int);")
    name, _, value = variable.partition("=")
    said = journal("bootstrap", **{name: value})
    assert said.code == 0, said.err


def test_a_migration_that_ends_its_connection_is_explained(project: Project, journal: Journal) -> None:
    project.migration("0000_a", "select pg_terminate_backend(pg_backend_pid());")
    said = journal("bootstrap")
    assert (said.code, "Traceback" in said.err) == (1, False), said.err
    assert "0000_a.sql, statement 1 (line 1): terminating connection due to administrator command [57P01]" in said.err


def test_notes_on_the_folder_are_shown_with_the_failure(project: Project, journal: Journal) -> None:
    project.migration("0000_a", "create table a (id int);")
    project.migration("later", "alter table nowhere add x int;\r\n")
    said = journal("bootstrap")
    assert said.code == 1
    assert "warning: later has no usable number or date in its name, so it is put last. [no-order]" in said.err


def test_1500_entries(project: Project, journal: Journal) -> None:
    for number in range(1500):
        project.migration(f"{number:04}_x", f"create type t{number} as (a int);")
    said = journal("bootstrap")
    assert said.code == 0
    assert "1500 entries; wrote migrations/meta/_journal.json (1500 entries added, 1500 hashes filled)." in said.out


@pytest.mark.drizzle
def test_drizzle_orm_confirms_where_it_is_found(drizzle: Project, journal: Journal) -> None:
    drizzle.migration("0000_a")
    said = journal("bootstrap")
    assert "; the project's drizzle-orm 0.45.4 (node_modules/drizzle-orm) confirmed the hashes." in said.out
    assert "not confirmed by drizzle-orm (--engine native)." in journal("bootstrap", "--engine", "native").out


def test_a_drizzle_orm_that_disagrees_stops_the_journal(project: Project, journal: Journal) -> None:
    project.migration("0000_a")
    project.write("node_modules/drizzle-orm/package.json", '{"name": "drizzle-orm", "version": "0.45.4"}')
    project.write(
        "node_modules/drizzle-orm/migrator.js",
        "exports.readMigrationFiles = () => [{hash: 'another', folderMillis: 1420070400000}];",
    )
    said = journal("bootstrap")
    assert (said.code, project.journal.exists()) == (1, False)
    assert "error: drizzle-orm 0.45.4 would store another row for 0000_a than PostgreSQL did." in said.out
    assert "bug in drizzle-journal" in said.out


@pytest.mark.drizzle
def test_an_entry_that_deletes_rows_of_the_ledger_is_no_bug_of_the_packages(drizzle: Project, journal: Journal) -> None:
    drizzle.migration("0000_a")
    drizzle.migration("0001_b", "DELETE FROM drizzle.__drizzle_migrations;\n")
    said = journal("bootstrap")
    assert (said.code, "error: 0000_a: it ran, but its row is not in the ledger" in said.out) == (1, True), said.out
    assert "would store another row" not in said.out
    assert "bug in drizzle-journal" not in said.out


def test_a_drizzle_orm_that_does_not_work_confirms_nothing(project: Project, journal: Journal) -> None:
    project.migration("0000_a")
    project.write("node_modules/drizzle-orm/package.json", '{"name": "drizzle-orm", "version": "0.20.0"}')
    said = journal("bootstrap")
    assert said.code == 0
    assert "not confirmed by drizzle-orm (drizzle-orm 0.20.0 failed: Error: Cannot find module" in said.out


@pytest.mark.drizzle
def test_the_drizzle_engine_gives_the_same_journal(drizzle: Project, journal: Journal) -> None:
    copy_sample(drizzle)
    said = journal("bootstrap", "--engine", "drizzle")
    assert said.code == 0, said.err
    assert drizzle.journal.read_text() == (ROOT / "meta" / "_journal.json").read_text()


def test_the_drizzle_engine_needs_a_drizzle(project: Project, journal: Journal) -> None:
    project.migration("0000_a")
    said = journal("bootstrap", "--engine", "drizzle")
    assert said.code == 2
    assert "error: --engine drizzle: there is no drizzle-orm in node_modules from" in said.err


def test_a_drizzle_that_reads_no_journal_confirms_nothing(project: Project, journal: Journal) -> None:
    project.migration("0000_a")
    project.write("node_modules/drizzle-orm/package.json", '{"version": "1.0.0-rc.5"}')
    assert "not confirmed by drizzle-orm (drizzle-orm 1.0.0-rc.5 reads no journal)." in journal("bootstrap").out
