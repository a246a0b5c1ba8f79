"""verify on projects and databases that are sound, and on what people do to them."""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import psycopg
import pytest
from conftest import Journal, Project, Said, lives
from verbs.test_status import entries, execute, migrate

from journal.server.embedded.provider import EmbeddedProvider
from journal.server.provider import Server

USERS = """
create table users (id int primary key, email text, note text);
create unique index users_email_idx on users (email);
"""
ROWS = "insert into users select n, n || '@x', 'note' from generate_series(1, 20000) as n; analyze users"
BY_EMAIL = "-- journal: uses index users_email_idx\nselect * from users where email = '7@x'"
SECTIONS = ["parity", "ledger", "schema", "indexes", "plans", "smoke"]
ALONE = {"snapshots": "left out"}
"""The project of these tests has no snapshots; tests/snapshot/test_contents.py has some."""
SMOKE = '[[smoke]]\nname = "ping"\nrun = ["sh", "-c", "{}"]\ntimeout = 30\n'
PARTS = {"name", "verdict", "summary", "seconds", "lines", "error", "found"}
SCHEMA = {
    "type": "object",
    "required": ["status", "database", "strict", "ignored", "sections", "closing"],
    "properties": {
        "status": {"enum": ["ok", "no", "error"]},
        "sections": {
            "type": "array",
            "minItems": 6,
            "items": {"type": "object", "required": sorted(PARTS), "additionalProperties": False,
                      "properties": {part: {} for part in PARTS}},
        },
    },
}  # fmt: skip


@pytest.fixture
def listed(project: Project) -> Project:
    project.migration("0000_users", USERS)
    entries(project, "0000_users", "0001_b")
    return project


@pytest.fixture
def live(listed: Project, database: str) -> str:
    migrate(listed, database)
    return database


def verdicts(result: Said) -> dict[str, str]:
    value = json.loads(result.out)
    jsonschema.validate(value, SCHEMA)
    assert value["status"] == {0: "ok", 1: "no", 2: "error"}[result.code]
    return {one["name"]: one["verdict"] for one in value["sections"]}


def section(result: Said, name: str) -> Any:
    return next(one for one in json.loads(result.out)["sections"] if one["name"] == name)


def lines(result: Said, name: str) -> str:
    return "\n".join(section(result, name)["lines"])


