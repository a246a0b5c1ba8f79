"""JUnit's XML, which CI systems show as a test report: cases in suites, for every verb."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from journal.escape import xml


@dataclass(frozen=True)
class Case:
    """One test. `outcome` is the element in it: failure, error, skipped or system-out; without one it passed."""

    suite: str
    name: str
    outcome: str = ""
    type: str = ""
    message: str = ""
    text: str = ""
    file: str = ""
    seconds: float | None = None


def junit_xml(name: str, cases: Sequence[Case]) -> str:
    """Return the document; cases of one suite must be adjacent."""
    root = Element("testsuites", {"name": name, **_numbers(cases)})
    for suite, group in groupby(cases, lambda case: case.suite):
        _suite(root, suite, list(group))
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _suite(root: Element, name: str, cases: Sequence[Case]) -> None:
    suite = SubElement(root, "testsuite", {"name": xml(name), **_numbers(cases)})
    for case in cases:
        element = SubElement(suite, "testcase", classname=xml(name), name=xml(case.name))
        if case.file:
            element.set("file", xml(case.file))
        if case.seconds is not None:
            element.set("time", f"{case.seconds:.3f}")
        if case.outcome:
            _outcome(element, case)


def _outcome(element: Element, case: Case) -> None:
    outcome = SubElement(element, case.outcome)
    for key, value in (("type", case.type), ("message", case.message)):
        if value:
            outcome.set(key, xml(value))
    outcome.text = xml(case.text)


def _numbers(cases: Sequence[Case]) -> dict[str, str]:
    outcomes = [case.outcome for case in cases]
    return {
        "tests": str(len(cases)),
        "failures": str(outcomes.count("failure")),
        "errors": str(outcomes.count("error")),
        "skipped": str(outcomes.count("skipped")),
    }
