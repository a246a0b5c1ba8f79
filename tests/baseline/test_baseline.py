"""A baseline of a live database, and of a dump: proved, written, and undone, on real servers with the real pg_dump."""

import json
from pathlib import Path

import psycopg
import pytest
from catalog.servers import binaries, client
from conftest import Journal, Project, empty_database
from psycopg.conninfo import conninfo_to_dict
from real import kit, migrate_0, psql, rows
from verbs.test_status import execute

import journal as library
from journal.baseline.restore import RestoreFailed
from journal.baseline.run import baseline
from journal.errors import FolderUnreadable, SettingsInvalid
from journal.project.project import Project as Found
from journal.server.provider import Server

HARD = (Path(__file__).parent / "hard.sql").read_text()
CONFIG = {"dialect": "postgresql", "schema": "./schema.ts", "out": "./migrations"}


def files(project: Project) -> set[str]:
    found = (path.relative_to(project.root) for path in project.root.rglob("*"))
    return {str(path) for path in found if path.suffix and path.parts[0] != "node_modules"}


def dumped(url: str, *words: str) -> str:
    import subprocess

    command = [client("pg_dump"), "--no-owner", *words, url]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout


@pytest.fixture
def live(database: str) -> str:
    psql(database, HARD)
    return database


def test_a_live_database_is_equal_after_a_replay_and_drizzle_kit_has_nothing_to_do(
    drizzle: Project, journal: Journal, live: str, twin: str
) -> None:
    drizzle.write("drizzle.config.json", json.dumps(CONFIG))
    said = journal("baseline", "--from-url", live)
    assert said.code == 0, said.out + said.err
    assert said.out.startswith("Wrote migrations/0000_baseline.sql and 3 other files. A replay equals the source.")
    assert "No schema changes" in kit(drizzle, "generate")
    migrate_0(drizzle, twin)
    words = ("--schema-only", "--no-privileges", "--exclude-schema=drizzle", "--restrict-key=a")
    assert dumped(twin, *words) == dumped(live, *words)
    assert execute(twin, "select relispopulated from pg_class where relname = 'totals'") == [(True,)]
    assert journal("check").code == 0
    assert journal("bootstrap", "--dry-run").code == 0


def test_the_statements_are_what_drizzle_runs(project: Project, live: str) -> None:
    result = baseline(Found(project.settings()), from_url=live, dry_run=True)
    assert result.passed
    assert result.moved == 3  # the functions whose bodies name a view and a table, and the trigger of one
    assert "\nSET " not in result.sql
    assert "set_config" not in result.sql
    assert "\\restrict" not in result.sql
    assert result.sql.count("--> statement-breakpoint") == sum(result.statements.values()) - 1
    assert files(project) == set()


@pytest.mark.parametrize("major", [15, 17, 18])
def test_each_version_of_the_server(project: Project, major: int) -> None:
    from catalog.servers import running

    with running(major) as server, empty_database(server) as url:
        psql(url, HARD)
        result = baseline(Found(project.settings()), from_url=url, pg_bin=binaries(major))
        assert (result.passed, result.proof.differences, result.proof.dump) == (True, (), ())
        assert result.proof.server_version.startswith(str(major))


def test_a_cycle_of_a_table_and_a_body_turns_the_check_of_bodies_off(
    project: Project, journal: Journal, database: str
) -> None:
    psql(database, "create table a (id int);"
         "create function f() returns bigint language sql as 'select count(*) from a';"
         "alter table a add column n bigint default f();")  # fmt: skip
    said = journal("baseline", "--from-url", database)
    assert said.code == 0, said.out
    assert "[unchecked-bodies]" in said.out
    text = (project.root / "migrations" / "0000_baseline.sql").read_text()
    assert "SET LOCAL check_function_bodies = off;" in text
    assert journal("check").code == 0


