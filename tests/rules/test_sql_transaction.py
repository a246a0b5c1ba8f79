"""What the one transaction of the migrator does to a file, and a file to it."""

import psycopg
import pytest
from conftest import Project, empty_database
from repository import commit, git
from rules.one_rule import BREAK, NOW, found, found_in, listed

from journal.errors import Severity
from journal.project.project import Project as JournalProject
from journal.rules.support.own_transaction import RULE
from journal.rules.support.rule import rules, run_rules
from journal.rules.support.subject import Finding, read_subject
from journal.server.provider import Server
from journal.verbs.check import CheckRequest, accept, lint

REFUSED = {
    "CREATE UNIQUE INDEX CONCURRENTLY x ON t (a)": "CREATE INDEX CONCURRENTLY",
    "DROP INDEX CONCURRENTLY i": "DROP INDEX CONCURRENTLY",
    "REINDEX INDEX CONCURRENTLY i": "REINDEX INDEX CONCURRENTLY",
    "REINDEX (CONCURRENTLY) TABLE t": "REINDEX TABLE CONCURRENTLY",
    "REINDEX DATABASE": "REINDEX DATABASE",
    "REINDEX SYSTEM": "REINDEX SYSTEM",
    "REINDEX SCHEMA public": "REINDEX SCHEMA",
    "VACUUM (ANALYZE) t": "VACUUM",
    "CLUSTER": "CLUSTER of all tables",
    "CREATE DATABASE x": "CREATE DATABASE",
    "DROP DATABASE IF EXISTS x": "DROP DATABASE",
    "CREATE TABLESPACE x LOCATION '/nowhere'": "CREATE TABLESPACE",
    "DROP TABLESPACE x": "DROP TABLESPACE",
    "ALTER SYSTEM SET work_mem = '5MB'": "ALTER SYSTEM",
    "ALTER DATABASE postgres SET TABLESPACE pg_default": "ALTER DATABASE ... SET TABLESPACE",
    "ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY": "ALTER TABLE ... DETACH PARTITION ... CONCURRENTLY",
    "CREATE SUBSCRIPTION x CONNECTION 'dbname=x' PUBLICATION p": "CREATE SUBSCRIPTION with a slot",
    "DROP SUBSCRIPTION s": "DROP SUBSCRIPTION with a slot",
    "COMMIT PREPARED 'x'": "COMMIT PREPARED",
    "ROLLBACK PREPARED 'x'": "ROLLBACK PREPARED",
}
TAKEN = (
    "CREATE INDEX ON t (a)",
    "REINDEX TABLE t",
    "REINDEX (CONCURRENTLY false) TABLE t",
    "ANALYZE t",
    "CLUSTER t USING i",
    "ALTER DATABASE postgres SET work_mem = '5MB'",
    "ALTER TABLE p DETACH PARTITION p1",
    "REFRESH MATERIALIZED VIEW CONCURRENTLY m",
    "ALTER TYPE e ADD VALUE 'b'",
    "CREATE SUBSCRIPTION x CONNECTION 'dbname=x' PUBLICATION p WITH (connect = false)",
    "ALTER SUBSCRIPTION s SET (slot_name = NONE); DROP SUBSCRIPTION s",
)
AROUND = """
CREATE TABLE t (a int); CREATE UNIQUE INDEX i ON t (a); CREATE TYPE e AS ENUM ('a');
CREATE TABLE p (a int) PARTITION BY RANGE (a); CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (2);
CREATE MATERIALIZED VIEW m AS SELECT 1 AS a; CREATE UNIQUE INDEX ON m (a);
CREATE SUBSCRIPTION s CONNECTION 'dbname=x' PUBLICATION p WITH (connect = false, slot_name = 'held');
"""


@pytest.mark.parametrize("sql", REFUSED)
def test_a_statement_that_postgresql_refuses_in_a_transaction_is_found(project: Project, sql: str) -> None:
    assert found_in(project, f"SELECT 1;\n  {sql};", "not_in_a_transaction") == [
        f"2:3 {REFUSED[sql]} cannot run in a transaction (25001), and Drizzle runs 0000_a.sql in one."
    ]


