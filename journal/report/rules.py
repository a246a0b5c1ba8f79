"""The reports of `drizzle-journal rules`: the table of rules, the page of one, and both in Markdown."""

import re
from collections.abc import Sequence
from typing import Any

from journal.escape import joined
from journal.rules.support.rule import Rule
from journal.verbs.rules import RuleList


def rules_text(rules: Sequence[Rule]) -> str:
    """Return name, severity and summary in aligned columns, and the next command."""
    name = max((len(rule.name) for rule in rules), default=0)
    severity = max((len(rule.severity.value) for rule in rules), default=0)
    lines = [f"{rule.name:<{name}}  {rule.severity.value:<{severity}}  {rule.summary}" for rule in rules]
    return joined([*lines, "", "drizzle-journal rules RULE-NAME explains a rule."])


def rule_text(rule: Rule) -> str:
    """Return the page of a rule, with its severity below the first line."""
    first, _, rest = rule.page.partition("\n")
    return f"{first}\n\nSeverity: {rule.severity.value}\n{rest}".rstrip() + "\n"


def rules_json(listed: RuleList) -> dict[str, Any]:
    """Return the rules as a JSON document."""
    return {
        "status": "ok",
        "rules": [
            {"name": rule.name, "severity": rule.severity.value, "summary": rule.summary, "page": rule.page}
            for rule in listed.rules
        ],
    }


def rule_markdown_table(rules: Sequence[Rule]) -> str:
    """Return the table of rules for the documentation, with links, and without a final line end."""
    cells = [rule.summary.replace("|", "\\|") for rule in rules]
    rows = [
        f"| [`{rule.name}`](rules/{rule.name}.md) | {rule.severity.value} | {cell} |"
        for rule, cell in zip(rules, cells, strict=True)
    ]
    return "\n".join(["| rule | severity | what it says |", "|---|---|---|", *rows])


def rule_markdown(rule: Rule) -> str:
    """Return the page of a rule for the documentation."""
    rest = rule.page.partition("\n")[2].strip()
    paragraphs = re.sub(r"^(Why|Instead): ", r"\n**\1:** ", rest, flags=re.MULTILINE)
    return f"# {rule.name}\n\n**{rule.severity.value}**: {rule.summary}\n{paragraphs}".rstrip() + "\n"
