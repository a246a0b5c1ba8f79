"""Run rules over a folder, or over one migration."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from journal.rules.support.exceptions import Sorted
from journal.rules.support.finding import Finding
from journal.rules.support.rule import Rule
from journal.rules.support.script import ParsedMigration
from journal.rules.support.subject import Subject
from journal.sql.parser import LARGEST_FILE

_NOT_CHECKED = "sql-not-checked"
_LONGEST = 2000


def run_rules(subject: Subject, on_folder: Sequence[Rule], on_sql: Sequence[Rule]) -> Iterator[Finding]:
    """All findings, rule by rule for the folder, then migration by migration for SQL."""
    for rule in on_folder:
        yield from (_of(rule, finding) for finding in rule.check(subject))
    for migration in subject.folder.forwards if on_sql else ():
        yield from _on_script(ParsedMigration(subject, migration, migration.tag in subject.listed), on_sql)


def run_on_exceptions(result: Sorted, rules: Sequence[Rule]) -> Iterator[Finding]:
    """What is to be said of the exceptions themselves."""
    for rule in rules:
        yield from (_of(rule, finding) for finding in rule.check(result))


def _on_script(script: ParsedMigration, rules: Sequence[Rule]) -> Iterator[Finding]:
    is_data = len(script.migration.raw) > LARGEST_FILE
    for rule in rules:
        if is_data and rule.name != _NOT_CHECKED:
            continue
        for finding in rule.check(script):
            yield _of(rule, replace(finding, tag=script.tag))


def _of(rule: Rule, finding: Finding) -> Finding:
    return replace(finding, message=_cut(finding.message), rule=rule.name, severity=rule.severity)


def _cut(message: str) -> str:
    """PostgreSQL quotes the rest of the file after an open quote; a sentence needs its beginning."""
    return (
        message if len(message) <= _LONGEST else f"{message[:_LONGEST]} … ({len(message) - _LONGEST:,} more characters)"
    )