def test_a_statement_that_postgresql_accepts_in_a_transaction_is_not_found(project: Project) -> None:
    assert found_in(project, ";\n".join(TAKEN), "not_in_a_transaction") == []


def test_postgresql_itself_agrees(server: Server) -> None:
    with empty_database(server) as url, psycopg.connect(_as_admin(server, url), autocommit=True) as connection:
        connection.execute(AROUND)
        answers = {sql: _in_transaction(connection, sql) for sql in (*REFUSED, *TAKEN)}
        connection.execute("ALTER SUBSCRIPTION s SET (slot_name = NONE)")
        connection.execute("DROP SUBSCRIPTION s")
    assert answers == dict.fromkeys(REFUSED, "25001") | dict.fromkeys(TAKEN, None)


def _as_admin(server: Server, url: str) -> str:
    return psycopg.conninfo.make_conninfo(server.admin, dbname=psycopg.conninfo.conninfo_to_dict(url)["dbname"])


def _in_transaction(connection: psycopg.Connection, sql: str) -> str | None:
    connection.execute("BEGIN")
    try:
        connection.execute(sql)
    except psycopg.Error as error:
        return error.sqlstate
    finally:
        connection.execute("ROLLBACK")
    return None


def test_a_statement_alone_in_a_piece_after_a_commit_is_not_in_a_transaction(project: Project) -> None:
    alone = f"COMMIT;{BREAK}CREATE INDEX CONCURRENTLY x ON t (a);{BREAK}BEGIN;{BREAK}VACUUM;"
    assert [one[:10] for one in found_in(project, alone, "not_in_a_transaction")] == ["7:1 VACUUM"]
    together = f"COMMIT;{BREAK}SELECT 1; CREATE INDEX CONCURRENTLY x ON t (a);"
    assert len(found_in(project, together, "not_in_a_transaction")) == 1


def test_an_unlisted_file_may_be_without_a_transaction(project: Project) -> None:
    project.migration("0000_a", "COMMIT; VACUUM; SET search_path = x;")
    listed(project)
    for rule in ("not_in_a_transaction", "transaction_control", "leaking_setting"):
        assert found(project, rule) == []


def test_transaction_control_is_found_once_in_a_file_with_its_effect(project: Project) -> None:
    assert found_in(project, "BEGIN;\nSELECT 1;\n  END;", "transaction_control") == [
        "3:3 END in 0000_a.sql ends Drizzle's transaction. If a later migration fails, this file stays applied. A part "
        "of the failed migration may stay applied as well."
    ]
    assert len(found_in(project, "BEGIN; SELECT 1; COMMIT; BEGIN; SELECT 2; COMMIT;", "transaction_control")) == 1


def test_the_way_on_is_to_remove_it_or_to_accept_it(project: Project) -> None:
    (one,) = findings_in(project, "START TRANSACTION;\nSELECT 1;\nCOMMIT;")
    assert one.severity is Severity.ERROR
    assert one.help.startswith(
        "If no database has run it, remove START TRANSACTION and COMMIT. If all databases have run it, keep the file, "
        "and accept the finding: "
    )
    assert one.help.endswith("--accept transaction-control --tag 0000_a --reason 'every database has it'")
    accept(JournalProject(project.settings()), RULE, tag="0000_a", reason="every database has it", squawk=False)
    assert RULE not in [one.rule for one in lint(project.settings(), CheckRequest()).findings]


def test_commit_is_not_to_be_removed_before_what_needs_it(project: Project) -> None:
    (one,) = findings_in(project, f"COMMIT;{BREAK}CREATE INDEX CONCURRENTLY i ON t (a);")
    assert one.help.startswith(
        "If no database has run it, move CREATE INDEX CONCURRENTLY into a file on the ignore list, for "
        "`drizzle-journal run --file`, and remove COMMIT."
    )


def test_begin_alone_is_a_note(project: Project) -> None:
    (one,) = findings_in(project, "BEGIN;\nSELECT 1;")
    assert (one.severity, one.message) == (
        Severity.NOTE, "BEGIN in 0000_a.sql has no effect: Drizzle's transaction has begun already."
    )  # fmt: skip