def snapshot(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_a_sound_project_passes_without_a_database_and_nothing_is_written(listed: Project, journal: Journal) -> None:
    listed.write("checks/by_email.sql", BY_EMAIL)
    listed.write("journal.toml", SMOKE.format("test $JOURNAL_TEMPORARY = 1"))
    before = snapshot(listed.root)
    result = journal("verify", "--json")
    assert verdicts(result) == dict.fromkeys(SECTIONS, "passed") | dict.fromkeys(SECTIONS[1:4], "left out") | ALONE
    assert snapshot(listed.root) == before
    text = journal("verify")
    assert "parity     passed          2 entries: journal, files and captured hashes agree" in text.out
    assert text.out.endswith('All checks passed. Next: drizzle-journal verify --url "$DATABASE_URL"\n')


def test_a_sound_database_passes_all_sections_and_is_not_changed(listed: Project, journal: Journal, live: str) -> None:
    execute(live, ROWS)
    listed.write("checks/by_email.sql", BY_EMAIL)
    listed.write("checks/writes.sql", "-- journal: writes\n-- journal: at most 20000 rows\ndelete from users")
    listed.write("journal.toml", SMOKE.format("test -z $JOURNAL_TEMPORARY && echo $DATABASE_URL"))
    count = "select count(*), (select count(*) from pg_class), (select count(*) from drizzle.__drizzle_migrations)"
    before = execute(live, f"{count} from users")
    result = journal("verify", "--url", live, "--json")
    assert verdicts(result) == dict.fromkeys(SECTIONS, "passed") | ALONE
    assert section(result, "plans")["found"]["without_rows"] is False
    assert execute(live, f"{count} from users") == before
    assert journal("verify", "--url", live).out.endswith("All checks passed. Nothing to do.\n")


@pytest.mark.parametrize("owned", ["the database", "a view"])
def test_a_superuser_runs_no_check_where_another_role_owns_something(
    listed: Project, journal: Journal, live: str, server: Server, owned: str
) -> None:
    listed.write("checks/by_email.sql", BY_EMAIL)
    superuser = str(psycopg.conninfo.conninfo_to_dict(server.admin)["user"])
    url, name = live.replace("postgres@", f"{superuser}@"), str(psycopg.conninfo.conninfo_to_dict(live)["dbname"])
    for table in ("users", "drizzle.__drizzle_migrations"):
        execute(url, f"alter table {table} owner to {superuser}")
    if owned == "a view":
        execute(url, "create view v as table users; alter view v owner to postgres")
        execute(url, f"alter database {name} owner to {superuser}")
    result = journal("verify", "--url", url, "--json")
    assert verdicts(result)["plans"] == "could not tell"
    assert f"{superuser} may run programs on the server" in section(result, "plans")["summary"]
    assert section(result, "plans")["error"]["help"].startswith("Connect as postgres,")


def test_an_index_that_was_dropped_is_named_and_its_plan_fails(listed: Project, journal: Journal, live: str) -> None:
    execute(live, ROWS + "; drop index users_email_idx")
    listed.write("checks/by_email.sql", BY_EMAIL)
    result = journal("verify", "--url", live, "--json")
    assert result.code == 1
    assert verdicts(result) == {
        "parity": "passed", "ledger": "passed", "schema": "passed", "indexes": "failed", "plans": "failed",
        "smoke": "left out", **ALONE,
    }  # fmt: skip
    assert "error: index public.users_email_idx is missing. [drift]\n  CREATE UNIQUE INDEX" in lines(result, "indexes")
    plan = "there is no index users_email_idx. [plan]\n  at checks/by_email.sql:2:1\n  Seq Scan on users  1 row, 19999"
    assert plan in lines(result, "plans")


def test_an_index_that_is_not_valid_is_named(listed: Project, journal: Journal, live: str) -> None:
    execute(live, "drop index users_email_idx; insert into users values (1, 'same'), (2, 'same')")
    with pytest.raises(psycopg.errors.UniqueViolation):
        execute(live, "create unique index concurrently users_email_idx on users (email)")
    result = journal("verify", "--url", live, "--json")
    assert section(result, "indexes")["found"]["invalid"] == ["public.users_email_idx"]
    assert verdicts(result)["indexes"] == "failed"
    assert lines(result, "indexes").count("error:") == 1
    ignoring = journal("verify", "--url", live, "--json", "--ignore", "index:public.users_email_idx")
    assert verdicts(ignoring)["indexes"] == "passed"


def test_a_pending_migration_is_no_drift(listed: Project, journal: Journal, live: str) -> None:
    entries(listed, "0000_users", "0001_b", "0002_c")
    result = journal("verify", "--url", live, "--json")
    assert (result.code, verdicts(result)["schema"]) == (0, "passed")
    assert section(result, "ledger")["summary"] == "2 applied, 1 pending"
    assert section(result, "schema")["found"]["at"] == "0001_b"
    assert journal("verify", "--url", live).out.endswith(". Next: drizzle-journal run --journal\n")


def test_a_column_added_manually_is_drift_unless_it_is_ignored(listed: Project, journal: Journal, live: str) -> None:
    execute(live, "alter table users add column by_hand int")
    result = journal("verify", "--url", live, "--json")
    assert verdicts(result)["schema"] == "failed"
    assert "error: column public.users.by_hand is not created by these migrations. [drift]" in lines(result, "schema")
    assert verdicts(journal("verify", "--url", live, "--json", "--ignore", "column:*.by_hand"))["schema"] == "passed"
    listed.write("journal.toml", '[[verify.ignore]]\npattern = "column:*.by_hand"\nreason = "a trial"\n')
    result = journal("verify", "--url", live, "--json")
    assert verdicts(result)["schema"] == "passed"
    assert "ignored: column:*.by_hand (a trial)" in lines(result, "schema")


def test_a_difference_of_names_counts_only_with_strict(listed: Project, journal: Journal, live: str) -> None:
    execute(live, "alter table users rename constraint users_pkey to by_hand")
    result = journal("verify", "--url", live, "--json")
    assert (result.code, verdicts(result)["schema"]) == (0, "passed")
    assert "note: constraint" in lines(result, "schema")
    strict = journal("verify", "--url", live, "--json", "--strict")
    assert (strict.code, verdicts(strict)["schema"]) == (1, "failed")


def test_without_drizzles_rows_the_manual_table_has_the_last_applied_entry(
    listed: Project, journal: Journal, database: str
) -> None:
    execute(database, USERS + "create table _manual_migrations (filename text)")
    execute(database, "insert into _manual_migrations values ('0000_users.sql')")
    result = journal("verify", "--url", database, "--json")
    assert verdicts(result)["schema"] == "passed"
    assert (section(result, "schema")["found"]["at"], section(result, "schema")["found"]["says"]) == (
        "0000_users", "_manual_migrations"
    )  # fmt: skip
    # To Drizzle all of it is pending, and its migrate would run it again.
    closing = 'Ledger failed. Next: drizzle-journal stamp --to 0000_users --url "$DATABASE_URL"'
    assert json.loads(result.out)["closing"] == closing


def test_an_edited_or_unlisted_file_fails_parity(listed: Project, journal: Journal) -> None:
    assert journal("bootstrap").code == 0
    listed.migration("0001_b", "select 'edited';")
    listed.migration("0002_new", "select 1;")
    result = journal("verify", "--json")
    assert verdicts(result)["parity"] == "failed"
    assert "migrations/0001_b.sql was edited since its hash was recorded" in lines(result, "parity")
    assert "error: migrations/0002_new.sql is not in the journal" in lines(result, "parity")
    assert section(result, "parity")["found"]["not_in_the_journal"] == ["0002_new"]
    assert journal("verify").out.endswith("Parity failed. Next: drizzle-journal bootstrap\n")


def test_a_null_hash_fails_where_other_entries_have_hashes(listed: Project, journal: Journal) -> None:
    assert verdicts(journal("verify", "--json"))["parity"] == "passed"
    path = listed.root / "migrations/meta/_journal.json"
    value = json.loads(path.read_text())
    value["entries"][0]["hash"] = None
    path.write_text(json.dumps(value, indent=2))
    result = journal("verify", "--json")
    assert section(result, "parity")["found"]["without_hash"] == ["0000_users", "0001_b"]
    assert result.code == 1


def test_the_newest_entries_may_lack_their_hashes(listed: Project, journal: Journal) -> None:
    assert journal("bootstrap").code == 0
    path = listed.root / "migrations/meta/_journal.json"
    value = json.loads(path.read_text())
    del value["entries"][1]["hash"]
    path.write_text(json.dumps(value, indent=2))
    result = journal("verify", "--json")
    assert (result.code, verdicts(result)["parity"]) == (0, "passed")
    assert section(result, "parity")["found"]["without_hash"] == ["0001_b"]
    assert "note: 0001_b has no hash in the journal yet. [unhashed]" in lines(result, "parity")


def test_a_failing_statement_hides_no_live_section(listed: Project, journal: Journal, live: str) -> None:
    listed.write("checks/by_email.sql", BY_EMAIL)
    listed.migration("0002_bad", "create table;")
    entries(listed, "0000_users", "0001_b", "0002_bad")
    result = journal("verify", "--url", live, "--json")
    assert verdicts(result) | {"plans": ""} == {
        "parity": "failed", "ledger": "passed", "schema": "passed", "indexes": "passed", "plans": "",
        "smoke": "left out", **ALONE,
    }  # fmt: skip
    alone = journal("verify", "--json")
    assert section(alone, "parity")["error"]["code"] == "migration-failed"
    assert section(alone, "plans")["summary"] == "there is no replayed database, see parity"


def test_an_entry_without_file_fails_and_dependent_sections_are_skipped(
    listed: Project, journal: Journal, live: str
) -> None:
    (listed.root / "migrations/0000_users.sql").unlink()
    result = journal("verify", "--url", live, "--json")
    assert (section(result, "parity")["error"]["code"], verdicts(result)["schema"]) == ("migration-missing", "left out")
    assert section(result, "indexes")["summary"] == "an entry of the journal has no file, see parity"


def test_with_an_unreachable_database_parity_is_still_reported(listed: Project, journal: Journal) -> None:
    listed.write("checks/by_email.sql", BY_EMAIL)
    result = journal("verify", "--url", "postgresql://me:secret@localhost:1/app", "--json")
    assert result.code == 2
    assert verdicts(result)["parity"] == "passed"
    assert json.loads(result.out)["error"]["code"] == "database-unreachable"
    assert section(result, "plans")["summary"] == "the database cannot be reached, see ledger"
    assert "secret" not in result.out + result.err


@pytest.mark.parametrize("query", ["commit", "select 1; commit", "do 'begin commit; end'", "call by_hand()"])
def test_a_check_that_would_commit_is_refused(listed: Project, journal: Journal, live: str, query: str) -> None:
    listed.write("checks/a.sql", f"-- journal: at most 9 rows\n{query}")
    listed.write("checks/by_email.sql", "-- journal: avoids node Sort\nselect 1")
    result = journal("verify", "--url", live, "--json")
    assert (result.code, verdicts(result)["plans"]) == (2, "could not tell")
    assert section(result, "plans")["found"]["checks"][0]["passed"] is True
    assert "has no plan: a check is one SELECT" in section(result, "plans")["found"]["not_understood"][0]["message"]


def test_a_failed_command_is_reported_without_the_password(listed: Project, journal: Journal, live: str) -> None:
    url = live.replace("postgres@", "postgres:se%2Fcret@")
    listed.write("journal.toml", SMOKE.format("echo $PGPASSWORD $DATABASE_URL | tee /dev/stderr; exit 7"))
    for words in ([], ["--json"], ["--report", "r.html"]):
        result = journal("verify", "--url", url, *words)
        assert result.code == 1
        assert "cret" not in result.out + result.err
    assert "cret" not in (listed.root / "r.html").read_text() + (listed.root / "r.json").read_text()
    result = journal("verify", "--url", url)
    assert "  error: ping: exit code 7 (" in result.out
    assert "\n    | **** postgresql:///test_" in result.out
    assert journal("verify", "--url", url, "--no-smoke").code == 0


def test_a_command_gets_the_replayed_database(drizzle: Project, journal: Journal) -> None:
    drizzle.migration("0000_users", USERS + "insert into users values (42);")
    entries(drizzle, "0000_users")
    for driver, query in (
        ("pg", "new c.Client(process.env.DATABASE_URL);await d.connect();console.log((await d.query(q)).rows)"),
        ("postgres", "c(process.env.DATABASE_URL);console.log(await d.unsafe(q))"),
    ):
        body = f"(async()=>{{const c=require('{driver}'),q='select id from users',d={query};await d.end()}})()"
        drizzle.write("journal.toml", f'[[smoke]]\nname = "{driver}"\nrun = ["node", "-e", """{body}"""]\n')
        result = journal("verify", "--json", DATABASE_URL="postgresql://elsewhere/never", PGHOST="nowhere")
        (one,) = section(result, "smoke")["found"]["commands"]
        assert "id: 42" in one["output"]
        assert one["exit_code"] == 0


def test_a_missing_program_leaves_the_section_open(listed: Project, journal: Journal) -> None:
    listed.write("journal.toml", '[[smoke]]\nname = "a"\nrun = "no-such-program"\n')
    result = journal("verify", "--json")
    assert (result.code, verdicts(result)["smoke"]) == (2, "could not tell")
    assert "error: a: there is no program no-such-program [smoke]" in lines(result, "smoke")


def test_the_report_is_one_page_that_escapes_text_from_outside(listed: Project, journal: Journal) -> None:
    listed.write("journal.toml", SMOKE.format("echo '<script>alert(1)</script>&'; exit 1"))
    result = journal("verify", "--report", "out.html")
    page = (listed.root / "out.html").read_text()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&amp;" in page
    assert "<script" not in page
    assert "http://" not in page.replace("Content-Security", "") and "https://" not in page
    document = json.loads((listed.root / "out.json").read_text())
    jsonschema.validate(document, SCHEMA)
    assert (result.code, document["status"]) == (1, "no")


@pytest.mark.parametrize(
    ("name", "what"), [("out.txt", "must end with .html"), ("no/such/out.html", "there is no folder no/such")]
)
def test_a_report_that_cannot_be_written_is_an_error(listed: Project, journal: Journal, name: str, what: str) -> None:
    result = journal("verify", "--report", name)
    assert result.code == 2
    assert what in result.err


def test_a_missing_checks_folder_that_the_settings_name_is_an_error(listed: Project, journal: Journal) -> None:
    listed.write("journal.toml", 'checks = "plans"\n')
    result = journal("verify", "--json")
    assert (result.code, verdicts(result)["plans"]) == (2, "could not tell")
    assert "folder plans for checks, and it does not exist" in section(result, "plans")["summary"]


def test_an_empty_url_does_not_skip_the_database(listed: Project, journal: Journal) -> None:
    result = journal("verify", "--url", "", POSTGRES_URL="postgresql://elsewhere/app")
    assert result.code == 2
    assert result.err.startswith("error: --url is empty.\n")


def test_a_url_of_the_environment_is_not_touched(listed: Project, journal: Journal, live: str) -> None:
    execute(live, "drop table users")
    result = journal("verify", "--json", DATABASE_URL=live, POSTGRES_URL=live)
    assert (result.code, verdicts(result)["ledger"]) == (0, "left out")


def test_it_continues_from_the_replay_that_bootstrap_kept_and_keeps_none(
    listed: Project, journal: Journal, tmp_path: Path
) -> None:
    environment = {"JOURNAL_CACHE_DIR": str(tmp_path / "cache"), "CI": ""}
    listed.migration("0001_b", "select pg_sleep(0.6);")
    assert journal("verify", **environment).code == 0
    assert list((tmp_path / "cache").rglob("states/*")) == []
    assert journal("bootstrap", **environment).code == 0
    assert "the first 2 migrations kept from an earlier replay" in journal("verify", **environment).out


def test_the_temporary_server_has_the_live_major_version_where_possible(listed: Project, journal: Journal) -> None:
    with EmbeddedProvider(None, 15).start() as running:
        migrate(listed, running.conninfo)
        result = journal("verify", "--url", running.conninfo, "--json")
        assert (result.code, section(result, "parity")["found"]["server"]["version"][:3]) == (0, "15.")
        other = journal("verify", "--url", running.conninfo, "--json", "--temp", "embedded:18")
    assert "note: compared on PostgreSQL 18; 15 may spell the same" in lines(other, "schema")


def test_an_interrupt_leaves_no_command_running(listed: Project) -> None:
    pid = listed.root / "pid"
    listed.write("journal.toml", SMOKE.format("sleep 60 & echo $! > pid; wait"))
    command = [str(Path(sys.executable).parent / "journal"), "verify"]
    process = subprocess.Popen(command, cwd=listed.root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 30
    while not (pid.exists() and pid.read_text().strip()) and time.monotonic() < deadline:
        time.sleep(0.05)
    process.terminate()
    assert process.wait(20) == 130
    deadline = time.monotonic() + 10  # a process that is ended is still listed until its parent is told
    while lives(int(pid.read_text())) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not lives(int(pid.read_text()))


def test_junit_has_a_test_for_each_check_and_command(listed: Project, journal: Journal) -> None:
    listed.write("checks/bad.sql", "select 1")
    listed.write("checks/by_email.sql", BY_EMAIL)
    listed.write("checks/by_note.sql", "-- journal: avoids node Seq Scan\nselect * from users where note = '<&>'")
    listed.write("journal.toml", SMOKE.format("echo '<'; exit 3"))
    result = journal("verify", "--format", "junit")
    root = ElementTree.fromstring(result.out)
    found = {case.attrib["name"]: [child.tag for child in case] for case in root.iter("testcase")}
    assert found == {
        "parity": [], "ledger": ["skipped"], "schema": ["skipped"], "indexes": ["skipped"], "bad.sql": ["error"],
        "by_email.sql": [], "by_note.sql": ["failure"], "ping": ["failure"], "snapshots": ["skipped"],
    }  # fmt: skip
    assert [root.attrib[key] for key in ("tests", "failures", "errors", "skipped")] == ["9", "2", "1", "4"]
    (failure,) = root.findall("testsuite[@name='plans']/testcase/failure")
    assert failure.attrib["message"].endswith("but the plan has Seq Scan on users. [plan]")
    assert (result.code, result.err) == (1, "")
