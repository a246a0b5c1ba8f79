"""Pieces that PostgreSQL refuses: each is explained once, by the most exact rule."""

import psycopg
import pytest
from conftest import Project
from rules.one_rule import BREAK, found, found_in

from journal.sql.statements import MARKER, cut

DUMP = "\\restrict abc\n\nSET row_security = on;\nCOPY t (a) FROM stdin;\n\\N\tit's\n\\.\n\n\\unrestrict abc\n"
PULLED = (
    "-- Current sql file was generated after introspecting the database\n/*\nCREATE TABLE a (id int);"
    f"{BREAK}CREATE TABLE b (id int);\n*/"
)


def test_a_syntax_error_is_named_with_its_place(project: Project) -> None:
    assert found_in(project, f"SELECT 1;{BREAK}CREATE TABEL 'üü' (a int);", "syntax_error") == [
        '3:8 0000_a.sql does not parse: syntax error at or near "TABEL".'
    ]


def test_each_piece_has_its_own_syntax_error(project: Project) -> None:
    assert [one.split()[0] for one in found_in(project, f"SELEC 1;{BREAK}SELECT 1;{BREAK}FRM x", "syntax_error")] == [
        "1:1",
        "5:1",
    ]


def test_commands_of_psql_are_named_and_explain_the_piece(project: Project) -> None:
    assert found_in(project, DUMP, "psql_command") == [
        "1:1 \\restrict in 0000_a.sql is a command of psql; PostgreSQL answers 42601.",
        "8:1 \\unrestrict in 0000_a.sql is a command of psql; PostgreSQL answers 42601.",
    ]
    assert found(project, "syntax_error") == []


def test_a_backslash_in_a_string_or_a_body_is_not_a_command(project: Project) -> None:
    assert found_in(project, "SELECT '\n\\restrict', $$\n\\connect x\n$$; -- \\d\n/*\n\\q */", "psql_command") == []


def test_a_syntax_error_after_a_command_of_psql_is_found_too(project: Project) -> None:
    assert found_in(project, "\\connect x\nSELECT 1;\nSELEC 2;\n", "syntax_error") == [
        '3:1 0000_a.sql does not parse: syntax error at or near "SELEC".'
    ]


def test_copy_with_data_is_found(project: Project) -> None:
    said = "COPY ... FROM stdin in 0000_a.sql waits for data, and Drizzle cannot send any."
    assert found_in(project, DUMP, "copy_data") == [f"4:1 {said}"]
    assert found_in(project, "SELECT 1;\nCOPY t FROM stdin;\n", "copy_data") == [f"2:1 {said}"]
    assert found_in(project, "copy t (a, b)\nfrom stdin with (format csv);\n1,x;y\n\\.\nSELECT 1;", "copy_data")
    assert found(project, "syntax_error") == []


def test_copy_from_a_file_or_to_stdout_is_allowed(project: Project) -> None:
    assert found_in(project, "COPY t FROM '/x'; COPY t TO stdout; -- COPY t FROM stdin", "copy_data") == []


@pytest.mark.parametrize(
    ("sql", "place", "where"),
    [
        (f"SELECT '\n{MARKER}\n';", "2:1", "a string"),
        (f'SELECT 1 AS "x {MARKER} y";', "1:16", "a quoted name"),
        (f"SELECT 1 /* x {MARKER} y */;", "1:15", "a block comment"),
        (f"DO $$ BEGIN\nNULL; {MARKER}\nEND $$;", "2:7", "a $$ body"),
        (f"SELECT 1; -- a {MARKER} is cut", "1:16", "a comment"),
        (f"CREATE TABLE t (\na int, {MARKER}\nb int);", "2:8", "a statement"),
        (f"SELECT 1 {MARKER}\nWHERE true;", "1:10", "a statement"),
    ],
)
def test_a_marker_inside_splits_a_statement_that_postgresql_accepts(
    project: Project, database: str, sql: str, place: str, where: str
) -> None:
    assert found_in(project, sql, "marker_inside") == [
        f"{place} A statement-breakpoint in 0000_a.sql is inside {where}; Drizzle splits the text there, "
        "and PostgreSQL refuses the two halves."
    ]
    assert found(project, "syntax_error") == []
    with psycopg.connect(database) as connection:
        connection.execute(sql)
    with psycopg.connect(database) as connection, pytest.raises(psycopg.errors.SyntaxError):
        for piece in cut(sql):
            connection.execute(piece.text)


