"""What a rule finds is capped with a count, and what the parser does not bear is said to be not checked."""

from pathlib import Path

import orjson
import pytest
from conftest import Project

from journal.folder.entries import MOST_ENTRIES
from journal.project.project import Project as Found
from journal.report.check.github import annotations, summary
from journal.report.check.json import check_json
from journal.report.check.junit import junit
from journal.report.check.sarif import sarif
from journal.report.check.text import check_text
from journal.rules.support.exceptions import MOST
from journal.sql import parser
from journal.verbs.check import CheckRequest, CheckResult, lint
from journal.verbs.fix import fix


def judged(project: Project, sql: str | bytes) -> CheckResult:
    project.migration("0000_a", sql)
    entry = {"idx": 0, "version": "7", "when": 1_700_000_000_000, "tag": "0000_a", "breakpoints": True}
    journal = {"version": "7", "dialect": "postgresql", "entries": [entry]}
    project.write("meta/_journal.json", orjson.dumps(journal))
    return lint(project.settings(), CheckRequest())


def named(checked: CheckResult, rule: str) -> list[str]:
    return [one.message for one in checked.findings if one.rule == rule]


def test_every_format_counts_what_it_does_not_list(project: Project) -> None:
    checked = judged(project, "vacuum;\n" * (MOST + 1500))
    assert named(checked, "not-in-a-transaction")[-1] == "… and 1,500 more of not-in-a-transaction."
    assert len(named(checked, "not-in-a-transaction")) == MOST + 1
    assert check_json(checked)["counts"]["error"] == MOST + 1500
    texts = [check_text(checked, colours=False), annotations(checked), junit(checked)]
    texts += [orjson.dumps(document(checked)).decode() for document in (check_json, sarif)]
    for text in texts:
        assert "and 1,500 more of not-in-a-transaction" in text
    assert f"{MOST + 1500} errors" in summary(checked)
    assert f"{MOST + 1500} errors" in texts[0]


def test_accepted_findings_and_idle_comments_are_counted_too(project: Project) -> None:
    comment = "-- journal-ignore not-in-a-transaction: meant\n"
    text = check_text(judged(project, f"{comment}vacuum;\n" * (MOST + 7)), colours=False)
    assert f"{MOST + 7} accepted" in text
    assert text.count("meant") == MOST
    idle = judged(project, f"{comment}select 1;\n" * (MOST + 7))
    assert named(idle, "idle-ignore-comment")[-1] == "… and 7 more of idle-ignore-comment."


def test_fifty_concatenated_texts_are_checked(project: Project) -> None:
    checked = judged(project, f"commit; select {'a || ' * 60} b;")
    assert not named(checked, "sql-not-checked")
    assert len(named(checked, "transaction-control")) == 1


DEEP = {
    "plus": "select " + "1+" * 100_000 + "1",
    "casts": "select 1" + "::int" * 50_000,
    "unions": "select 1 " + "union select 1 " * 20_000,
    "postfix": "select a" + " isnull" * 50_000,
    "brackets": "select " + "(1+" * 3_000 + "1" + ")" * 3_000,
}


@pytest.mark.parametrize("sql", DEEP.values(), ids=DEEP)
def test_a_too_deeply_nested_statement_is_reported_and_the_others_are_checked(sql: str, project: Project) -> None:
    checked = judged(project, f"vacuum;\n{sql};\nvacuum;")
    assert named(checked, "sql-not-checked") == [
        "A part of 0000_a.sql was not checked: it is nested too deep to be checked."
    ]
    assert len(named(checked, "not-in-a-transaction")) == 2


@pytest.mark.parametrize("sql", ["/*" * 50_000 + "*/" * 50_000, "select 1" + "-+" * 50_000 + "1"])
def test_too_many_operators_are_reported(sql: str, project: Project) -> None:
    (said,) = named(judged(project, sql), "sql-not-checked")
    assert "too many operators in a row" in said


def test_a_piece_a_statement_and_a_file_have_a_size_limit(project: Project) -> None:
    row = "INSERT INTO t VALUES (1, 'x');\n"
    assert not named(judged(project, row * 20_000), "sql-not-checked")
    assert "60,000 statements" in named(judged(project, "select 1;" * 60_000), "sql-not-checked")[0]
    large = "select '" + "x" * (parser.LARGEST_STATEMENT + 1) + "'; commit;"
    checked = judged(project, large)
    assert "too large" in named(checked, "sql-not-checked")[0]
    assert len(named(checked, "transaction-control")) == 1
    (said,) = named(judged(project, b"-" * (parser.LARGEST_FILE + 1)), "sql-not-checked")
    assert said == "0000_a.sql was not checked: it has 32.1 MB."


def test_a_statement_behind_the_first_half_megabyte_has_its_place(project: Project) -> None:
    checked = judged(project, "select 'é';\n" * 45_000 + "commit;")
    (found,) = [one for one in checked.findings if one.rule == "transaction-control"]
    assert found.place is not None
    assert (found.place.line, found.place.column) == (45_001, 1)


def test_a_journal_of_too_many_entries_is_refused(project: Project) -> None:
    project.migration("0000_a")
    project.write("meta/_journal.json", b'{"entries":[' + b"0," * MOST_ENTRIES + b"0]}")
    (found,) = [one for one in lint(project.settings(), CheckRequest()).findings if one.rule == "journal-unreadable"]
    assert "50,001 entries, and at most 50,000 are read" in found.message


def test_a_broken_journal_without_migrations_is_the_error(tmp_path: Path) -> None:
    project = Project(tmp_path)
    project.write("meta/_journal.json", "{")
    (project.root / "migrations").mkdir()
    with pytest.raises(Exception, match="is not valid JSON"):
        lint(project.settings(), CheckRequest())


@pytest.mark.parametrize("key", ["idx", "when", "hash", "tag", "version"])
def test_a_value_nested_too_deep_to_be_shown_is_reported(key: str, project: Project) -> None:
    project.migration("0000_a")
    deep = "[" * 600 + "]" * 600
    entry = {"idx": "0", "when": "1700000000000", "tag": '"0000_a"', key: deep}
    body = ", ".join(f'"{name}": {value}' for name, value in entry.items())
    project.write("meta/_journal.json", f'{{"version": {deep}, "dialect": {deep}, "entries": [{{{body}}}]}}')
    assert any("nested too deep" in one.message for one in lint(project.settings(), CheckRequest()).findings)


def test_fix_keeps_a_journal_that_is_nested_too_deep_to_be_written(project: Project) -> None:
    project.migration("0000_a")
    entry = f'{{"idx": 3, "when": 1700000000000, "tag": "0000_a", "x": {"[" * 600 + "]" * 600}}}'
    path = project.write("meta/_journal.json", f'{{"version": "7", "dialect": "postgresql", "entries": [{entry}]}}')
    before = path.read_bytes()
    assert not [one for one in fix(Found(project.settings())).changes if one.path == path]
    assert path.read_bytes() == before
