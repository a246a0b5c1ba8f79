"""A baseline that was dumped after the files that follow it: `contains` in the settings, in every command."""

import json
import shutil

import psycopg
import pytest
from conftest import HERE, Journal, Project
from verbs.test_run import recorded

SETTING = 'contains = { "0001-baseline" = "0004-asset-seen" }'
CONTAINED = ["0002-asset-label", "0003-asset-state", "0004-asset-seen"]


@pytest.fixture
def dumped_later(project: Project) -> Project:
    shutil.copytree(HERE / "cases/baseline-contains-later-files", project.root, dirs_exist_ok=True)
    return project


def test_the_failure_names_the_setting_and_the_setting_is_right(dumped_later: Project, journal: Journal) -> None:
    said = journal("bootstrap")
    assert (said.code, SETTING in said.err) == (1, True), said
    dumped_later.write("journal.toml", SETTING)
    said = journal("bootstrap")
    assert said.code == 0, said
    assert "ignored: 3 files (contained in 0001-baseline)" in said.out
    entries = json.loads(dumped_later.journal.read_text())["entries"]
    assert [one["tag"] for one in entries] == ["0001-baseline", "2026-03-01-policy-owner"]
    assert "file-without-entry" not in journal("check").out
    assert journal("rehearse").code == 0


def test_run_names_the_setting_too(dumped_later: Project, journal: Journal, database: str) -> None:
    said = journal("run", "--url", database)
    assert (said.code, SETTING in said.err) == (1, True), said


def test_run_records_what_the_baseline_contains_without_running_it(
    dumped_later: Project, journal: Journal, database: str
) -> None:
    dumped_later.write("journal.toml", SETTING)
    assert "would record 3 migrations that 0001-baseline contains" in journal("run", "--url", database, "--dry-run").out
    said = journal("run", "--url", database)
    assert said.code == 0, said
    assert "recorded 3 migrations that 0001-baseline contains, without running" in said.out
    names = [f"{tag}.sql" for tag in ("0001-baseline", *CONTAINED, "2026-03-01-policy-owner")]
    assert sorted(map(str, recorded(database))) == names
    again = journal("run", "--url", database, "--json")
    assert (again.code, json.loads(again.out)["contained"], json.loads(again.out)["pending"]) == (0, [], [])


def test_run_records_them_where_the_baseline_is_there(dumped_later: Project, journal: Journal, database: str) -> None:
    dumped_later.write("journal.toml", SETTING)
    with psycopg.connect(database) as connection:
        connection.execute((dumped_later.root / "migrations/0001-baseline.sql").read_bytes())
    said = journal("run", "--url", database)
    assert (said.code, "0001-baseline is not run" in said.out) == (0, True), said
    assert sorted(map(str, recorded(database))) == [f"{tag}.sql" for tag in (*CONTAINED, "2026-03-01-policy-owner")]


def test_nothing_is_recorded_where_the_baseline_fails_or_is_not_selected(
    dumped_later: Project, journal: Journal, database: str
) -> None:
    dumped_later.write("journal.toml", SETTING)
    assert journal("run", "--url", database, "--file", "2026-03-01-policy-owner").code == 1
    dumped_later.migration("0001-baseline", "SELECT 1/0;")
    assert journal("run", "--url", database).code == 1
    assert recorded(database) == []


def test_other_files_that_fail_get_no_such_advice(project: Project, journal: Journal) -> None:
    """The baseline makes one of two objects of the file: what it contains is not known."""
    project.migration("0000_baseline", "create table a (id int);")
    project.migration("0001_b", "create table b (id int); create table a (id int);")
    said = journal("bootstrap")
    assert (said.code, "contains =" in said.err) == (1, False)
    assert "migrations/0000_baseline.sql:1 creates it." in said.err


@pytest.mark.parametrize(
    ("baseline", "files", "setting"),
    [
        ("000000_baseline", ["0001_a", "0002_b"], '"000000_baseline" = "0002_b"'),
        ("20250101_baseline", ["20250201_a", "20250202_b"], '"20250101_baseline" = "20250202_b"'),
        ("V1__BASELINE", ["V2__A", "V10__B"], '"V1__BASELINE" = "V10__B"'),
        ("baseline.prod", ["0001_a", "2025-08-15-b"], '"baseline.prod" = "2025-08-15-b"'),
    ],
)
def test_the_advice_fits_other_names(
    project: Project, journal: Journal, baseline: str, files: list[str], setting: str
) -> None:
    project.migration(baseline, "create table a (id int, x int); create index b on a (x);")
    project.migration(files[0], "alter table a add column x int;")
    project.migration(files[1], "-- a note\nupdate a set x = 1;\ncreate index b on a (x);")
    project.migration("20260101_c", "create table c (id int);")
    said = journal("bootstrap")
    assert (said.code, f"contains = {{ {setting} }}" in said.err) == (1, True), said
    project.write("journal.toml", f"contains = {{ {setting} }}")
    assert journal("bootstrap").code == 0


def test_a_setting_for_no_baseline_stops_the_run(dumped_later: Project, journal: Journal, database: str) -> None:
    dumped_later.write("journal.toml", SETTING.replace("0001", "0002"))
    said = journal("run", "--url", database)
    assert (said.code, "names the baseline 0002-baseline, and there is no" in said.err) == (2, True)


def test_with_journal_they_get_no_row_in_drizzles_ledger(
    dumped_later: Project, journal: Journal, database: str
) -> None:
    dumped_later.write("journal.toml", SETTING)
    assert journal("bootstrap").code == 0
    said = journal("run", "--url", database, "--journal")
    assert (said.code, len(recorded(database))) == (0, 5), said
    with psycopg.connect(database) as connection:
        assert connection.execute("SELECT count(*) FROM drizzle.__drizzle_migrations").fetchone() == (2,)
    assert journal("status", "--url", database).code == 0
    assert journal("verify", "--url", database).code == 0