def test_rows_of_named_tables_are_inserted(drizzle: Project, live: str, twin: str) -> None:
    psql(live, "insert into app.users (email) values ('a@b'), (E'c@\\'\\\\\\n;d');"
         "insert into app.orders (user_id) values (1);")  # fmt: skip
    result = baseline(Found(drizzle.settings()), from_url=live, data=["app.users", "app.orders"])
    assert result.passed
    migrate_0(drizzle, twin)
    for query in ("select id, email from app.users order by 1", "select * from app.orders", "select * from app.totals"):
        expected = execute(live, query)
        if "totals" in query:
            psql(live, "refresh materialized view app.totals")
            expected = execute(live, query)
        assert execute(twin, query) == expected
    psql(twin, "insert into app.users (email) values ('next@b')")
    assert execute(twin, "select max(id) from app.users") == [(3,)]


def test_a_dump_with_psql_lines_and_copy_gives_the_same(
    drizzle: Project, journal: Journal, live: str, twin: str
) -> None:
    psql(live, "insert into app.users (email) values ('a@b'), (E'c\\t\\\\@\\n;d');")
    dump = drizzle.write("dump.sql", dumped(live))
    assert "\\restrict" in dump.read_text()
    assert "FROM stdin" in dump.read_text()
    said = journal("baseline", "--from-dump", "dump.sql", "--data", "app.users")
    assert said.code == 0, said.out + said.err
    migrate_0(drizzle, twin)
    assert execute(twin, "select * from app.users") == execute(live, "select * from app.users")
    words = ("--schema-only", "--no-privileges", "--exclude-schema=drizzle", "--restrict-key=a")
    assert dumped(twin, *words) == dumped(live, *words)


def test_a_statement_of_a_dump_that_fails_is_named_with_its_line(project: Project) -> None:
    project.write("dump.sql", "create table a (id int);\n\ncreate table b (id missing);\n")
    with pytest.raises(RestoreFailed) as raised:
        baseline(Found(project.settings()), from_dump=project.root / "dump.sql")
    assert raised.value.place is not None
    assert raised.value.place.line == 3
    assert files(project) == {"dump.sql"}


def test_an_archive_is_refused_with_the_command_that_makes_sql(project: Project, live: str) -> None:
    import subprocess

    path = project.root / "live.dump"
    subprocess.run([client("pg_dump"), "-Fc", f"--file={path}", live], check=True, timeout=60)
    with pytest.raises(SettingsInvalid) as raised:
        baseline(Found(project.settings()), from_dump=path)
    assert "pg_restore --file=dump.sql" in raised.value.hint


def test_a_folder_that_has_begun_is_left_alone(project: Project, live: str) -> None:
    project.migration("0000_a")
    with pytest.raises(FolderUnreadable, match="first migration of its folder"):
        baseline(Found(project.settings()), from_url=live)


def test_a_schema_that_a_replay_does_not_reach_is_shown_and_not_written(
    project: Project, journal: Journal, live: str
) -> None:
    psql(live, "drop schema public cascade")
    said = journal("baseline", "--from-url", live)
    assert (said.code, "schema public is missing" in said.out) == (1, True), said.out
    assert files(project) == set()


def test_a_marker_inside_a_statement_is_refused(project: Project, journal: Journal, database: str) -> None:
    psql(database, "create table a (n text default 'x --> statement-breakpoint y')")
    said = journal("baseline", "--from-url", database, "--json")
    assert (said.code, json.loads(said.out)["code"]) == (2, "not-splittable")


def test_an_empty_database_has_no_baseline(project: Project, journal: Journal, database: str) -> None:
    said = journal("baseline", "--from-url", database)
    assert said.code == 2
    assert "has nothing that a baseline could have" in said.err
    assert files(project) == set()


