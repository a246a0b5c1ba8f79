"""What only psql and pg_dump need goes out of a migration's text, and nothing else."""

from pathlib import Path

import pytest

from journal.folder.file_names import Kind
from journal.folder.migrations import Migration
from journal.handback.cleaning import RemovalKind, cleaned, removals

DUMP = "-- PostgreSQL database dump\n\n"
TABLE = "CREATE TABLE t (id integer);\n"
MARKER = "--> statement-breakpoint"


def after(text: str | bytes, *kinds: RemovalKind) -> str:
    raw = text if isinstance(text, bytes) else text.encode()
    migration = Migration("0000_a", Kind.FORWARD, Path("0000_a.sql"), raw)
    return cleaned(migration.text, removals(migration), kinds or tuple(RemovalKind))


@pytest.mark.parametrize(
    "line",
    ["\\restrict x1", "\\unrestrict x1", "\\echo hello; there", "\\set ON_ERROR_STOP on", "\\timing", "\\connect mine",
     "\\c mine", "\\pset pager off", "\\encoding UTF8", "  \\echo indented"],
)  # fmt: skip
def test_a_line_of_psql_without_effect_goes(line: str) -> None:
    assert after(f"{line}\n{TABLE}") == TABLE


@pytest.mark.parametrize(
    "text",
    [
        f"{TABLE}\\connect other\n{TABLE}",  # another database for what follows
        f"{TABLE}\\i other.sql\n", f"{TABLE}\\q\n{TABLE}", "SELECT 1 \\gexec\n", "\\set name value\n" + TABLE,
        "\\encoding LATIN1\n" + TABLE, "\\if true\n" + TABLE + "\\endif\n", "\\set AUTOCOMMIT off\n" + TABLE,
        "COPY t (id) FROM stdin;\n1\n\\.\n" + TABLE,  # rows
        "SELECT '\n\\restrict x\n';\n", "DO $$\n\\echo x\n$$;\n", "-- \\restrict x\n" + TABLE,
    ],
)  # fmt: skip
def test_a_line_with_an_effect_and_one_that_is_no_command_stay(text: str) -> None:
    assert after(text) == text


def test_settings_go_only_from_a_dump_and_only_with_the_value_of_pg_dump() -> None:
    set_all = "SET statement_timeout = 0;\nSELECT pg_catalog.set_config('search_path', '', false);\n"
    assert after(DUMP + set_all + TABLE) == DUMP + TABLE
    assert after("SET statement_timeout = 0;\n" + TABLE) == "SET statement_timeout = 0;\n" + TABLE
    for kept in (
        "SET statement_timeout = 5;\n", "SET default_tablespace = fast;\n", "SET client_encoding = 'LATIN1';\n",
        "SET search_path = app;\n", "SELECT pg_catalog.set_config('search_path', 'app', false);\n",
        "SET LOCAL lock_timeout = 0;\n", "SET xmloption = document;\n", "SET role = admin;\n",
    ):  # fmt: skip
        assert after(DUMP + kept + TABLE) == DUMP + kept + TABLE


def test_row_security_stays_where_the_dump_has_rows() -> None:
    text = DUMP + "SET row_security = off;\n" + TABLE
    assert after(text) == DUMP + TABLE
    assert after(text + "INSERT INTO t VALUES (1);\n") == text + "INSERT INTO t VALUES (1);\n"


def test_the_schema_public_goes_with_its_default_comment() -> None:
    comment = "COMMENT ON SCHEMA public IS '{}';\n"
    assert after("CREATE SCHEMA public;\n" + comment.format("standard public schema") + TABLE) == TABLE
    assert after("CREATE SCHEMA public;\n" + comment.format("ours") + TABLE) == comment.format("ours") + TABLE
    for kept in (
        "CREATE SCHEMA IF NOT EXISTS public;\n", "CREATE SCHEMA app;\n", "CREATE SCHEMA public AUTHORIZATION me;\n",
        "DROP SCHEMA public;\nCREATE SCHEMA public;\n", comment.format("standard public schema"),
    ):  # fmt: skip
        assert after(kept + TABLE) == kept + TABLE


def test_begin_and_commit_go_where_they_only_group_statements() -> None:
    assert after(f"BEGIN;\n{TABLE}COMMIT;\n") == TABLE
    assert after(f"begin transaction;\n{TABLE}end;\n{TABLE}") == TABLE + TABLE
    for kept in (
        f"BEGIN ISOLATION LEVEL SERIALIZABLE;\n{TABLE}COMMIT;\n", f"BEGIN;\n{TABLE}ROLLBACK;\n",
        f"BEGIN;\n{TABLE}COMMIT;\nCREATE INDEX CONCURRENTLY i ON t (id);\n", f"BEGIN;\n{TABLE}COMMIT AND CHAIN;\n",
        f"{TABLE}SAVEPOINT a;\nRELEASE a;\n", "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; END;\n",
    ):  # fmt: skip
        assert after(kept) == kept


def test_a_piece_that_is_empty_then_goes_with_its_marker() -> None:
    assert after(f"BEGIN;{MARKER}\n{TABLE}{MARKER}\nCOMMIT;\n") == TABLE
    assert after(f"BEGIN;\n{MARKER}\n{TABLE}{MARKER}\n{TABLE}{MARKER}\nCOMMIT;\n") == f"{TABLE}{MARKER}\n{TABLE}"
    assert after(f"BEGIN;\n{TABLE}{MARKER}\n{TABLE}COMMIT;\n") == f"{TABLE}{MARKER}\n{TABLE}"


def test_carriage_returns_and_other_kinds_stay() -> None:
    assert after("BEGIN;\r\nSELECT 1;\r\nCOMMIT;\r\n") == "SELECT 1;\r\n"
    text = f"\\echo a\nBEGIN;\n{TABLE}COMMIT;\n"
    assert after(text, RemovalKind.PSQL) == f"BEGIN;\n{TABLE}COMMIT;\n"


def test_a_file_that_is_not_utf8_stays() -> None:
    migration = Migration("0000_a", Kind.FORWARD, Path("0000_a.sql"), b"\\echo a\nSELECT '\xff';\n")
    assert removals(migration) == ()
