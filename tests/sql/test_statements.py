"""Where Drizzle cuts a file, and which statements stand in its pieces."""

import json
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal.sql.statements import MARKER, Statement, cut, statements

TEXTS = {
    "none": "SELECT 1;\n",
    "empty": "",
    "only": MARKER,
    "start": f"{MARKER}\nSELECT 1;",
    "end": f"SELECT 1;\n{MARKER}",
    "twice in a row": f"SELECT 1;{MARKER}{MARKER}SELECT 2;",
    "in a string": f"SELECT '{MARKER}';",
    "in a comment": f"/* {MARKER} */ SELECT 1;\n-- {MARKER}\n",
    "in a body": f"DO $$ BEGIN {MARKER} END $$;",
    "without space": "SELECT 1;\n-->statement-breakpoint\nSELECT 2;",
    "two spaces": "SELECT 1;\n-->  statement-breakpoint\nSELECT 2;",
    "other case": "SELECT 1;\n--> STATEMENT-BREAKPOINT\nSELECT 2;",
    "longer word": f"SELECT 1;\n{MARKER}s\nSELECT 2;",
    "crlf": f"SELECT 1;\r\n{MARKER}\r\nSELECT 2;\r\n",
    "non-ASCII": f"SELECT 'é€😀';\n{MARKER}\nSELECT 'ü';",
}


def found(text: str) -> list[str]:
    """The statements' texts, once each is seen to stand where it says, numbered from 1."""
    all_of_them = statements(text)
    assert [one.number for one in all_of_them] == list(range(1, len(all_of_them) + 1))
    for one in all_of_them:
        assert text[one.offset :].startswith(one.text)
    return [one.text for one in all_of_them]


@pytest.mark.drizzle
def test_the_pieces_are_those_of_javascript() -> None:
    program = (
        f"console.log(JSON.stringify({json.dumps(list(TEXTS.values()))}.map(text => text.split({json.dumps(MARKER)}))))"
    )
    said = subprocess.run(["node", "-e", program], capture_output=True, check=True).stdout
    assert [[piece.text for piece in cut(text)] for text in TEXTS.values()] == json.loads(said)


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("none", 1),
        ("empty", 1),
        ("only", 2),
        ("start", 2),
        ("end", 2),
        ("twice in a row", 3),
        ("in a string", 2),
        ("in a comment", 3),
        ("in a body", 2),
        ("without space", 1),
        ("two spaces", 1),
        ("other case", 1),
        ("longer word", 2),
    ],
)
def test_the_exact_marker_splits_everywhere(name: str, count: int) -> None:
    assert len(cut(TEXTS[name])) == count


@given(st.lists(st.sampled_from(["SELECT 1;", "é😀", "\r\n", MARKER, "--> ", "statement-breakpoint", "'"])))
def test_the_pieces_and_their_offsets_rebuild_the_text(parts: list[str]) -> None:
    text = "".join(parts)
    pieces = cut(text)
    assert MARKER.join(piece.text for piece in pieces) == text
    for piece in pieces:
        assert text[piece.offset : piece.offset + len(piece.text)] == piece.text


def test_statements_are_numbered_through_all_pieces() -> None:
    text = f"SELECT 1; SELECT 2;\n{MARKER}\nSELECT 3;"
    assert statements(text) == (
        Statement(1, "SELECT 1", 0),
        Statement(2, "SELECT 2", 10),
        Statement(3, "SELECT 3", text.index("SELECT 3")),
    )


def test_equal_statements_each_have_their_own_offset() -> None:
    assert [one.offset for one in statements("SELECT 1; SELECT 1; SELECT 1")] == [0, 10, 20]


def test_a_comment_before_a_statement_is_not_part_of_it() -> None:
    text = "-- first\nSELECT 1;\n/* the\n second */ SELECT 2; -- the end\n"
    assert found(text) == ["SELECT 1", "SELECT 2"]
    assert [one.offset for one in statements(text)] == [9, 37]


@pytest.mark.parametrize("text", ["-- SELECT 1;\nSELECT 1;", "/* SELECT 1; */ SELECT 1;", "-- SELEC 1;\nSELEC 1;"])
def test_a_comment_that_repeats_the_statement_is_not_the_statement(text: str) -> None:
    assert [one.offset for one in statements(text)] == [text.upper().rindex("SELE")]


def test_a_semicolon_in_a_comment_or_a_string_ends_nothing() -> None:
    assert found("/* a; b */ SELECT 'a;b'; -- c;\nSELECT E'it\\'s;', \"a;b\" FROM t;") == [
        "SELECT 'a;b'",
        "SELECT E'it\\'s;', \"a;b\" FROM t",
    ]


def test_a_dollar_quoted_body_is_one_statement() -> None:
    body = "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $f$ BEGIN PERFORM $$a;b$$; RETURN 1; END $f$"
    assert found(f"{body};\nSELECT f();") == [body, "SELECT f()"]


def test_a_begin_atomic_body_is_one_statement() -> None:
    body = "CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT 2; END"
    assert found(f"{body};\nSELECT f();") == [body, "SELECT f()"]


def test_broken_sql_is_split_at_its_semicolons() -> None:
    assert statements("select 1; selec 2") == (Statement(1, "select 1", 0), Statement(2, "selec 2", 10))


def test_broken_sql_keeps_strings_and_bodies_whole() -> None:
    assert found("selec 'a;b'; -- c;\nselect $$x;y$$; /* d; */ select 3;") == [
        "selec 'a;b'",
        "select $$x;y$$",
        "select 3",
    ]


@pytest.mark.parametrize("rest", ["select 'open; select 2", 'select "open', "do $$open; x", "/* open", "/* a /* b */"])
def test_an_unclosed_text_is_the_last_statement(rest: str) -> None:
    assert found(f"select 1; {rest}") == ["select 1", rest]


@pytest.mark.parametrize("head", ["é", "€", "😀", "e\u0301"])
@pytest.mark.parametrize("last", ["select 2", "selec 2", "select 'open"])
def test_offsets_are_characters_also_after_non_ascii(head: str, last: str) -> None:
    text = f"-- {head}\nselect '{head}'; {last}"
    assert found(text) == [f"select '{head}'", last]
    assert [one.offset for one in statements(text)] == [4 + len(head), text.index(last)]


@pytest.mark.parametrize("text", ["", " \n", ";", ";;\n;", "-- only a comment", "/* only */;", f"{MARKER}\n{MARKER}"])
def test_an_empty_text_has_no_statement(text: str) -> None:
    assert statements(text) == ()


@pytest.mark.parametrize("last", ["select 2", "selec 2"])
def test_empty_statements_do_not_count(last: str) -> None:
    assert found(f";;select 1;;;\n;{last};;") == ["select 1", last]
