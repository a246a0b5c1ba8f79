"""The table of rules and the page of one."""

import orjson

from journal.errors import Severity
from journal.report.rules import rule_markdown, rule_markdown_table, rule_text, rules_json, rules_text
from journal.rules import ALL
from journal.rules.support.rule import Rule
from journal.verbs.rules import RuleList

TWICE = Rule("duplicate-tag", Severity.ERROR, "duplicate-tag: listed twice.\n\nWhy: it runs twice.\nInstead: do.", iter)
KEY = Rule("key", Severity.NOTE, "key: `a|b` is unknown.", iter)


def test_the_table() -> None:
    assert rules_text([TWICE, KEY]) == (
        "duplicate-tag  error  listed twice.\n"
        "key            note   `a|b` is unknown.\n"
        "\n"
        "drizzle-journal rules RULE-NAME explains a rule.\n"
    )


def test_the_page_of_a_rule() -> None:
    assert rule_text(TWICE) == (
        "duplicate-tag: listed twice.\n\nSeverity: error\n\nWhy: it runs twice.\nInstead: do.\n"
    )  # fmt: skip
    assert rule_text(KEY) == "key: `a|b` is unknown.\n\nSeverity: note\n"


def test_the_table_of_the_documentation() -> None:
    assert rule_markdown_table([TWICE, KEY]) == (
        "| rule | severity | what it says |\n"
        "|---|---|---|\n"
        "| [`duplicate-tag`](rules/duplicate-tag.md) | error | listed twice. |\n"
        "| [`key`](rules/key.md) | note | `a\\|b` is unknown. |"
    )


def test_the_page_of_a_rule_in_the_documentation() -> None:
    assert rule_markdown(TWICE) == (
        "# duplicate-tag\n\n**error**: listed twice.\n\n**Why:** it runs twice.\n\n**Instead:** do.\n"
    )


def test_the_document() -> None:
    assert rules_json(RuleList((KEY,))) == {
        "status": "ok",
        "rules": [
            {"name": "key", "severity": "note", "summary": "`a|b` is unknown.", "page": "key: `a|b` is unknown."}
        ],
    }


def test_every_rule_has_a_page() -> None:
    assert len(orjson.loads(orjson.dumps(rules_json(RuleList(tuple(ALL)))))["rules"]) == len(ALL)
    assert all(rule_text(rule).startswith(f"{rule.name}: {rule.summary}\n\nSeverity: ") for rule in ALL)
    assert rule_markdown_table(ALL).count("\n") == len(ALL) + 1
