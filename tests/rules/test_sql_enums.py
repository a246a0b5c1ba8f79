"""Enum values that are added and used in one transaction. PostgreSQL itself says which uses it refuses."""

import shutil
from pathlib import Path

import psycopg
import pytest
from conftest import Project
from rules.one_rule import BREAK, NOW, found, found_in, listed

from journal.rules.support.rule import rules, run_rules
from journal.rules.support.subject import read_subject
from journal.sql.remedies import NEW_ENUM_VALUE

MADE = "CREATE TYPE mood AS ENUM ('a');\nCREATE TABLE t (m mood, n text);\n"
ADDS = "ALTER TYPE public.mood ADD VALUE IF NOT EXISTS 'z';\n"
REFUSED = (
    "INSERT INTO t (n, m) VALUES ('a', 'z')",
    "INSERT INTO t (m) SELECT 'z' FROM t",
    "UPDATE t SET m = 'z'",
    "UPDATE t SET m = CASE WHEN n = 'x' THEN 'z'::mood END",
    "DELETE FROM t WHERE m IN ('a', 'z')",
    "SELECT * FROM t AS x WHERE x.m <> 'z'",
    "SELECT * FROM t WHERE m = ANY(ARRAY['z']::mood[])",
    "SELECT 'z'::public.mood",
    "ALTER TABLE t ALTER COLUMN m SET DEFAULT 'z'",
    "ALTER TABLE t ADD CHECK (m <> 'z')",
    "CREATE TABLE n (k mood DEFAULT 'z')",
    "CREATE INDEX ON t (m) WHERE m = 'z'",
    "CREATE VIEW v AS SELECT 1 FROM t WHERE m = 'z'",
)
TAKEN = (
    "INSERT INTO t (n) VALUES ('z')",
    "UPDATE t SET n = 'z' WHERE n <> 'z'",
    "SELECT * FROM t WHERE m::text = 'z'",
    "SELECT upper('z'), 'z'::text, n LIKE 'z' FROM t",
    "COMMENT ON TYPE mood IS 'z'",
    "CREATE TYPE other AS ENUM ('z')",
)


@pytest.mark.parametrize("sql", REFUSED)
def test_a_use_that_postgresql_refuses_is_found(project: Project, database: str, sql: str) -> None:
    project.migration("0000_a", MADE)
    project.migration("0001_b", f"{ADDS}{sql};")
    listed(project, "0000_a", "0001_b")
    (one,) = found(project, "enum_value_used_at_once", on_folder=True)
    assert one == (
        f"2:{sql.index(chr(39) + 'z') + 1} 0001_b.sql uses 'z' in the transaction that adds it to mood: "
        "PostgreSQL refuses it (55P04) in every database that has the type already."
    )
    assert _answer(database, sql) == "55P04"


@pytest.mark.parametrize("sql", TAKEN)
def test_a_use_that_postgresql_accepts_is_not_found(project: Project, database: str, sql: str) -> None:
    project.migration("0000_a", MADE)
    project.migration("0001_b", f"{ADDS}{sql};")
    listed(project, "0000_a", "0001_b")
    assert found(project, "enum_value_used_at_once", on_folder=True) == []
    assert _answer(database, sql) is None


def _answer(database: str, sql: str) -> str | None:
    with psycopg.connect(database) as connection:
        connection.execute(MADE)
    try:
        with psycopg.connect(database) as connection:
            connection.execute(ADDS)
            connection.execute(sql)
    except psycopg.Error as error:
        return error.sqlstate
    return None


def test_a_type_created_in_the_same_file_is_allowed_from_17_on(project: Project) -> None:
    (one,) = found_in(project, f"{MADE}{ADDS}UPDATE t SET m = 'z';", "enum_value_used_at_once", on_folder=True)
    assert one == (
        "4:18 0000_a.sql uses 'z' in the transaction that adds it to mood: PostgreSQL 16 and older refuse it (55P04); "
        "17 and later allow it, as the file creates the type."
    )


