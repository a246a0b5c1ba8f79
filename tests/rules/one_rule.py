"""Run one rule over a project, and say what it finds in one line each."""

import json
from datetime import UTC, datetime

from conftest import Project

from journal.rules.support.rule import rules, run_rules
from journal.rules.support.subject import Finding, read_subject

NOW = datetime(2026, 1, 1, tzinfo=UTC)
BREAK = "\n--> statement-breakpoint\n"


def listed(project: Project, *tags: str) -> None:
    """A journal that lists these tags."""
    entries = [
        {"idx": idx, "version": "7", "when": 1_750_000_000_000 + idx * 60_000, "tag": tag, "breakpoints": True}
        for idx, tag in enumerate(tags)
    ]
    project.write("meta/_journal.json", json.dumps({"version": "7", "dialect": "postgresql", "entries": entries}))


def found(project: Project, module: str, *, on_folder: bool = False) -> list[str]:
    """What the rule finds, as `line:column message`."""
    rule = rules(module.replace("_", "-"))
    subject = read_subject(project.settings(), NOW)
    return [_line(one) for one in run_rules(subject, rule if on_folder else [], [] if on_folder else rule)]


def found_in(project: Project, sql: str | bytes, module: str, *, on_folder: bool = False) -> list[str]:
    """What it finds in 0000_a, which the journal lists."""
    project.migration("0000_a", sql)
    listed(project, "0000_a")
    return found(project, module, on_folder=on_folder)


def _line(finding: Finding) -> str:
    assert finding.place
    return f"{finding.place.line}:{finding.place.column} {finding.message}"
