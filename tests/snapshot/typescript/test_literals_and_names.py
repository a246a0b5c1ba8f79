"""What TypeScript reads is what was written: node evaluates it. Names are identifiers, each once."""

import random

import pytest
from snapshot.typescript.judging import evaluated

from journal.snapshot.typescript.literals import exact, key, member, string, template
from journal.snapshot.typescript.names import RESERVED, Identifiers, camel_case, property_names

HARD = (
    "", "it's", '"', "`", "${x}", "\\${x}", "$", "\\", "\\n", "\n", "\r\n", "\t", "\x1b[31m", "\x7f", "\u2028",
    "\u200b", "\ufeff", "é", "日本", "😀", "*/", "//", "</script>", "a\n::warning::b", "a\n  ::b", "##[error]",
    "\\u0041", "$$", "${`",
)  # fmt: skip


@pytest.mark.drizzle
def test_node_reads_the_text_that_was_written() -> None:
    random.seed(7)
    texts = [*HARD, *("".join(random.choices(HARD, k=6)) for _ in range(300))]
    assert evaluated([string(text) for text in texts]) == texts
    assert evaluated([template(text) for text in texts]) == texts
    assert evaluated([f"Object.keys({{ {key(text)}: 1 }})[0]" for text in texts]) == texts
    assert evaluated([member(f"{{{key(text)}: {string(text)}}}", text) for text in texts]) == texts


def test_no_line_of_a_template_is_a_command_of_github() -> None:
    assert "\n::" not in template("a\n::warning::b")
    assert "\x1b" not in template("\x1b[31m") + string("\x1b[31m")


def test_numbers_beyond_those_of_javascript_are_strings() -> None:
    assert exact("9007199254740991") == "9007199254740991"
    assert exact("9007199254740992") == '"9007199254740992"'
    assert exact("-9223372036854775808") == '"-9223372036854775808"'


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("user_id", "userId"), ("USER_ID", "userId"), ("userId", "userId"), ("User ID", "userId"), ("UserID", "userID"),
        ("a-b.c", "aBC"), ("__x__", "x"), ("1st", "1st"), ("☃", ""), ("日本 語", "日本語"), ("x2_y3", "x2Y3"),
    ],
)  # fmt: skip
def test_names_in_camel_case(name: str, expected: str) -> None:
    assert camel_case(name) == expected


def test_identifiers_are_given_once_and_are_no_words_of_the_language() -> None:
    names = Identifiers(RESERVED, keep_names=False)
    words = ["user_id", "userId", "class", "1st", "☃", "❄", "users", "users"]
    found = [names.take(word, "Table") for word in words]
    assert found == ["userId", "userIdTable", "classTable", "_1st", "tableTable", "tableTable2", "users", "usersTable"]
    assert names.take("users", "Table", "auth") == "usersInAuth"


def test_properties_keep_the_names_of_the_database_except_those_that_a_table_has() -> None:
    found = property_names(["user_id", "a b", "getSQL", "__proto__"], keep_names=True)
    assert dict(found) == {
        "user_id": "user_id", "a b": "a b", "getSQL": "getSQLColumn", "__proto__": "__proto__Column",
    }  # fmt: skip
    assert dict(property_names(["get_sql", "a_b", "aB"], keep_names=False)) == {
        "get_sql": "getSql", "a_b": "aB", "aB": "aBColumn",
    }  # fmt: skip