def test_a_use_before_the_label_or_after_a_commit_is_allowed(project: Project) -> None:
    before = f"{MADE}UPDATE t SET m = 'z';\n{ADDS}"
    assert found_in(project, before, "enum_value_used_at_once", on_folder=True) == []
    behind = f"{MADE}{ADDS}{BREAK}COMMIT;{BREAK}UPDATE t SET m = 'z';"
    assert found_in(project, behind, "enum_value_used_at_once", on_folder=True) == []


def test_a_use_in_a_later_file_fails_in_one_batch(project: Project) -> None:
    project.migration("0000_a", MADE)
    project.migration("0001_b", ADDS)
    project.migration("0002_c", "UPDATE t SET n = 'z';\nUPDATE t SET m = 'z';\nDELETE FROM t WHERE m = 'z';")
    listed(project, "0000_a", "0001_b", "0002_c")
    assert found(project, "enum_value_used_in_one_batch", on_folder=True) == [
        "2:18 0002_c uses 'z', which 0001_b adds to mood: in one batch this fails with 55P04, on a new "
        "database with PostgreSQL 16 and older."
    ]
    assert found(project, "enum_value_used_at_once", on_folder=True) == []


def test_if_no_file_creates_the_type_every_postgresql_refuses(project: Project) -> None:
    project.migration("0000_a", ADDS)
    project.migration("0001_b", "UPDATE t SET m = 'z';")
    listed(project, "0000_a", "0001_b")
    assert found(project, "enum_value_used_in_one_batch", on_folder=True) == [
        "1:18 0001_b uses 'z', which 0000_a adds to mood: in one batch this fails with 55P04, on a new "
        "database with PostgreSQL of every version."
    ]


def test_a_type_that_is_created_again_has_no_added_labels(project: Project) -> None:
    project.migration("0000_a", MADE)
    project.migration("0001_b", ADDS)
    project.migration("0002_c", "DROP TYPE mood;\nCREATE TYPE mood AS ENUM ('a', 'z');\nSELECT 'z'::mood;")
    listed(project, "0000_a", "0001_b", "0002_c")
    assert found(project, "enum_value_used_in_one_batch", on_folder=True) == []


def test_a_file_that_the_journal_does_not_list_is_not_in_the_batch(project: Project) -> None:
    project.migration("0000_a", MADE)
    project.migration("0001_b", f"{ADDS}UPDATE t SET m = 'z';")
    listed(project, "0000_a")
    assert found(project, "enum_value_used_at_once", on_folder=True) == []
    assert found(project, "enum_value_used_in_one_batch", on_folder=True) == []


CASE = Path(__file__).parents[1] / "cases" / "enum-added-then-used"


def test_the_advice_names_a_way_to_store_a_new_value_that_every_database_takes(project: Project, database: str) -> None:
    shutil.copytree(CASE, project.root, dirs_exist_ok=True)
    (finding,) = run_rules(read_subject(project.settings(), NOW), rules("enum-value-used-in-one-batch"), [])
    assert finding.help.startswith("Deploy the two separately. Or, if no database has 0001_external: ")
    assert finding.help.endswith(NEW_ENUM_VALUE)
    advised = (
        "ALTER TYPE agent_type RENAME TO agent_type_old",
        "CREATE TYPE agent_type AS ENUM ('personal', 'system', 'external')",
        "ALTER TABLE agent ALTER COLUMN type DROP DEFAULT",
        "ALTER TABLE agent ALTER COLUMN type TYPE agent_type USING type::text::agent_type",
        "DROP TYPE agent_type_old",
    )
    made, _, used = (path.read_text() for path in sorted((CASE / "drizzle").glob("*.sql")))
    with psycopg.connect(database) as connection:
        connection.execute(made)
    with psycopg.connect(database) as connection:
        for statement in (*advised, used):
            connection.execute(statement)
