"""BEGIN and COMMIT around the steps of a file: every command says the same of it, on the way to drizzle-kit."""

import shutil

import psycopg
import pytest
from conftest import HERE, Journal, Project
from handback.exporting import kit
from repository import commit, git

pytestmark = pytest.mark.drizzle

EFFECT = "COMMIT in 0001_a.sql ends Drizzle's transaction. If a later migration fails, this file stays applied"
ACCEPT = ("check", "--accept", "transaction-control", "--tag", "0001_a", "--reason", "every database has it")
SAMPLE = HERE.parent
THREE = (
    "20251009_drop_legacy_upload_tokens",
    "20251021_drop_users_legacy_quota",
    "20251106083000_retry_webhook_deliveries",
)


@pytest.fixture
def case(drizzle: Project) -> Project:
    shutil.copytree(HERE / "cases" / "begin-commit-three-ways", drizzle.root, dirs_exist_ok=True)
    return drizzle


def test_every_command_says_the_same(case: Project, journal: Journal, database: str) -> None:
    assert EFFECT in journal("bootstrap").out
    checked = journal("check", "--no-squawk")
    assert (checked.code, f"error[transaction-control] 4:1 {EFFECT}" in checked.out) == (1, True), checked.out
    rehearsed = journal("rehearse", "--only", "ways")
    assert (rehearsed.code, f"warning: {EFFECT}" in rehearsed.out) == (0, True), rehearsed.out
    planned = journal("run", "--dry-run", "--url", database)
    assert (planned.code, f"note: {EFFECT}" in planned.out) == (0, True), planned.out
    handed = journal("handback", "--dry-run")
    assert (handed.code, "unknown 1 entry ends" in handed.out, EFFECT in handed.out) == (2, True, True), handed.out


def test_what_is_merged_or_deployed_is_a_note(case: Project, journal: Journal) -> None:
    assert journal("bootstrap").code == 0
    git(case.root, "init", "-q", "-b", "main")
    commit(case.root)
    checked = journal("check", "--no-squawk", "--base", "main", "--fail-on", "error")
    assert (checked.code, f"note[transaction-control] 4:1 {EFFECT}" in checked.out) == (0, True), checked.out
    rehearsed = journal("rehearse", "--only", "ways", "--from", "main")
    assert (rehearsed.code, f"note: {EFFECT}" in rehearsed.out) == (0, True), rehearsed.out


@pytest.mark.only_full
def test_what_is_accepted_does_not_stop_the_hand_back(case: Project, journal: Journal) -> None:
    assert journal("bootstrap").code == 0
    assert "accepted: transaction-control for 0001_a" in journal(*ACCEPT).out
    handed = journal("handback", "--dry-run")
    assert (handed.code, "transaction-control" in handed.out) == (0, False), handed.out


def test_a_pending_file_is_run_by_hand_and_is_then_a_note(case: Project, journal: Journal, database: str) -> None:
    assert journal("run", "--to", "0000_baseline", "--url", database).code == 0
    pending = journal("handback", "--dry-run", "--url", database)
    assert (pending.code, "no-go   1 entry ends" in pending.out, EFFECT in pending.out) == (1, True, True), pending.out
    assert "--to 0001_a" in pending.out
    assert "with their hashes: drizzle-journal handback" in pending.out
    assert journal("run", "--to", "0001_a", "--url", database).code == 0
    handed = journal("handback", "--url", database, "--yes")
    assert (handed.code, "note    1 entry ends" in handed.out, EFFECT in handed.out) == (0, True, True), handed.out
    assert journal("run", "--url", database).out.endswith("Nothing is pending.\n")


def test_a_new_database_has_all_to_run(case: Project, journal: Journal, database: str) -> None:
    handed = journal("handback", "--dry-run", "--url", database)
    assert (handed.code, "note    1 entry ends" in handed.out) == (0, True), handed.out


def test_no_advice_to_write_begin_where_drizzle_works(case: Project, journal: Journal) -> None:
    case.migration("0002_b", "ALTER TABLE t ADD COLUMN b text;\nALTER TABLE t ADD COLUMN c text;\n")
    case.migration("0002_down_b", "ALTER TABLE t DROP COLUMN b, DROP COLUMN c;\n")
    said = journal("check", "--no-squawk").out
    assert ("steps-without-transaction" in said, "write BEGIN" in said) == (True, False), said


@pytest.mark.only_full  # each of its steps has a test above
def test_the_sample_goes_all_the_way(drizzle: Project, journal: Journal, database: str) -> None:
    """Exit codes as documented: bootstrap, check, rehearse, run, handback, and the real drizzle-kit after them."""
    shutil.copytree(SAMPLE / "migrations", drizzle.root / "migrations", dirs_exist_ok=True)
    shutil.copytree(HERE / "handback" / "histories" / "sample" / "project", drizzle.root, dirs_exist_ok=True)
    boot = journal("bootstrap")
    assert (boot.code, f"COMMIT in {THREE[0]}.sql" in boot.out) == (0, True), boot.err
    checked = journal("check", "--no-squawk")
    assert (checked.code, checked.out.count("error[")) == (1, 3), checked.out
    git(drizzle.root, "init", "-q", "-b", "main")
    commit(drizzle.root)
    assert journal("check", "--no-squawk", "--base", "main").out.count("error[") == 0
    rehearsed = journal("rehearse", "--only", "ways", "--from", "main", "--strict")
    assert (rehearsed.code, rehearsed.out.count("note: COMMIT in")) == (0, 3), rehearsed.out
    ran = journal("run", "--url", database)
    assert (ran.code, ran.out.count("[transaction-control]")) == (0, 3), ran.err
    assert journal("handback", "--dry-run", "--renumber").code == 2
    handed = journal("handback", "--renumber", "--url", database, "--yes")
    assert (handed.code, "note    3 entries end" in handed.out) == (0, True), handed.out
    assert rows(database) == 16
    assert "No schema changes" in kit(drizzle.root, "generate")


def rows(database: str) -> int:
    with psycopg.connect(database) as connection:
        found = connection.execute("SELECT count(*) FROM drizzle.__drizzle_migrations").fetchone()
        return int(found[0]) if found else 0
