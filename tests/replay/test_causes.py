"""The help of a failed statement names what was found in the project, on a real server, and nothing else."""

import json
from datetime import UTC, datetime

import psycopg
import pytest
from conftest import Project

from journal.folder.read import Folder, read_folder
from journal.folder.reconcile import reconcile
from journal.replay.causes import cause_of
from journal.replay.explain import MigrationFailed
from journal.replay.runner import replay


def lists(project: Project, *tags: str) -> None:
    """Write the journal of these tags, a day apart."""
    entries = [
        {"idx": idx, "version": "7", "when": 1767225600000 + idx * 86400000, "tag": tag, "breakpoints": True}
        for idx, tag in enumerate(tags)
    ]
    project.write(
        "migrations/meta/_journal.json", json.dumps({"version": "7", "dialect": "postgresql", "entries": entries})
    )


def failed(project: Project, database: str) -> tuple[MigrationFailed, Folder]:
    folder = read_folder(project.settings())
    plan = reconcile(folder, now=datetime.now(UTC))
    steps = [(entry, folder.by_tag[entry.tag]) for entry in plan.before.entries or plan.journal.entries]
    with psycopg.connect(database, autocommit=True) as connection, pytest.raises(MigrationFailed) as caught:
        replay(connection, steps, folder.settings.ledger)
    return caught.value, folder


def cause(project: Project, database: str) -> str:
    return cause_of(*failed(project, database))


