"""Advice on files written by hand: only where the folder has down files, and the file has no breakpoint."""

import pytest
from conftest import Project
from rules.one_rule import BREAK, found, listed

RULES = ("unguarded_statement", "steps_without_transaction", "destructive_without_count", "drop_without_note")
CARELESS = "CREATE TABLE a (b int);\nDROP TABLE c;\nALTER TABLE d DROP COLUMN e;\n"


def by_hand(project: Project, sql: str, rule: str) -> list[str]:
    """What a rule finds in 0001_b, which the journal does not list, beside a down file of another."""
    project.migration("0000_a.down", "SELECT 1;")
    project.migration("0001_b", sql)
    listed(project)
    return found(project, rule)


@pytest.mark.parametrize("rule", RULES)
def test_notes_are_for_handwritten_files_in_a_folder_with_down_files(project: Project, rule: str) -> None:
    assert len(by_hand(project, CARELESS, rule)) == 1
    assert by_hand(project, CARELESS + BREAK, rule) == []
    (project.root / "migrations/0000_a.down.sql").unlink()
    project.migration("0001_b", CARELESS)
    assert found(project, rule) == []


def test_the_first_unguarded_statement_is_named_with_their_number(project: Project) -> None:
    sql = (
        "CREATE TABLE IF NOT EXISTS a ();\nALTER TABLE a ADD COLUMN b int;\nCREATE TYPE t AS ENUM ('x');\nDROP VIEW v;"
    )
    assert by_hand(project, sql, "unguarded_statement") == [
        "2:1 ADD COLUMN in 0001_b.sql has no guard, the first of 3: a second run of the file stops there."
    ]
    assert by_hand(project, "CREATE INDEX i ON t (a);", "unguarded_statement") == [
        "1:1 CREATE INDEX in 0001_b.sql has no guard: a second run of the file stops there."
    ]


def test_a_file_that_can_be_run_twice_is_allowed(project: Project) -> None:
    sql = """ALTER TABLE a ADD COLUMN IF NOT EXISTS b int, DROP COLUMN IF EXISTS c, DROP CONSTRAINT IF EXISTS d;
    CREATE INDEX IF NOT EXISTS i ON a (b); DROP TYPE IF EXISTS s.t; CREATE TYPE s.t AS ENUM ('x');
    DROP TABLE IF EXISTS z; CREATE TABLE z (); CREATE OR REPLACE VIEW v AS SELECT 1;
    DO $$ BEGIN CREATE TYPE u AS ENUM ('x'); END $$; CREATE SCHEMA IF NOT EXISTS n;"""
    assert by_hand(project, sql, "unguarded_statement") == []


def test_steps_without_a_transaction_are_named_at_the_second(project: Project) -> None:
    assert by_hand(project, "SELECT 1;\nUPDATE t SET a = 1;\nDROP TABLE u;", "steps_without_transaction") == [
        "3:1 0001_b.sql has 2 steps and no transaction: under psql -f, a failure leaves the earlier steps behind."
    ]


@pytest.mark.parametrize(
    "sql",
    [
        "BEGIN; UPDATE t SET a = 1; DROP TABLE u; COMMIT;",
        "SET x.y = 1; UPDATE t SET a = 1; SELECT 1;",
        "CREATE INDEX CONCURRENTLY i ON t (a); UPDATE t SET a = 1; UPDATE t SET a = 2;",
    ],
)
def test_one_step_or_a_transaction_is_allowed(project: Project, sql: str) -> None:
    assert by_hand(project, sql, "steps_without_transaction") == []


def test_steps_of_a_journaled_file_need_no_transaction(project: Project) -> None:
    assert by_hand(project, CARELESS, "steps_without_transaction")
    listed(project, "0001_b")
    assert found(project, "steps_without_transaction") == []


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("DROP TABLE IF EXISTS t;", "DROP TABLE"),
        ("ALTER TABLE t DROP a;", "DROP COLUMN"),
        ("DELETE FROM t;", "DELETE without WHERE"),
        ("TRUNCATE t, u;", "TRUNCATE"),
    ],
)
def test_deleting_data_without_a_count_is_found(project: Project, sql: str, words: str) -> None:
    said = f"2:1 {words} in 0001_b.sql deletes data, and no statement before it counts the rows."
    assert by_hand(project, f"SELECT max(a) FROM t;\n{sql}", "destructive_without_count") == [said]
    for counted in ("SELECT count(*) FROM t;", "DO $$ BEGIN ASSERT true; END $$;"):
        assert by_hand(project, f"{counted}\n{sql}", "destructive_without_count") == []


def test_a_new_table_and_a_where_clause_need_no_count(project: Project) -> None:
    sql = "CREATE TABLE t (a int); TRUNCATE t; DROP TABLE t; DELETE FROM u WHERE a = 1; DROP INDEX i;"
    assert by_hand(project, sql, "destructive_without_count") == []


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("DROP TABLE t;", "DROP TABLE"),
        ("ALTER TABLE t DROP COLUMN a;", "DROP COLUMN"),
        ("ALTER TABLE t RENAME COLUMN a TO b;", "RENAME COLUMN"),
        ("ALTER TABLE t RENAME TO u;", "RENAME of a table"),
    ],
)
def test_a_drop_or_rename_needs_a_comment(project: Project, sql: str, words: str) -> None:
    assert by_hand(project, f"SELECT 'deprecated';\n{sql}", "drop_without_note") == [
        f"2:1 {words} in 0001_b.sql removes something that the running release may still use, and no comment "
        "explains it."
    ]
    assert by_hand(project, f"{sql} -- Unused since 1.4, renamed", "drop_without_note") == []


def test_a_renamed_index_or_a_dropped_view_needs_no_comment(project: Project) -> None:
    assert by_hand(project, "ALTER INDEX i RENAME TO j; DROP VIEW v;", "drop_without_note") == []


def test_a_file_without_its_down_file_is_named(project: Project) -> None:
    for tag in (
        "000000_baseline",
        "0001_a",
        "0001_down_a",
        "0002_b.up",
        "0002_b.down",
        "0003_c",
        "down/0003_c",
        "0004_d",
    ):
        project.migration(tag, "SELECT 1;")
    listed(project)
    subject_says = found(project, "no_down_file", on_folder=True)
    assert subject_says == ["0:0 0004_d.sql has no down file, though 3 other migrations have one."]


def test_one_down_file_is_spoken_of_in_the_singular(project: Project) -> None:
    for tag in ("0001_a", "0001_down_a", "0002_b"):
        project.migration(tag, "SELECT 1;")
    listed(project)
    assert found(project, "no_down_file", on_folder=True) == [
        "0:0 0002_b.sql has no down file, though 1 other migration has one."
    ]


def test_a_file_with_a_reason_or_breakpoints_needs_no_down_file(project: Project) -> None:
    project.migration("0001_a_rollback")
    project.migration("0001_a")
    project.migration("0002_b", "-- Data only, hence no down file.\nSELECT 1;")
    project.migration("0003_c", f"SELECT 1;{BREAK}SELECT 2;")
    listed(project)
    assert found(project, "no_down_file", on_folder=True) == []
