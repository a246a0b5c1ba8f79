"""The table of another runner: what it records never runs again, whatever the table is called."""

import json
import shutil

import psycopg
import pytest
from conftest import HERE, Journal, Project, Said
from ledger.test_live_objects import listed
from verbs.test_run import recorded, rows

A, B, C = "20260301120000_a", "20260302120000_b", "20260303120000_c"
TABLES = "CREATE TABLE a (id int); CREATE TABLE b (id int);"
BOTH = f"('{A}'), ('{B}')"


def has(database: str, sql: str) -> None:
    with psycopg.connect(database) as connection:
        connection.execute(sql.encode())


def three(project: Project) -> None:
    for tag in (A, B, C):
        project.migration(tag, f"create table {tag[-1]} (id int);")


@pytest.fixture
def case(project: Project, database: str) -> Project:
    shutil.copytree(HERE / "cases/own-ledger-other-name", project.root, dirs_exist_ok=True)
    has(database, (project.root / "setup.sql").read_text())
    return project


def credits(database: str) -> list[tuple[object, ...]]:
    return rows(database, "SELECT credits::int FROM account ORDER BY id")


@pytest.mark.parametrize("words", [(), ("--dry-run",), ("--only", "20260308_credits_in_cents")])
def test_what_the_own_runner_of_a_team_records_does_not_run(
    case: Project, journal: Journal, database: str, words: tuple[str, ...]
) -> None:
    said = journal("run", "--url", database, *words)
    assert (said.code, credits(database)) == (2, [(1500,), (0,)]), said
    assert "public.schema_migrations records" in said.err
    assert 'manual = { ledger = "public.schema_migrations" } in journal.toml' in said.err
    assert "drizzle-journal run --record-only 2026030" in said.err
    assert rows(database, "SELECT to_regclass('_manual_migrations')") == [(None,)]


def test_the_setting_makes_it_the_manual_ledger(case: Project, journal: Journal, database: str) -> None:
    case.write("journal.toml", '[manual]\nledger = "public.schema_migrations"\n')
    planned = journal("run", "--url", database, "--dry-run").out
    assert [line for line in planned.splitlines() if line.startswith("would run")] == [
        "would run 20260322_account_closed (1 statement)"
    ]
    said = journal("run", "--url", database)
    assert (said.code, credits(database)) == (0, [(1500,), (0,)]), said
    assert "\n1 file applied and recorded in public.schema_migrations. Next: " in said.out
    kept = rows(database, "SELECT filename, length(checksum) FROM schema_migrations ORDER BY 1")
    assert kept[-1] == ("20260322_account_closed.sql", 64)
    assert rows(database, "SELECT to_regclass('_manual_migrations')") == [(None,)]


def test_status_names_it_and_leads_to_no_migrate(case: Project, journal: Journal, database: str) -> None:
    said = journal("status", "--url", database)
    assert said.code == 1
    assert "public.schema_migrations records 20260301_account, 20260308_credits_in_cents" in said.out
    assert "Next: npx drizzle-kit migrate" not in said.out
    assert journal("bootstrap").code == 0
    said = journal("status", "--url", database)
    assert (said.code, "drizzle-kit migrate would run them again. [recorded-elsewhere]" in said.out) == (1, True)
    assert said.out.endswith("Next: drizzle-journal stamp --to 20260315_account_note\n"), said.out


def test_stamp_takes_it_as_evidence(case: Project, journal: Journal, database: str) -> None:
    assert journal("bootstrap").code == 0
    said = journal("stamp", "--dry-run", "--url", database)
    assert "public.schema_migrations records the entries up to 20260315_account_note." in said.err
    said = journal("stamp", "--to", "20260315_account_note", "--yes", "--url", database)
    assert (said.code, "Proved: the live schema equals" in said.out) == (0, True), said