TABLE = "CREATE TABLE t (id int PRIMARY KEY);\n"


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (TABLE, TABLE, "migrations/0000_a.sql:1 creates it."),
        ("\nCREATE TYPE m AS ENUM ('a');", "CREATE TYPE m AS ENUM ('a');", "migrations/0000_a.sql:2 creates it."),
        (TABLE + "ALTER TABLE t ADD b int;", "ALTER TABLE t ADD b int;", "migrations/0000_a.sql:2 creates it."),
        ("CREATE SCHEMA s;", "CREATE SCHEMA s;", "migrations/0000_a.sql:1 creates it."),
        (
            "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';",
            "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';",
            "migrations/0000_a.sql:1 creates it.",
        ),
        (
            TABLE + "CREATE TABLE u (id int, CONSTRAINT k UNIQUE (id));",
            "CREATE INDEX k ON t (id);",
            "migrations/0000_a.sql:2 creates it.",
        ),
        (TABLE + "CREATE POLICY p ON t;", "CREATE POLICY p ON t;", "migrations/0000_a.sql:2 creates it."),
        (
            "CREATE TABLE t (id serial);",
            "CREATE SEQUENCE t_id_seq;",
            "No statement before this one creates relation t_id_seq by that name.",
        ),
    ],
)
def test_what_exists_already_was_created_by_a_line_that_is_named(
    project: Project, database: str, first: str, second: str, expected: str
) -> None:
    project.migration("0000_a", first)
    project.migration("0001_b", second)
    assert cause(project, database) == expected


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (TABLE + "DROP TABLE t;", "SELECT * FROM t;", "0000_a.sql:2 drops it, or gives it another name"),
        (TABLE + "ALTER TABLE t RENAME TO u;", "SELECT * FROM t;", "0000_a.sql:2 drops it, or gives it another name"),
        (TABLE + "ALTER TABLE t RENAME COLUMN id TO key;", "SELECT t.id FROM t;", "0000_a.sql:2 drops it, or gives"),
        ("CREATE SCHEMA s; CREATE TABLE s.t ();", "SELECT * FROM t;", "creates it in the schema s: write s.t."),
        (
            TABLE + "\nSELECT pg_catalog.set_config('search_path', '', false);",
            "SELECT * FROM t;",
            "migrations/0000_a.sql:3 sets search_path to '' for the rest of the session",
        ),
        ("SET search_path = '';", "CREATE TABLE u ();", "migrations/0000_a.sql:1 sets search_path to ''"),
        (
            "DO $$ BEGIN IF false THEN CREATE TYPE m AS ENUM ('a'); END IF; END $$;",
            "SELECT 'a'::m;",
            "inside a DO block",
        ),
        (
            TABLE + "CREATE TABLE other (x int);",
            "SELECT x FROM t;",
            "adds column x to a table that this statement names",
        ),
        (TABLE + "CREATE TABLE other (x int);", "SELECT a.x FROM t a;", "adds column x to a table that this statement"),
        (
            TABLE + "ALTER TABLE t DROP COLUMN id;",
            "SELECT a.id FROM T a;",
            "0000_a.sql:2 drops it, or gives it another",
        ),
        (
            "CREATE TABLE public.t ();\nSET search_path = '';",
            "SELECT * FROM t;",
            "0000_a.sql:2 sets search_path to '' for the rest",
        ),
        (
            "SET search_path = ''; CREATE SCHEMA s;\nCREATE TABLE s.t ();",
            "SELECT * FROM t;",
            "0000_a.sql:2 creates it in the schema s: write s.t.",
        ),
        (
            "SET search_path = ''; CREATE TABLE public.t (); RESET ALL;",
            "SELECT * FROM s.t;",
            "No file in this folder creates relation s.t.",
        ),
        ("SELECT 1;", "SELECT * FROM t;\n" + TABLE, "migrations/0001_b.sql:2 creates it, after this statement"),
        ("SELECT * FROM t;", TABLE, "migrations/0001_b.sql:1 creates it, and runs after this file."),
        ("SELECT 1;", "SELECT * FROM t;", "No file in this folder creates relation t."),
        (
            "SELECT 1;",
            "GRANT nobody_has_it TO postgres;",
            "creates role nobody_has_it. Roles belong to the server",
        ),
        (
            "SELECT 1;",
            "CREATE TABLE t (id uuid DEFAULT uuid_generate_v4());",
            'CREATE EXTENSION IF NOT EXISTS "uuid-ossp"',
        ),
        ("SELECT 1;", "CREATE TABLE t (v vector(3));", "type vector is of the extension vector"),
        (TABLE, "CREATE INDEX ON t USING hnsw (id);", "access method hnsw is of the extension vector"),
        ("SELECT 1;", "SELECT cron.schedule('a', 'b', 'c');", "or let --before FILE create a stand-in."),
        ("SELECT 1;", "CREATE FUNCTION f() RETURNS int LANGUAGE plv9 AS 'x';", "creates language plv9."),
        (TABLE, "CREATE INDEX ON t USING gin (id);", 'CREATE EXTENSION IF NOT EXISTS "btree_gin"'),
        ("SELECT 1;", 'ALTER TABLE auth.users ADD "x" int;', "--platform supabase"),
        ("SELECT 1;", "SELECT auth.uid();", "--platform supabase"),
        ("SELECT 1;", "SELECT * FROM neon_auth.users_sync;", "--platform neon"),
        (
            "SELECT 1;",
            "CREATE TABLE t (); ALTER TABLE t ADD s text; ALTER TABLE t ALTER s TYPE serial;",
            "write int, and add an identity",
        ),
        (TABLE, "CREATE INDEX ON t (id timestamptz_ops);", "timestamptz_ops is for columns of another type"),
        ("SELECT 1;", "SET no_such_setting = 1;", "Which version or extension has no_such_setting is not known."),
        ("SELECT 1;", "SET default_with_oids = true;", ""),
        ("SELECT 1;", "SELECT 1/0;", ""),
    ],
)
def test_what_does_not_exist_is_looked_for(
    project: Project, database: str, first: str, second: str, expected: str
) -> None:
    project.migration("0000_a", first)
    project.migration("0001_b", second)
    found = cause(project, database)
    assert expected in found
    assert bool(expected) == bool(found)


def test_a_file_that_the_journal_does_not_list_is_named_with_the_command(project: Project, database: str) -> None:
    project.migration("0000_a", "SELECT 1;")
    project.migration("0001_hot", TABLE)
    project.migration("0002_b", "SELECT * FROM t;")
    lists(project, "0000_a", "0002_b")
    found = cause(project, database)
    assert found.startswith("migrations/0001_hot.sql:1 creates it, and the journal does not list that file")
    assert found.endswith("--add 0001_hot --in-place")


