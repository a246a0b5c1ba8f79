"""`drizzle-journal check` as JUnit's XML, in which a rule that a file breaks is a failed test."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from journal.escape import unicode
from journal.report.check.parts import RANK, accepted_of, counts, findings_of, where
from journal.report.junit import Case, junit_xml
from journal.report.parts import counted, relative
from journal.rules.support.acceptances import PROJECT
from journal.rules.support.subject import Finding
from journal.verbs.check import CheckResult


def junit(checked: CheckResult) -> str:
    """Return a suite for each file and one for the project, with a test for each broken rule, or one that passed."""
    cases = sorted(_cases(checked), key=lambda case: (case.suite != PROJECT, case.suite))
    return junit_xml(
        "drizzle-journal check", [replace(case, file="" if case.suite == PROJECT else case.suite) for case in cases]
    )


def _cases(checked: CheckResult) -> Iterator[Case]:
    root = checked.subject.settings.root
    broken = sorted(findings_of(checked), key=lambda one: (_file(one, root), one.rule))
    for (suite, rule), group in groupby(broken, lambda one: (_file(one, root), one.rule)):
        found = list(group)
        text = "\n\n".join(_words(one, root) for one in found)
        counting = [one for one in found if counts(one, checked)]
        if not counting:
            yield Case(suite, rule, "system-out", text=text)
            continue
        worst = max(counting, key=lambda one: RANK[one.severity])
        message = worst.message if len(found) == 1 else f"{counted(len(found), 'finding')}; the first: {worst.message}"
        yield Case(suite, rule, "failure", worst.severity.value, message, text)
    for one in accepted_of(checked):
        name = f"{one.finding.rule} ({one.finding.tag})" if one.finding.tag else one.finding.rule
        text = _words(one.finding, root)
        yield Case(_file(one.finding, root), name, "skipped", message=one.reason, text=text)
    # A passed test for each migration without findings, and for the project, if it has none.
    every = [*checked.findings, *(one.finding for one in checked.accepted)]
    tags, paths = {one.tag for one in every}, {one.place.path if one.place else None for one in every}
    if None not in paths:
        yield Case(PROJECT, PROJECT)
    for migration in checked.subject.folder.migrations:
        if migration.tag not in tags and migration.path not in paths:
            yield Case(unicode(relative(migration.path, root)), unicode(migration.tag))


def _file(finding: Finding, root: Path) -> str:
    return where(finding, root).path or PROJECT


def _words(finding: Finding, root: Path) -> str:
    at = ":".join(str(part) for part in where(finding, root) if part is not None)
    message = f"{at}: {finding.message}" if at else finding.message
    return f"{message}\nhelp: {finding.help}" if finding.help else message