def test_record_only_records_after_a_proof(case: Project, journal: Journal, database: str) -> None:
    names = ("20260301_account", "20260308_credits_in_cents.sql", "20260315_account_note")
    words = [word for name in names for word in ("--record-only", name)]
    said = journal("run", "--url", database, *words, "--dry-run")
    assert (said.code, "would record 20260301_account" in said.out) == (0, True), said
    assert rows(database, "SELECT to_regclass('_manual_migrations')") == [(None,)]
    said = journal("run", "--url", database, *words)
    assert (said.code, said.out.splitlines()[-1]) == (0, "3 files recorded."), said
    assert "Proved: the live schema equals the one after these files." in said.out
    assert len(recorded(database)) == 3
    said = journal("run", "--url", database)
    assert (said.code, credits(database), len(recorded(database))) == (0, [(1500,), (0,)], 4), said


def test_record_only_records_nothing_that_the_schema_contradicts(
    case: Project, journal: Journal, database: str
) -> None:
    said = journal("run", "--url", database, "--record-only", "20260301_account", "--json")
    assert (said.code, json.loads(said.out)["status"], json.loads(said.out)["proved"]) == (1, "no", True)
    assert [one["name"] for one in json.loads(said.out)["differences"]] == ["public.account.note"]
    assert rows(database, "SELECT to_regclass('_manual_migrations')") == [(None,)]
    said = journal("run", "--url", database, "--record-only", "20260301_account", "--unproved")
    assert (said.code, recorded(database), "NOT PROVED" in said.out) == (0, ["20260301_account.sql"], True), said


@pytest.mark.parametrize("others", [("--journal",), ("--only", "x"), ("--file", "x"), ("--to", "x")])
def test_record_only_stands_alone(case: Project, journal: Journal, database: str, others: tuple[str, ...]) -> None:
    said = journal("run", "--url", database, "--record-only", "20260301_account", *others)
    assert (said.code, "exclude" in said.err) == (2, True), said


@pytest.mark.parametrize(
    ("table", "sql"),
    [
        ("app_migrations", f"CREATE TABLE app_migrations (name text); INSERT INTO app_migrations VALUES {BOTH}"),
        ("deploys", "CREATE TABLE deploys (id serial, script varchar(99)); INSERT INTO deploys (script) VALUES "
         f"{BOTH}"),
        ("pgmigrations", f"CREATE TABLE pgmigrations (id int, name varchar(9999), run_on timestamp); INSERT INTO "
         f"pgmigrations (name) VALUES {BOTH}"),
        ("knex_migrations", "CREATE TABLE knex_migrations (id int, name varchar(255), batch int); INSERT INTO "
         f"knex_migrations (name) VALUES ('{A}.sql'), ('{B}.sql')"),
        ("_prisma_migrations", "CREATE TABLE _prisma_migrations (id varchar(36), migration_name varchar(255)); INSERT "
         f"INTO _prisma_migrations (migration_name) VALUES {BOTH}"),
        ("schema_migrations", "CREATE TABLE schema_migrations (version varchar(128) PRIMARY KEY); INSERT INTO "
         "schema_migrations VALUES ('20260301120000'), ('20260302120000')"),
        ("goose_db_version", "CREATE TABLE goose_db_version (id int, version_id bigint, is_applied boolean); INSERT "
         "INTO goose_db_version VALUES (1, 0, true), (2, 20260301120000, true), (3, 20260302120000, true)"),
        ("other.schema_migrations", "CREATE SCHEMA other; CREATE TABLE other.schema_migrations (version bigint PRIMARY "
         "KEY, dirty boolean NOT NULL); INSERT INTO other.schema_migrations VALUES (20260302120000, false)"),
        ("flyway_schema_history", "CREATE TABLE flyway_schema_history (installed_rank int PRIMARY KEY, version "
         "varchar(50), script varchar(1000) NOT NULL); INSERT INTO flyway_schema_history VALUES "
         f"(1, '1', '{A}.sql'), (2, '2', 'sql/{B}.sql')"),
        ("atlas_schema_revisions", "CREATE TABLE atlas_schema_revisions (version varchar PRIMARY KEY, description "
         "varchar); INSERT INTO atlas_schema_revisions VALUES ('20260301120000', 'a'), ('20260302120000', 'b')"),
        ("supabase_migrations.schema_migrations", "CREATE SCHEMA supabase_migrations; CREATE TABLE "
         "supabase_migrations.schema_migrations (version text PRIMARY KEY, statements text[], name text); INSERT INTO "
         "supabase_migrations.schema_migrations VALUES ('20260301120000', '{}', 'a'), ('20260302120000', '{}', 'b')"),
        ("other._manual_migrations", "CREATE SCHEMA other; CREATE TABLE other._manual_migrations (filename text); "
         f"INSERT INTO other._manual_migrations VALUES {BOTH}"),
        ("ops.Schema-Versions", 'CREATE SCHEMA ops; CREATE TABLE ops."Schema-Versions" ("File" text); INSERT INTO '
         f"""ops."Schema-Versions" VALUES ('db/migrations/{A}.sql'), ('{B}.sql'), ('older.sql')"""),
    ],
)  # fmt: skip
def test_the_tables_of_other_runners_are_found(
    project: Project, journal: Journal, database: str, table: str, sql: str
) -> None:
    three(project)
    has(database, f"{TABLES} {sql}")
    said = journal("run", "--url", database)
    name = table if "." in table else f"public.{table}"
    assert (said.code, f"{name} records 2 of the 3 pending files: {A}, {B}. Nothing ran." in said.err) == (2, True), (
        said
    )
    said = journal("status", "--url", database)
    assert (said.code, f"{name} records {A}, {B}" in said.out) == (1, True), said
    project.write("journal.toml", f'manual = {{ not_ledgers = ["{name}"] }}')
    said = journal("run", "--url", database)
    assert (said.code, "The database already has objects of 2 pending files" in said.err) == (1, True), said


