"""Text from outside, in every medium that it can reach."""

import html as of_html
import json as of_json
import sys
import unicodedata

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal import escape
from journal.server.provider import Server

HOSTILE = [*"\r\x00\x7f\x85\u202e\u2066\u200b\ufeff\udc80\u2028", "\x1b[2J", "\x9b31m"]
ANY_TEXT = st.text(st.characters())


def test_every_control_and_format_character_of_unicode_is_shown() -> None:
    bad = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    left = [chr(n) for n in range(sys.maxunicode + 1) if unicodedata.category(chr(n)) in bad]
    assert [one for one in left if escape.one_line(one) == one] == []
    assert [one for one in left if escape.visible(one) == one] == ["\t", "\n"]


@given(ANY_TEXT)
def test_a_line_stays_one_line_of_plain_characters(text: str) -> None:
    shown = escape.one_line(text)
    assert len(shown.splitlines()) <= 1
    assert not any(unicodedata.category(char) in ("Cc", "Cf", "Cs") for char in shown)
    shown.encode()


def test_letters_of_every_script_and_pictures_stay_as_they_are() -> None:
    text = "Größe 順序 ✓ … 😀 ñ עברית"
    assert escape.one_line(text) == escape.visible(text) == text


@pytest.mark.parametrize("text", HOSTILE)
def test_what_a_terminal_obeys_is_shown_as_an_escape(text: str) -> None:
    assert escape.one_line(text).startswith("\\")
    assert escape.visible(f"a{text}\nb\tc").endswith("\nb\tc")


@given(st.lists(ANY_TEXT))
def test_no_text_begins_a_line_of_its_own(texts: list[str]) -> None:
    assert escape.joined(texts).count("\n") == len(texts)
    assert escape.comment("".join(texts)).count("\n") == 0


def test_a_text_with_control_characters_reads_the_same_in_sql(server: Server) -> None:
    text = "".join(chr(n) for n in range(1, 0x2100)) + "\U000e0001\ufeff'\\"
    written = escape.escape_string(text)
    assert escape.one_line(written) == written
    with psycopg.connect(server.admin or "") as connection:
        assert connection.execute(f"SELECT {written}".encode()).fetchone() == (text,)


def test_the_further_lines_of_a_text_of_somebody_elses_are_set_in() -> None:
    assert list(escape.continued("detail", "a\nerror: b")) == ["detail: a", "  | error: b"]


def test_a_line_of_sql_that_reads_like_one_of_a_report_is_marked() -> None:
    sql = 'DROP INDEX "a\n  help: b";\nSELECT 1\n  ::text;\n  x := 1;'
    marked = ['DROP INDEX "a', '|   help: b";', "SELECT 1", "  ::text;", "  x := 1;"]
    assert list(escape.statement_lines(sql)) == marked


def test_a_long_text_is_cut_with_a_count() -> None:
    assert escape.cut("a" * 5000) == "a" * 4000 + " … (and 1,000 more characters)"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("::error::x", "\\x3a:error::x"),
        ("a\n \t::set-env name=x::y", "a\n \t\\x3a:set-env name=x::y"),
        ("\u3000::x", "\u3000\\x3a:x"),
        ("a ##[add-mask]b", "a \\x23#[add-mask]b"),
        ("###[x", "#\\x23#[x"),
        ("select a::text", "select a::text"),
    ],
)
def test_a_log_has_no_command_of_githubs(text: str, shown: str) -> None:
    assert escape.plain_log(text) == shown


@given(ANY_TEXT)
def test_json_keeps_every_text_and_has_no_character_that_a_terminal_obeys(text: str) -> None:
    whole = escape.unicode(text)
    document = escape.json(of_json.dumps({"a": whole}, ensure_ascii=False))
    assert of_json.loads(document) == of_json.loads(escape.ascii_json(document)) == {"a": whole}
    assert escape.visible(document) == document
    assert "##[" not in document
    assert escape.ascii_json(document).isascii()


@given(ANY_TEXT)
def test_html_reads_as_the_text_with_its_control_characters_shown(text: str) -> None:
    assert of_html.unescape(escape.html(text)) == escape.visible(text)
    assert not {"<", ">", '"'} & {*escape.html(text)}


@pytest.mark.parametrize(
    "text", ["<img src=x>", "[a](http://b)", "http://b", "www.b.c", "@who", "#12", "a|b", "`x`", "a\n# b"]
)
def test_markdown_reads_as_the_text(text: str) -> None:
    from markdown_it import MarkdownIt

    rendered = MarkdownIt("gfm-like", {"linkify": False}).enable("table").render(f"x {escape.markdown(text)}")
    assert rendered.count("<") == 2, rendered  # the paragraph alone
    assert "://" not in escape.markdown(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("git checkout HEAD -- /work/app/drizzle/0000_a.sql.", "git checkout HEAD -- drizzle/0000_a.sql."),
        ("rm '/work/app/a b.sql'", "rm 'a b.sql'"),
        ("project /work/app (drizzle.config.ts)", "project /work/app (drizzle.config.ts)"),
        ("ls /work/app/ and /work/application/a", "ls /work/app/ and /work/application/a"),
        ("/mnt/work/app/a, file:///work/app/a", "/mnt/work/app/a, file:///work/app/a"),
    ],
)
def test_paths_below_the_working_directory_are_relative_to_it(text: str, shown: str) -> None:
    assert escape.with_short_paths(text, "/work/app") == shown
    assert escape.with_short_paths(text, "/") == text
