"""JUnit's XML, which CI systems show as a test report: cases in suites, for every verb."""

from collections.abc import Sequence
from itertools import groupby
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from journal.dataclass import dataclass
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


def junit_xml(program: str, cases: Sequence[Case]) -> str:
    """Return the document; cases of one suite must be adjacent."""
    root = Element("testsuites", {"name": program, **_numbers(cases)})
    for name, group in groupby(cases, lambda case: case.suite):
        tests = list(group)
        suite = SubElement(root, "testsuite", {"name": xml(name), **_numbers(tests)})
        for case in tests:
            element = SubElement(suite, "testcase", classname=xml(name), name=xml(case.name))
            if case.file:
                element.set("file", xml(case.file))
            if case.seconds is not None:
                element.set("time", f"{case.seconds:.3f}")
            if case.outcome:
                named = {key: xml(value) for key, value in (("type", case.type), ("message", case.message)) if value}
                SubElement(element, case.outcome, named).text = xml(case.text)
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _numbers(cases: Sequence[Case]) -> dict[str, str]:
    outcomes = [case.outcome for case in cases]
    return {
        "tests": str(len(cases)),
        "failures": str(outcomes.count("failure")),
        "errors": str(outcomes.count("error")),
        "skipped": str(outcomes.count("skipped")),
    }
