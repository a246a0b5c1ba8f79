"""What `journal check` tells a test report: JUnit's XML, in which a rule that a file breaks is a failed test."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from journal.check import Checked
from journal.report.check.parts import PROJECT, RANK, accepted_of, counts, findings_of, sound, where
from journal.report.parts import counted, relative
from journal.rules.exceptions import Accepted
from journal.rules.finding import Finding

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class _Case:
    """One test. `outcome` is the element in it: failure, skipped or system-out; without one it passed."""

    suite: str
    name: str
    outcome: str = ""
    type: str = ""
    message: str = ""
    text: str = ""


def junit(checked: Checked) -> str:
    """A suite a file and one for the project; in it a test for each rule that is broken, or one that passed."""
    cases = sorted(_cases(checked), key=lambda case: (case.suite != PROJECT, case.suite))
    root = Element("testsuites", {"name": "journal check", **_numbers(cases)})
    for suite, group in groupby(cases, lambda case: case.suite):
        _suite(root, suite, list(group))
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _cases(checked: Checked) -> Iterator[_Case]:
    root = checked.subject.settings.root
    broken = sorted(findings_of(checked), key=lambda one: (_file(one, root), one.rule))
    for (suite, rule), group in groupby(broken, lambda one: (_file(one, root), one.rule)):
        yield _broken(checked, suite, rule, list(group))
    for one in accepted_of(checked):
        yield _accepted(one, root)
    yield from _passed(checked)


def _broken(checked: Checked, suite: str, rule: str, group: Sequence[Finding]) -> _Case:
    text = "\n\n".join(_words(one, checked.subject.settings.root) for one in group)
    counting = [one for one in group if counts(one, checked)]
    if not counting:
        return _Case(suite, rule, "system-out", text=text)
    worst = max(counting, key=lambda one: RANK[one.severity])
    message = worst.message if len(group) == 1 else f"{counted(len(group), 'finding')}; the first: {worst.message}"
    return _Case(suite, rule, "failure", worst.severity.value, message, text)


def _accepted(one: Accepted, root: Path) -> _Case:
    finding = one.finding
    name = f"{finding.rule} ({finding.tag})" if finding.tag else finding.rule
    return _Case(_file(finding, root), name, "skipped", message=one.reason, text=_words(finding, root))


def _passed(checked: Checked) -> Iterator[_Case]:
    """A test for each migration that no finding is about, and for the project, if none is about that."""
    every = [*checked.findings, *(one.finding for one in checked.accepted)]
    tags, paths = {one.tag for one in every}, {one.place.path if one.place else None for one in every}
    if None not in paths:
        yield _Case(PROJECT, PROJECT)
    for migration in checked.subject.folder.migrations:
        if migration.tag not in tags and migration.path not in paths:
            yield _Case(sound(relative(migration.path, checked.subject.settings.root)), sound(migration.tag))


def _file(finding: Finding, root: Path) -> str:
    return where(finding, root).path or PROJECT


def _words(finding: Finding, root: Path) -> str:
    at = ":".join(str(part) for part in where(finding, root) if part is not None)
    message = f"{at}: {finding.message}" if at else finding.message
    return f"{message}\nhelp: {finding.help}" if finding.help else message


def _suite(root: Element, name: str, cases: Sequence[_Case]) -> None:
    suite = SubElement(root, "testsuite", {"name": _allowed(name), **_numbers(cases)})
    for case in cases:
        element = SubElement(suite, "testcase", classname=_allowed(name), name=_allowed(case.name))
        if name != PROJECT:
            element.set("file", _allowed(name))
        if case.outcome:
            _outcome(element, case)


def _outcome(element: Element, case: _Case) -> None:
    told = SubElement(element, case.outcome)
    for key, value in (("type", case.type), ("message", case.message)):
        if value:
            told.set(key, _allowed(value))
    told.text = _allowed(case.text)


def _numbers(cases: Sequence[_Case]) -> dict[str, str]:
    outcomes = [case.outcome for case in cases]
    return {
        "tests": str(len(cases)),
        "failures": str(outcomes.count("failure")),
        "errors": "0",
        "skipped": str(outcomes.count("skipped")),
    }


def _allowed(text: str) -> str:
    """Text without the characters that XML 1.0 forbids; U+FFFD stands for each."""
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)