def test_the_ledgers_and_what_is_excluded_are_not_in_it(project: Project, live: str) -> None:
    psql(live, "create schema drizzle; create table drizzle.__drizzle_migrations (id serial primary key);"
         "create table _manual_migrations (filename text); create schema audit; create table audit.log (id int);"
         "create table scratch (id int)")  # fmt: skip
    result = baseline(Found(project.settings()), from_url=live, exclude_schema=["audit"], exclude_table=["scratch"])
    assert result.passed, result.proof
    for name in ("drizzle_migrations", "_manual_migrations", "audit", "scratch"):
        assert name not in result.sql


def test_stamp_writes_the_row_with_the_files_and_undo_removes_both(
    drizzle: Project, journal: Journal, live: str
) -> None:
    assert journal("baseline", "--from-url", live, "--stamp").code == 2  # no terminal, no --yes
    assert files(drizzle) == set()
    dry = journal("baseline", "--from-url", live, "--stamp", "--dry-run")
    assert (dry.code, "would record 0000_baseline" in dry.out) == (0, True)
    said = journal("baseline", "--from-url", live, "--stamp", "--yes")
    assert said.code == 0, said.out + said.err
    assert len(rows(live)) == 1
    assert journal("status", "--url", live).code == 0
    migrate_0(drizzle, live)  # it runs nothing: the tables are there
    refused = journal("baseline", "--undo")
    assert (refused.code, "has the row of 0000_baseline" in refused.err) == (2, True)
    undone = journal("baseline", "--undo", "--from-url", live)
    assert undone.code == 0, undone.out + undone.err
    assert rows(live) == []
    assert files(drizzle) == set()


def test_undo_keeps_a_schema_file_that_has_changed_and_refuses_a_changed_migration(
    project: Project, journal: Journal, live: str
) -> None:
    assert journal("baseline", "--from-url", live, "--schema-file", "schema.ts").code == 0
    sql = project.root / "migrations" / "0000_baseline.sql"
    before = sql.read_bytes()
    sql.write_bytes(before + b"-- more\n")
    assert journal("baseline", "--undo").code == 2
    sql.write_bytes(before)
    (project.root / "schema.ts").write_text("// mine\n")
    undone = journal("baseline", "--undo", "--json")
    assert (undone.code, json.loads(undone.out)["kept"]) == (0, ["schema.ts"])
    assert files(project) == {"schema.ts"}
    assert journal("baseline", "--undo").code == 1


def test_the_hashes_go_into_the_lock_where_the_settings_want_it(project: Project, journal: Journal, live: str) -> None:
    project.write("journal.toml", "lock = true\n")
    assert journal("baseline", "--from-url", live).code == 0
    assert "hash" not in project.journal.read_text()
    assert "0000_baseline" in (project.root / "drizzle-journal.lock").read_text()
    assert journal("bootstrap", "--dry-run").code == 0
    assert journal("baseline", "--undo").code == 0
    assert files(project) == {"journal.toml"}


def test_a_password_is_never_in_the_migration(project: Project, server: Server, database: str) -> None:
    name = conninfo_to_dict(database)["dbname"]
    admin = psycopg.conninfo.make_conninfo(server.admin or "", dbname=name)
    psql(admin, "create table a (id int); create foreign data wrapper w; create server s foreign data wrapper w;"
         "create user mapping for public server s options (user 'u', password 'hunter2')")  # fmt: skip
    result = library.baseline(Found(project.settings()), from_url=admin, superuser=True, dry_run=True)
    assert "hunter2" not in result.sql
    assert len(result.left_out) == 1
    assert result.passed


def test_a_table_that_refers_to_the_ledger(drizzle: Project, journal: Journal, live: str) -> None:
    psql(live, "create schema drizzle; create table drizzle.__drizzle_migrations (id serial primary key,"
         "hash text not null, created_at bigint);"
         "create table notes (ran int references drizzle.__drizzle_migrations)")  # fmt: skip
    drizzle.write("drizzle.config.json", json.dumps(CONFIG))
    said = journal("baseline", "--from-url", live)
    assert said.code == 0, said.out + said.err
    assert "No schema changes" in kit(drizzle, "generate")