def test_a_table_with_the_numbers_alone_is_adopted(project: Project, journal: Journal, database: str) -> None:
    three(project)
    has(database, TABLES + "CREATE TABLE schema_migrations (version varchar(128) PRIMARY KEY); INSERT INTO "
        "schema_migrations VALUES ('20260301120000'), ('20260302120000')")  # fmt: skip
    project.write("journal.toml", 'manual = { ledger = "public.schema_migrations" }')
    said = journal("run", "--url", database)
    assert said.code == 0, said
    assert rows(database, "SELECT version FROM schema_migrations ORDER BY 1")[-1] == ("20260303120000",)
    assert "Nothing is pending." in journal("run", "--url", database).out


def test_the_settings_name_its_columns(project: Project, journal: Journal, database: str) -> None:
    three(project)
    has(database, TABLES + "CREATE TABLE log (what text, moment timestamptz DEFAULT now()); INSERT INTO log (what) "
        f"VALUES {BOTH}")  # fmt: skip
    project.write("journal.toml", '[manual]\nledger = "log"\ncolumns = { name = "what" }\n')
    assert journal("run", "--url", database).code == 0
    assert rows(database, "SELECT what FROM log") == [(A,), (B,), (C,)]
    project.write("journal.toml", '[manual]\nledger = "log"\ncolumns = { name = "wat" }\n')
    said = journal("run", "--url", database)
    assert (said.code, "log has no column wat of the right type for `manual.columns.name`" in said.err) == (2, True)


def test_a_named_ledger_that_is_missing_is_made(project: Project, journal: Journal, database: str) -> None:
    three(project)
    has(database, "CREATE SCHEMA ops")
    project.write("journal.toml", '[manual]\nledger = "ops.runs"\ncolumns = { name = "file", moment = "at" }\n')
    assert journal("run", "--url", database).code == 0
    assert len(rows(database, "SELECT file, hash, at FROM ops.runs")) == 3


@pytest.mark.parametrize(
    "sql",
    [
        f"CREATE TABLE files (name text); INSERT INTO files VALUES ('{A}.sql'), ('x'), ('y'), ('z')",
        "CREATE SCHEMA auth; CREATE TABLE auth.schema_migrations (version text); INSERT INTO auth.schema_migrations "
        "VALUES ('00'), ('1')",
        "CREATE TABLE schema_migrations (version text); INSERT INTO schema_migrations VALUES ('20200101000000')",
        "CREATE TABLE goose_db_version (version_id bigint); INSERT INTO goose_db_version VALUES (0)",
        "CREATE TABLE flyway_schema_history (version varchar, script varchar); INSERT INTO flyway_schema_history "
        "VALUES ('0', 'V0__x.sql'), ('20260301', 'V20260301__y.sql')",
        f"CREATE TEMPORARY TABLE schema_migrations (name text); INSERT INTO schema_migrations VALUES {BOTH}",
    ],
)
def test_a_table_that_does_not_record_these_files_is_no_ledger(
    project: Project, journal: Journal, database: str, sql: str
) -> None:
    three(project)
    project.migration("0000_first", "select 1;")
    has(database, sql)
    said = journal("run", "--url", database)
    assert (said.code, len(recorded(database))) == (0, 4), said