def test_what_is_merged_is_a_note_because_it_must_not_change(project: Project) -> None:
    project.migration("0000_a", "BEGIN;\nSELECT 1;\nCOMMIT;")
    project.migration("0001_b", "BEGIN;\nSELECT 1;\nCOMMIT;")
    listed(project, "0000_a")
    git(project.root, "init", "-q", "-b", "main")
    commit(project.root)
    listed(project, "0000_a", "0001_b")
    checked = lint(project.settings(), CheckRequest(base="main"))
    found = [one for one in checked.findings if one.rule == RULE]
    assert [(one.tag, one.severity) for one in found] == [("0000_a", Severity.NOTE), ("0001_b", Severity.ERROR)]
    assert "It is merged in main; only a new database runs it so." in found[0].message


def findings_in(project: Project, sql: str) -> list[Finding]:
    """What transaction-control finds in 0000_a, which the journal lists."""
    project.migration("0000_a", sql)
    listed(project, "0000_a")
    return list(run_rules(read_subject(project.settings(), NOW), [], rules(RULE)))


@pytest.mark.parametrize(
    "sql",
    [
        "select 1;commit",
        "/* a */ COMMIT;",
        "-- a\n\tend",
        f"{BREAK[1:-1]} ABORT",
        "--\rROLLBACK AND CHAIN",
        ";;\n\nCOMMIT",
    ],
)
def test_it_is_found_wherever_a_statement_may_start(project: Project, sql: str) -> None:
    assert len(found_in(project, sql, "transaction_control")) == 1


def test_savepoints_and_words_in_bodies_are_not_transaction_control(project: Project) -> None:
    sql = "SAVEPOINT a; ROLLBACK TO a; RELEASE a; DO $$ BEGIN NULL; END $$; SELECT 'COMMIT;'; -- COMMIT;"
    assert found_in(project, sql, "transaction_control") == []


def test_a_commit_in_a_file_keeps_what_a_later_failure_should_roll_back(database: str) -> None:
    with pytest.raises(psycopg.errors.SyntaxError), psycopg.connect(database) as connection:
        for piece in ("CREATE TABLE kept (a int)", "COMMIT", "SELEC 1"):
            connection.execute(piece)
    with psycopg.connect(database) as connection:
        assert connection.execute("SELECT to_regclass('kept')::text").fetchone() == ("kept",)


def test_a_search_path_that_is_not_reset_is_found_with_its_effect(project: Project) -> None:
    sql = "SELECT 1;\nSELECT pg_catalog.set_config('search_path', '', false);"
    assert found_in(project, sql, "leaking_setting") == [
        "2:8 0000_a.sql sets search_path to '' and does not reset it: in later migrations of the batch, unqualified "
        "names mean other objects, or none (3F000, 42P01)."
    ]


@pytest.mark.parametrize(
    ("sql", "name"),
    [
        ("SET LOCAL lock_timeout = '5s'", "lock_timeout to 5s"),
        ("SET ROLE app", "role to app"),
        ("SET search_path TO a, b", "search_path to a, b"),
        ("SET session_replication_role = replica", "session_replication_role to replica"),
        ("SELECT set_config('x.y', 'z', true)", "x.y to z"),
    ],
)
def test_every_way_to_set_is_found(project: Project, sql: str, name: str) -> None:
    (one,) = found_in(project, f"{sql};", "leaking_setting")
    assert f"0000_a.sql sets {name} and does not reset it" in one


@pytest.mark.parametrize(
    "sql",
    [
        "SET search_path = x; SELECT 1; RESET search_path;",
        "SELECT 1; SET ROLE a; SELECT set_config('role', 'none', false);",
        "SET ROLE app; RESET ROLE;",
        "SET lock_timeout = '1s'; SET lock_timeout TO DEFAULT;",
        "SET statement_timeout = 0; SET client_min_messages = warning; SET row_security = on;",
        "SET work_mem = '1GB'; RESET ALL;",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql SET search_path = '' AS $$ SELECT 1 $$;",
        "ALTER ROLE app SET search_path = x; UPDATE t SET a = 'set_config'; SET TRANSACTION READ WRITE;",
    ],
)
def test_a_reset_or_default_setting_is_not_found(project: Project, sql: str) -> None:
    assert found_in(project, sql, "leaking_setting") == []
