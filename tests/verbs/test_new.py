"""drizzle-journal new: the files it writes, what it says of them, and what it refuses."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import Journal, Project

from journal.errors import Severity
from journal.rules.support.subject import Finding
from journal.verbs.check import CheckRequest, lint

SAMPLE = Path(__file__).parents[2]
LISTED = '{"version": "7", "dialect": "postgresql", "entries": [{"idx": 0, "version": "7", "when": 1420070401000,'
LISTED += ' "tag": "0001_a", "breakpoints": true}]}'


def names(project: Project) -> list[str]:
    return sorted(path.name for path in (project.root / "migrations").rglob("*.sql"))


def sample(project: Project) -> None:
    for path in SAMPLE.glob("migrations/*.sql"):
        if "_down_" not in path.name:
            project.migration(path.stem, path.read_bytes())
    project.journal.parent.mkdir()
    project.journal.write_bytes((SAMPLE / "meta/_journal.json").read_bytes())


def test_both_files_are_written_and_refuse_to_run_until_they_are(
    project: Project, journal: Journal, database: str
) -> None:
    project.migration("0001_a", "create table a (id int);\n--> statement-breakpoint\nselect 1;")
    result = journal("new", "add b")
    assert result.code == 0, result.err
    assert result.out.startswith("wrote migrations/0002_add_b.sql\nwrote migrations/0002_down_add_b.sql\nNext: write")
    assert names(project) == ["0001_a.sql", "0002_add_b.sql", "0002_down_add_b.sql"]
    text = (project.root / "migrations/0002_add_b.sql").read_text()
    assert "--> statement-breakpoint\n" in text
    assert "COMMIT;" not in text
    assert "0002_add_b.sql is not written yet" in journal("run", "--url", database).err
    down = journal("run", "--url", database, "--file", "0002_down_add_b", "--yes")
    assert "0002_down_add_b.sql is not written yet" in down.err


def test_a_new_manual_migration_has_no_finding_of_check(project: Project, journal: Journal) -> None:
    project.migration("0001_a", "create table a (id int);")
    project.write("meta/_journal.json", LISTED)
    result = journal("new", "big_index", "--manual")
    assert result.out.splitlines()[2] == "added it to the ignore list in journal.toml"
    assert "[[ignore]]" in (project.root / "journal.toml").read_text()
    assert "BEGIN;\n" in (project.root / "migrations/0002_big_index.sql").read_text()
    assert [one for one in _found(project) if "0002" in f"{one.message}{one.tag}"] == []


def test_a_new_forward_file_is_only_missing_in_the_journal(project: Project, journal: Journal) -> None:
    project.migration("0001_a", "create table a (id int);\n--> statement-breakpoint\nselect 1;")
    project.write("meta/_journal.json", LISTED)
    assert journal("new", "add_b").code == 0
    assert [one.rule for one in _found(project) if one.tag == "0002_add_b"] == ["file-without-entry"]
    assert journal("scaffold", "--add", "new").code == 0
    assert [one.rule for one in _found(project) if one.tag == "0002_add_b"] == ["hash-not-recorded"]


def _found(project: Project) -> tuple[Finding, ...]:
    return lint(project.settings(), CheckRequest(Severity.NOTE, now=datetime.now(UTC))).findings


@pytest.mark.parametrize(
    "settings",
    [
        'migrations = "migrations"\nignore = [{ file = "a.sql", reason = "b" }]\n',
        '[[ignore]]\nfile = "a.sql"\nreason = "b"',
    ],
    ids=["in one line", "a table each"],
)
def test_an_existing_ignore_list_is_extended(project: Project, journal: Journal, settings: str) -> None:
    project.migration("0001_a")
    project.write("meta/_journal.json", LISTED)
    project.write("journal.toml", settings)
    assert journal("new", "x", "--manual").code == 0
    assert [one.file for one in project.settings().ignore if one.file != "a.sql"] == ["0002_x.sql"]
    assert len(project.settings().ignore) == 2


def test_settings_in_pyproject_are_left_to_a_person(project: Project, journal: Journal) -> None:
    project.migration("0001_a")
    project.write("meta/_journal.json", LISTED)
    project.write("pyproject.toml", '[tool.journal]\nmigrations = "migrations"\n')
    result = journal("new", "x", "--manual")
    assert 'add it to the ignore list of the settings: { file = "0002_x.sql", reason = ' in result.out
    assert not (project.root / "journal.toml").exists()


def test_a_down_file_is_derived_proved_and_pairs(project: Project, journal: Journal) -> None:
    project.migration("0001_a", "create table a (id int);")
    project.migration("0002_b", "alter table a add column b text; drop table if exists c;")
    result = journal("new", "--down-of", "0002_b.sql")
    assert result.code == 0, result.err
    assert result.out == (
        "The down file is complete.\n"
        "wrote migrations/0002_down_b.sql\n"
        "note: lost by the down file: the values of a.b\n"
        "proved: up, down, up gives the same schema; without rows, on a temporary server.\n"
        "The down file is complete.\n"
    )
    text = (project.root / "migrations/0002_down_b.sql").read_text()
    assert "\nBEGIN;\n\nALTER TABLE public.a DROP COLUMN IF EXISTS b;\n\nCOMMIT;\n" in text


def test_only_an_untouched_skeleton_is_replaced(project: Project, journal: Journal) -> None:
    project.migration("0001_a", "create table a (id int);")
    assert journal("new", "b").code == 0
    project.migration("0002_b", "create table b (id int);")
    assert journal("new", "--down-of", "0002_b").code == 0
    result = journal("new", "--down-of", "0002_b")
    assert result.code == 2
    assert "0002_down_b.sql exists already, and is not overwritten." in result.err


def test_an_incomplete_down_file_is_written_with_exit_code_1(project: Project, journal: Journal) -> None:
    project.migration("0001_a", "create table a (id int);")
    project.migration("0002_b", "update a set id = 1;")
    result = journal("new", "--down-of", "0002_b")
    assert result.code == 1
    assert "error: not derived: the UPDATE of a (id), statement 1, changed rows" in result.out
    assert "drizzle-journal new NAME --transform a.id" in result.out
    assert "except for 1 open place" in result.out
    assert "RAISE EXCEPTION" in (project.root / "migrations/0002_down_b.sql").read_text()


def test_with_data_stays_row_changes_are_a_note(project: Project, journal: Journal) -> None:
    project.migration("0001_a", "create table a (id int);")
    project.migration("0002_b", "update a set id = 1;")
    result = journal("new", "--down-of", "0002_b", "--data-stays")
    assert result.code == 0
    assert "note: stays: the UPDATE of a (id), statement 1, changed rows" in result.out
    assert "RAISE" not in (project.root / "migrations/0002_down_b.sql").read_text()


def test_without_a_server_the_rest_is_derived_and_the_gap_is_an_error(project: Project, journal: Journal) -> None:
    project.migration("0001_a", "create table a (id int, b int);")
    project.migration("0002_b", "alter table a add column c int; alter table a drop column b;")
    result = journal("new", "--down-of", "0002_b", "--no-replay")
    assert result.code == 1
    assert "not proved: --no-replay was given" in result.out
    text = (project.root / "migrations/0002_down_b.sql").read_text()
    assert "DROP COLUMN IF EXISTS c;" in text
    assert "was there before is not known without a replay" in text
    nowhere = journal("new", "--down-of", "0002_b", "--dry-run", "--temp", "embedded", "--pg-bin", "/nowhere")
    assert nowhere.code in (1, 2)


def test_a_dry_run_writes_nothing_and_prints_the_files(project: Project, journal: Journal) -> None:
    project.migration("0001_a", "create table a (id int);")
    result = journal("new", "b", "--dry-run")
    assert result.out.startswith("would write migrations/0002_b.sql\n  -- Why: one or two sentences")
    assert result.out.endswith("Dry run: nothing was written.\n")
    assert names(project) == ["0001_a.sql"]


def test_json_has_the_files_and_the_proof(project: Project, journal: Journal) -> None:
    project.migration("0001_a", "create table a (id int);")
    project.migration("0002_b", "alter table a add column b text;")
    document = json.loads(journal("new", "--down-of", "0002_b", "--json").out)
    assert (document["complete"], document["proved"], document["written"]) == (True, True, True)
    assert document["told"] == [{"fate": "lost", "text": "the values of a.b"}]
    assert document["files"][0]["path"] == "migrations/0002_down_b.sql"


REFUSED = {
    (): "The new migration needs a name",
    ("x", "--down-of", "0001_a", "--drop-table", "a"): "--down-of and --drop-table exclude each other",
    ("x", "--transform", "a.id"): "--transform requires --to",
    ("a/b",): "'a/b' is a path, not a name.",
    ("--down-of", "nope"): "--down-of nope: there is no such migration in",
    ("--down-of", "0001_down_a"): "--down-of 0001_down_a is a down file",
    ("--down-of", "0003_broken"): "0003_broken.sql, line 2: syntax error",
    ("--down-of", "0004_fails"): '0004_fails.sql, statement 2 (line 2): relation "nowhere" does not exist',
}


@pytest.mark.parametrize(("words", "message"), REFUSED.items(), ids=[" ".join(words) or "nothing" for words in REFUSED])
def test_a_refused_request_writes_nothing(
    project: Project, journal: Journal, words: tuple[str, ...], message: str
) -> None:
    project.migration("0001_a", "create table a (id int);")
    project.migration("0001_down_a", "drop table a;")
    project.migration("0003_broken", "select 1;\nselect from from;")
    project.migration("0004_fails", "select 1;\nalter table nowhere add column a int;")
    if "0004_fails" in words:
        (project.root / "migrations/0003_broken.sql").unlink()
    before = names(project)
    answer = journal("new", *words)
    assert answer.code in (1, 2)
    assert message in answer.err
    assert names(project) == before


INCOMPLETE = {
    "20250918_add_rollup_provenance": "the UPDATE of admin_dashboard_tabs (config, updated_at), statement 7",
    "20250918_backfill_daily_rollups": "the INSERT of analytics_daily_rollups, statement 2",
    "20250925_storage_summary_expiring_awards": "the UPDATE of admin_dashboard_tabs (config, updated_at), statement 3",
    "20251009_drop_legacy_upload_tokens": "the block of code, statement 2, may have changed rows",
    "20251013141500_create_transfers": "the INSERT of admin_dashboard_tabs, statement 10",
    "20251021_drop_users_legacy_quota": "the block of code, statement 2, may have changed rows",
    "20251120_forbid_negative_balance": "the UPDATE of users (bytes_balance), statement 2",
}
"""The sample's files that change rows which stay: only their authors know what those were."""


@pytest.mark.parametrize(
    "tag", sorted(path.stem for path in SAMPLE.glob("migrations/2025*.sql") if "_down_" not in path.name)
)
def test_each_forward_file_of_the_sample_goes_up_down_and_up(project: Project, journal: Journal, tag: str) -> None:
    sample(project)
    result = journal("new", "--down-of", tag)
    assert result.code == (1 if tag in INCOMPLETE else 0), result.out + result.err
    assert "proved: up, down, up gives the same schema" in result.out
    assert result.out.count("[down-incomplete]") == (tag in INCOMPLETE)
    assert INCOMPLETE.get(tag, "") in result.out