def test_it_is_found_behind_many_empty_tables(project: Project, journal: Journal, database: str) -> None:
    three(project)
    has(database, "".join(f"CREATE TABLE a_{n:02} (file text);" for n in range(30)))
    has(database, f"CREATE TABLE z_done (file text); INSERT INTO z_done VALUES {BOTH}")
    said = journal("run", "--url", database)
    assert (said.code, "public.z_done records" in said.err) == (2, True), said


def test_a_ledger_that_cannot_be_read_stops_a_run(project: Project, journal: Journal, database: str) -> None:
    three(project)
    has(database, f"CREATE TABLE schema_migrations (name text); INSERT INTO schema_migrations VALUES {BOTH}; ALTER "
        "TABLE schema_migrations ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")  # fmt: skip
    said = journal("run", "--url", database)
    assert (said.code, "public.schema_migrations may record these migrations, and was not read" in said.err) == (
        2,
        True,
    )
    assert "[ledger-not-read]" in journal("status", "--url", database).out
    project.write("journal.toml", 'manual = { not_ledgers = ["public.schema_migrations"] }')
    assert journal("run", "--url", database).code == 0


def test_the_document_of_a_refusal_has_its_code(case: Project, journal: Journal, database: str) -> None:
    said: Said = journal("run", "--url", database, "--json")
    assert (said.code, json.loads(said.out)["error"]["code"]) == (2, "recorded-elsewhere")


def test_a_table_that_wants_more_than_run_has_cannot_be_adopted_and_status_says_why(
    project: Project, journal: Journal, database: str
) -> None:
    listed(project, "create table a (id int);", "create table b (id int);")
    flyway = (
        "create table flyway_schema_history (installed_rank int primary key, version text, script text not null, "
        "checksum int not null, success boolean not null);"
    )
    values = "insert into flyway_schema_history values (1, '0', '0000_m.sql', 7, true)"
    has(database, f"create table a (id int); {flyway} {values}")
    said = journal("status", "--url", database).out
    why = "requires a value in installed_rank, script, checksum, success, and `drizzle-journal run` has none to write "
    why += "there."
    assert f"It cannot be the manual ledger: public.flyway_schema_history {why} [recorded-elsewhere]" in said, said
    said = journal("run", "--url", database).err
    assert f"It cannot be the manual ledger: public.flyway_schema_history {why}" in said, said
    assert "drizzle-journal run --record-only 0000_m" in said
    project.write("journal.toml", 'manual = { ledger = "public.flyway_schema_history" }')
    said = journal("run", "--url", database).err
    assert (why in said, "drizzle-journal run --record-only TAG" in said) == (True, True), said


def test_a_view_with_the_name_of_a_ledger_is_named_and_not_read(
    project: Project, journal: Journal, database: str
) -> None:
    listed(project, "create table a (id int);")
    view = "select case when '0000_m.sql' = any (array['0000_m.sql']) then 1 / (random() * 0)::int end as filename"
    has(database, f"create view applied_migrations as {view}; create view orders as select 1 as filename")
    note = "public.applied_migrations is a view, and may show what another runner has run. It was not read, and is "
    said = journal("status", "--url", database)
    assert (said.code, f"note: {note}not adopted as a ledger. [ledger-view]" in said.out, "orders" in said.out) == (
        0, True, False
    ), said.out  # fmt: skip
    assert journal("run", "--url", database).code == 0
    project.write("journal.toml", 'manual = { not_ledgers = ["public.applied_migrations"] }')
    assert "applied_migrations" not in journal("status", "--url", database).out