def test_every_marker_of_a_body_is_named(project: Project) -> None:
    body = f"SELECT 1;{BREAK}DO $$ BEGIN{BREAK}NULL;{BREAK}END $$;{BREAK}SELECT 2;"
    assert [one.split()[0] for one in found_in(project, body, "marker_inside")] == ["4:1", "6:1"]


def test_a_marker_between_statements_is_allowed_beside_other_errors(project: Project) -> None:
    sql = (
        f"SELECT 1;{MARKER}\nSELECT 2 {MARKER}\nSELEC 'x;{BREAK}SELECT 'it''s';{BREAK}SELECT '-->statement-breakpoint'"
    )
    assert found_in(project, sql, "marker_inside") == []
    assert len(found(project, "syntax_error")) == 1


def test_the_commented_baseline_is_one_finding(project: Project) -> None:
    assert len(found_in(project, PULLED, "commented_baseline", on_folder=True)) == 1
    for rule in ("syntax_error", "marker_inside", "comment_only"):
        assert found(project, rule) == []


def test_a_byte_order_mark_explains_the_first_piece_only(project: Project) -> None:
    content = b"\xef\xbb\xbfSELECT 1;" + BREAK.encode() + b"SELEC 2;"
    assert found_in(project, content, "byte_order_mark", on_folder=True) == [
        "1:1 0000_a.sql starts with a byte order mark; PostgreSQL refuses it with 42601."
    ]
    assert [one.split()[0] for one in found(project, "syntax_error")] == ["3:1"]


@pytest.mark.parametrize(
    ("sql", "place", "word"),
    [
        ("CREATE TABLE `a` (id int);", "1:14", "names in backticks"),
        ("CREATE TABLE a (id int AUTO_INCREMENT);", "1:24", "AUTO_INCREMENT"),
        ("PRAGMA x=OFF;\nCREATE TABLE a (id int primary key autoincrement);", "2:36", "AUTOINCREMENT"),
        ("CREATE TABLE a (id int) ENGINE = InnoDB;", "1:25", "ENGINE="),
    ],
)
def test_sql_of_another_database_is_named(project: Project, sql: str, place: str, word: str) -> None:
    assert found_in(project, sql, "other_dialect") == [
        f"{place} 0000_a.sql is SQL for MySQL or SQLite: PostgreSQL has no {word}."
    ]
    assert found(project, "syntax_error") == []


def test_words_of_another_database_in_strings_and_names_are_allowed(project: Project) -> None:
    sql = "CREATE TABLE a (auto_increment int, \"`\" int); -- `x`\nSELECT '`', engine FROM a;"
    assert found_in(project, sql + f"{BREAK}SELEC '`' -- ` AUTO_INCREMENT", "other_dialect") == []


def test_a_nul_byte_is_named_and_nothing_else(project: Project) -> None:
    assert found_in(project, "SELECT 1;\nSELECT '\0';", "nul_byte") == [
        "2:9 0000_a.sql has a NUL byte, which no query can have; PostgreSQL answers 08P01."
    ]
    assert found(project, "syntax_error") == found(project, "comment_only") == []


def test_a_carriage_return_alone_is_named(project: Project) -> None:
    assert found_in(project, "SELECT 1;\r\n-- a\rSELECT 2;\n", "carriage_return_alone") == [
        "2:5 0000_a.sql has a carriage return without a line feed; PostgreSQL ends a -- comment at the first CR."
    ]
    assert found_in(project, "SELECT 1;\r\r\n", "carriage_return_alone")[0].startswith("1:10 0000_a.sql has a CR CR LF")
    assert found_in(project, "SELECT 1;\r\nSELECT 2;\r\n", "carriage_return_alone") == []


def test_a_carriage_return_ends_a_comment_for_postgresql(database: str) -> None:
    with psycopg.connect(database) as connection:
        assert connection.execute("SELECT 1 -- a\r + 1").fetchone() == (2,)
