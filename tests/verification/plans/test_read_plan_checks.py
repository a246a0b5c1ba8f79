"""The files of the checks folder: what they ask, and the sentence for one that cannot be followed."""

from pathlib import Path

import pytest

from journal.verification.plans.demands import AtMost, HasNode, UsesIndex
from journal.verification.plans.plan import RelationName
from journal.verification.plans.read import read_checks


def refusal(folder: Path, text: str | bytes) -> tuple[str, str]:
    (folder / "a.sql").write_bytes(text if isinstance(text, bytes) else text.encode())
    checks = read_checks(folder)
    (error,) = checks.refused
    assert checks.checks == ()
    return error.message.replace(str(folder), "…"), error.hint


def test_a_header_is_parsed_into_demands(tmp_path: Path) -> None:
    (tmp_path / "by_email.sql").write_text(
        "-- why: the login page\n-- journal: uses index app.users_email_idx\n--JOURNAL: Uses Node index only scan\n"
        "/* journal: nothing */ SELECT '-- journal: none' -- journal: avoids node seq  scan on \"The Users\"\n"
        "FROM users WHERE é = '%s'; -- done\n"
    )
    (check,) = read_checks(tmp_path).checks
    assert check.demands == (
        UsesIndex(RelationName("users_email_idx", "app")),
        HasNode("Index Only Scan"),
        HasNode("Seq Scan", RelationName("The Users"), wanted=False),
    )
    assert (check.name, check.place.line, check.writes) == ("by_email.sql", 4, False)
    assert check.statement.startswith("SELECT '-- journal: none'")
    assert check.statement.endswith("FROM users WHERE é = '%s'")


def test_several_statements_have_a_header_each(tmp_path: Path) -> None:
    (tmp_path / "a.sql").write_text(
        "-- journal: at most 10 rows\nSELECT 1;\n\n-- journal: writes\n-- journal: at most 2.5 ms\nDELETE FROM a"
    )
    one, two = read_checks(tmp_path).checks
    assert (one.name, one.statement, one.demands, one.writes) == ("a.sql:2", "SELECT 1", (AtMost(10, "rows"),), False)
    assert (two.name, two.statement, two.demands, two.writes) == (
        "a.sql:6", "DELETE FROM a", (AtMost(2.5, "ms"),), True
    )  # fmt: skip


def test_a_file_that_is_not_understood_hides_no_other(tmp_path: Path) -> None:
    (tmp_path / "a.sql").write_text("select 1")
    (tmp_path / "b.sql").write_text("-- journal: at most 1 rows\nselect 1")
    checks = read_checks(tmp_path)
    assert [one.name for one in checks.checks] == ["b.sql"]
    assert [str(one.place) for one in checks.refused] == [f"{tmp_path}/a.sql:1:1"]


USES = "-- journal: uses index a\n"


@pytest.mark.parametrize(
    ("text", "sentence", "hint"),
    [
        (
            "\nselect 1",
            "a.sql, line 2: It has no header with a demand on its plan.",
            "Write above it: -- journal: uses index ",
        ),
        ("-- nothing", "a.sql, line 1: There is no statement in it.", "Write a query below a header: "),
        (USES, "a.sql, line 1: No statement follows this header.", "Write the query below it."),
        (USES + "select 1;\n" + USES, "a.sql, line 3: No statement follows this header.", "Write the query below it."),
        (USES + "select 1; commit", "a.sql, line 2: COMMIT has no plan: a check is one SELECT", ""),
        (USES + "create table a ()", "a.sql, line 2: CREATE has no plan: a check is one SELECT", "Statements that"),
        (USES + "delete from a", "a.sql, line 2: DELETE writes, and its header does not say so.", "To allow that,"),
        (
            USES + "select 1 into a union select 2",
            "a.sql, line 2: SELECT writes, and its header does",
            "To allow that,",
        ),
        (USES + "select $1", "a.sql, line 2: $1 is a parameter, and a check has none.", "Replace it with a value"),
        (USES + "select\n:id", 'a.sql, line 3: syntax error at or near ":".', "A check is plain SQL"),
        (b"select '\xff'", "…/a.sql cannot be read: it is not UTF-8.", ""),
        (b"select\n'\0'", "a.sql, line 2: It has a NUL byte.", "Remove it."),
    ],
)
def test_an_invalid_check_is_refused_with_its_line(tmp_path: Path, text: str, sentence: str, hint: str) -> None:
    result = refusal(tmp_path, text)
    assert result[0].startswith(sentence)
    assert result[1].startswith(hint)


@pytest.mark.parametrize(
    ("line", "sentence", "hint"),
    [
        ("use index a", "`use index a` is not understood.", "Did you mean `uses`?"),
        ("uses idnex a", "`uses idnex a` is not understood.", "Did you mean `index`?"),
        ("avoids index a", "`avoids index a` is not understood.", "Known are: uses index NAME; "),
        ("uses index a b", "`a b` is no name.", 'Write name, schema.name or "Name".'),
        ("uses index", "`uses index` is not understood.", "Known are: uses index NAME; "),
        ("uses node Seq Scan on", "`Seq Scan on` is no node of a plan.", "Did you mean `Seq Scan`?"),
        ("uses node Index Olny Scan", "`Index Olny Scan` is no node of a plan.", "Did you mean `Index Only Scan`?"),
        ("uses node Parallel Seq Scan", "`Parallel Seq Scan` is no node of a plan.", "Did you mean `Seq Scan`?"),
        ("avoids node Sort on a", "Sort is on no table; only a scan is.", "Leave out `on`, or name a scan."),
        ("uses index a.b.c", "`a.b.c` is no name.", 'Write name, schema.name or "Name".'),
        ("at most ten rows", "`ten` is no number.", "Known are: uses index NAME; "),
        ("at most 10 row", "`row` is no unit.", "Did you mean `rows`?"),
        ("", "Nothing follows `journal:`.", "Known are: uses index NAME; "),
    ],
)
def test_the_hint_for_an_unknown_word_is_the_nearest_known_one(
    tmp_path: Path, line: str, sentence: str, hint: str
) -> None:
    result = refusal(tmp_path, f"-- journal: {line}\nselect 1")
    assert result[0] == f"a.sql, line 1: {sentence}"
    assert result[1].startswith(hint)