def test_an_ignored_file_a_down_file_and_one_elsewhere_are_found(project: Project, database: str) -> None:
    project.migration("0000_a", "SELECT * FROM t;")
    project.write("sql/tables.sql", "\n" + TABLE)
    assert cause(project, database) == "No file in this folder creates relation t; sql/tables.sql:2 does."
    project.migration("0000_down_a", TABLE)
    assert cause(project, database) == "Only migrations/0000_down_a.sql:1 creates it, and that is a down file."
    project.migration("seed", TABLE)
    project.write("journal.toml", 'ignore = [{ file = "seed.sql", reason = "by hand" }]')
    assert "migrations/seed.sql:1 creates it, and the settings ignore that file" in cause(project, database)


def test_the_line_that_ended_the_transaction_is_named(project: Project, database: str) -> None:
    project.migration("0000_a", TABLE)
    project.migration("0001_b", "BEGIN;\nSELECT 1;\nCOMMIT;")
    project.migration("0002_c", "LOCK TABLE t IN SHARE MODE;--> statement-breakpoint\nSELECT 1;")
    lists(project, "0000_a", "0001_b", "0002_c")
    assert cause(project, database).startswith("migrations/0001_b.sql:3 ended Drizzle's transaction with COMMIT")


def test_a_level_of_isolation_that_comes_too_late_is_named(project: Project, database: str) -> None:
    project.migration("0000_a", TABLE)
    project.migration("0001_b", "-- why\n\nBEGIN ISOLATION LEVEL SERIALIZABLE;\nSELECT 1;\nCOMMIT;")
    lists(project, "0000_a", "0001_b")
    words = cause(project, database)
    assert words.startswith(
        "BEGIN in 0001_b.sql begins no transaction: its options change Drizzle's transaction, or fail"
    )
    assert words.endswith("If no database has run it, remove BEGIN and COMMIT.")


def test_nothing_is_said_of_another_statement_that_no_transaction_may_have(project: Project, database: str) -> None:
    project.migration("0000_a", TABLE + "VACUUM t;")
    lists(project, "0000_a")
    assert cause(project, database) == ""


def test_a_setting_of_a_later_version_names_it(
    project: Project, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("journal.replay.known_objects._SINCE", {"no_such_setting": 99})
    project.migration("0000_a", "SET no_such_setting = 1;")
    assert cause(project, database).startswith("no_such_setting came with PostgreSQL 99")


def test_a_file_that_runs_in_a_session_of_its_own_is_not_blamed_on_the_settings_of_another(
    project: Project, database: str
) -> None:
    project.migration("0000_a", TABLE + "SET search_path = '';")
    project.migration("0001_b", "SELECT * FROM t;")
    failure, folder = failed(project, database)
    assert "sets search_path" in cause_of(failure, folder)
    failure.manual = True
    found = cause_of(failure, folder)
    assert found.startswith(
        "migrations/0000_a.sql:1 creates it. Whether this database has that file: drizzle-journal status"
    )


def test_an_object_of_a_block_that_may_not_have_run_is_said_to_be_of_one(project: Project, database: str) -> None:
    project.migration("0000_a", "DO $$ BEGIN\nCREATE TYPE m AS ENUM ('a'); END $$;")
    project.migration("0001_b", "CREATE TYPE m AS ENUM ('a');")
    assert cause(project, database) == "migrations/0000_a.sql:2 creates it inside a DO block, if that ran."


def test_the_schema_of_the_ledger_is_there_before_the_first_migration(project: Project, database: str) -> None:
    project.write("drizzle.config.ts", "export default { out: 'migrations', migrations: { schema: 'own' } };")
    project.write("migrations/0000_a.sql", "CREATE SCHEMA own;")
    lists(project, "0000_a")
    assert cause(project, database) == (
        "Drizzle creates this schema before the first migration, for its ledger: write CREATE SCHEMA IF NOT EXISTS "
        "here, or name another `schema` in `migrations` of drizzle.config."
    )
