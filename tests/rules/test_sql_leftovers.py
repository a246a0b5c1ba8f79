"""Files that run and should not have been left like that."""

import json

import pytest
from conftest import Project
from rules.one_rule import BREAK, found, found_in

DOWN = [
    "-- +goose Down",
    "-- migrate:down",
    "-- migrate:down transaction:false",
    "-- Down Migration",
    "-- +migrate Down",
]
DOWN += ["--//@UNDO", "-- //@UNDO", "-- @UNDO", "-- rollback", "-- Rollback:"]
CUSTOM = "-- Custom SQL migration file, put your code below! --"


@pytest.mark.parametrize("marker", DOWN)
def test_the_down_section_of_another_tool_runs_too(project: Project, marker: str) -> None:
    assert found_in(project, f"CREATE TABLE t (a int);\n\n  {marker}\nDROP TABLE t;\n", "foreign_markers") == [
        f"3:3 Drizzle runs 0000_a.sql to its end, also the SQL after {marker!r}, which reverts the migration."
    ]


@pytest.mark.parametrize(
    "sql",
    [
        "-- +goose Up\nCREATE TABLE t (a int);",
        "-- migrate:up\nSELECT 1;\n-- migrate:down\n-- DROP TABLE t;",
        "SELECT '\n-- migrate:down\n';",
        "-- rollback is not needed here\nSELECT 1;",
        "--liquibase formatted sql\n--changeset a:1\nSELECT 1;\n--rollback\n--changeset a:2\nSELECT 2;",
        "-- Adds the ledger.\n-- Rollback:\n\nCREATE TABLE ledger (id int);",  # nothing is there yet to revert
        "CREATE TABLE a ();\n-- Rollback:\n--   DROP TABLE a;\n\nCREATE TABLE b ();",
        "CREATE TABLE a ();\n-- Rollback:\n-- by hand, if unused:\n-- ALTER TABLE a\n--   DROP COLUMN b;\nSELECT 1;",
        "CREATE TABLE a ();\n-- ROLLBACK\n/*\n * DROP TABLE a;\n * DROP TYPE b;\n */\nSELECT 1;",
        "CREATE TABLE a ();\n-- rollback:\n-- DROP TABLE a; (only on staging)\n-- DROP TYPE b;\nSELECT 1;",
    ],
)
def test_a_marker_without_sql_after_it_is_allowed(project: Project, sql: str) -> None:
    assert found_in(project, sql, "foreign_markers") == []


@pytest.mark.parametrize("below", ["", "-- Removes the table again.\n", "-- 1.\n\n", "-- DROP it\n", "/* Show it */\n"])
def test_a_rollback_section_is_found_below_other_comments(project: Project, below: str) -> None:
    (line,) = found_in(project, f"CREATE TABLE a ();\n-- Rollback:\n{below}DROP TABLE a;", "foreign_markers")
    assert line.startswith("2:1 ")


def test_a_custom_file_that_was_never_filled_in_is_named(project: Project) -> None:
    assert found_in(project, CUSTOM, "comment_only") == [
        "1:1 0000_a.sql was never filled in; Drizzle records it as applied anyway."
    ]
    assert found_in(project, "\n  /* later */;\n-- x", "comment_only") == [
        "2:3 0000_a.sql has only comments; Drizzle records it as applied anyway."
    ]


@pytest.mark.parametrize("sql", [f"{CUSTOM}\nSELECT 1;", " \n", "SELEC", "-- a\n/* open"])
def test_a_file_that_does_something_or_nothing_is_not_comment_only(project: Project, sql: str) -> None:
    assert found_in(project, sql, "comment_only") == []


def test_an_empty_migration_is_named(project: Project) -> None:
    assert found_in(project, "\n \n", "empty_migration", on_folder=True) == [
        "0:0 0000_a.sql is empty; Drizzle records it as applied anyway."
    ]
    assert found_in(project, "-- a", "empty_migration", on_folder=True) == []


def test_crlf_is_named(project: Project) -> None:
    assert found_in(project, "SELECT 1;\nSELECT 2;\r\n", "crlf_line_endings", on_folder=True) == [
        "2:0 0000_a.sql has CRLF line ends; a checkout with LF has another hash."
    ]
    assert found_in(project, "SELECT 1;\n", "crlf_line_endings", on_folder=True) == []


def test_what_is_not_utf8_is_named(project: Project) -> None:
    assert found_in(project, b"SELECT 1;\nSELECT '\xe4';", "not_utf8", on_folder=True) == [
        "2:0 0000_a.sql is not UTF-8; Drizzle runs and hashes it with U+FFFD in place of the invalid bytes."
    ]
    assert found_in(project, "SELECT 'ä';", "not_utf8", on_folder=True) == []


def test_two_statements_in_one_piece_are_named_at_the_second(project: Project) -> None:
    assert found_in(project, f"SELECT 1;{BREAK}SELECT 'ü';\n  SELECT 3; SELECT 4;", "unmarked_statements") == [
        "4:3 0000_a.sql has several statements without a breakpoint; PGlite and the HTTP drivers refuse them."
    ]
    assert found_in(project, f"SELECT ';';;{BREAK}DO $$ BEGIN NULL; END $$; -- a;", "unmarked_statements") == []


def test_an_entry_with_breakpoints_off_is_skipped(project: Project) -> None:
    assert found_in(project, "SELECT 1; SELECT 2;", "unmarked_statements")
    listing = json.loads(project.journal.read_text())
    listing["entries"][0]["breakpoints"] = False
    project.journal.write_text(json.dumps(listing))
    assert found(project, "unmarked_statements") == []
