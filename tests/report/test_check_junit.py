"""The JUnit document, read back by an XML parser."""

import os
import re
from xml.etree import ElementTree

from conftest import Project
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from judged import SECOND, Judged

from journal.errors import Severity
from journal.report.check.junit import junit
from journal.rules.support.exceptions import Accepted
from journal.verbs.check import CheckRequest, CheckResult, lint

FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def parsed(checked: CheckResult) -> ElementTree.Element:
    """The root, once the numbers of each suite and of the whole are found to be right."""
    root = ElementTree.fromstring(junit(checked).encode())
    for element in (root, *root):
        found = {"tests": "testcase", "failures": "failure", "errors": "error", "skipped": "skipped"}
        for key, tag in found.items():
            assert element.get(key) == str(len(list(element.iter(tag)))), (element.get("name"), key)
    return root


def test_the_whole_document(project: Project) -> None:
    judged = Judged(project)
    accepted = [Accepted(judged.error("Two.", judged.at(SECOND, 1, 1), tag="0001_second"), "we know")]
    checked = judged.checked(
        judged.note("Text is enough.", judged.at(SECOND, 2, 10)),
        judged.error("Listed twice.", judged.at("meta/_journal.json", 5, 8), help="Remove one."),
        accepted=accepted,
    )
    assert junit(checked) == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<testsuites name="drizzle-journal check" tests="5" failures="1" errors="0" skipped="1">\n'
        '  <testsuite name="project" tests="1" failures="0" errors="0" skipped="0">\n'
        '    <testcase classname="project" name="project" />\n'
        "  </testsuite>\n"
        '  <testsuite name="meta/_journal.json" tests="1" failures="1" errors="0" skipped="0">\n'
        '    <testcase classname="meta/_journal.json" name="duplicate-tag" file="meta/_journal.json">\n'
        '      <failure type="error" message="Listed twice.">meta/_journal.json:5:8: Listed twice.\n'
        "help: Remove one.</failure>\n"
        "    </testcase>\n"
        "  </testsuite>\n"
        '  <testsuite name="migrations/0000_first.sql" tests="1" failures="0" errors="0" skipped="0">\n'
        '    <testcase classname="migrations/0000_first.sql" name="0000_first" file="migrations/0000_first.sql" />\n'
        "  </testsuite>\n"
        '  <testsuite name="migrations/0001_second.sql" tests="2" failures="0" errors="0" skipped="1">\n'
        '    <testcase classname="migrations/0001_second.sql" name="squawk/prefer-text"'
        ' file="migrations/0001_second.sql">\n'
        "      <system-out>migrations/0001_second.sql:2:10: Text is enough.</system-out>\n"
        "    </testcase>\n"
        '    <testcase classname="migrations/0001_second.sql" name="duplicate-tag (0001_second)"'
        ' file="migrations/0001_second.sql">\n'
        '      <skipped message="we know">migrations/0001_second.sql:1:1: Two.</skipped>\n'
        "    </testcase>\n"
        "  </testsuite>\n"
        "</testsuites>\n"
    )


def test_a_clean_run_is_all_green(project: Project) -> None:
    root = parsed(Judged(project).checked())
    assert [case.get("name") for case in root.iter("testcase")] == ["project", "0000_first", "0001_second"]
    assert root.get("failures") == "0"


def test_a_real_folder_adds_up(project: Project) -> None:
    Judged(project)
    names = [case.get("name") for case in parsed(lint(project.settings(), CheckRequest())).iter("testcase")]
    assert "file-without-entry" in names
    assert "0001_second" not in names


def test_findings_of_one_rule_in_one_file_are_one_test(project: Project) -> None:
    [failure] = [one for one in parsed(Judged(project).every_kind()).iter("failure") if "gap" in str(one.text)]
    assert failure.get("message") == "2 findings; the first: There is a gap."
    assert failure.text == "meta/_journal.json:5:6: There is a gap.\n\nmeta/_journal.json:5:6: And another."


def test_a_finding_below_fail_on_does_not_fail(project: Project) -> None:
    judged = Judged(project)
    root = parsed(judged.checked(judged.warning("w"), judged.error("e"), fail_on=Severity.ERROR))
    assert [failure.text for failure in root.iter("failure")] == ["e"]
    assert [out.text for out in root.iter("system-out")] == ["w"]


def test_hostile_text_survives(project: Project) -> None:
    judged = Judged(project)
    text = "\"'<&>]]>\0\x1b[31m\ufffe"
    finding = judged.error(text, judged.at(os.fsdecode(b'\xff\x1b".sql')), rule="a<b", tag=text)
    suite = parsed(judged.checked(finding, accepted=[Accepted(finding, text)]))[-1]
    sound = "\"'<&>]]>\ufffd\ufffd[31m\ufffd"
    assert suite.get("name") == '\ufffd\ufffd".sql'
    assert [case.get("name") for case in suite] == ["a<b", f"a<b ({sound})"]
    assert [one.get("message") for case in suite for one in case] == [sound, sound]
    assert [one.text for case in suite for one in case] == [f'\ufffd\ufffd".sql: {sound}'] * 2


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(message=st.text(st.characters(), min_size=1), reason=st.text(st.characters(), min_size=1))
def test_every_text_comes_back(project: Project, message: str, reason: str) -> None:
    judged = Judged(project)
    finding = judged.error(message, tag=message)
    root = parsed(judged.checked(finding, accepted=[Accepted(finding, reason)]))
    assert [failure.get("message") for failure in root.iter("failure")] == [FORBIDDEN.sub("\ufffd", message)]
    assert [skipped.get("message") for skipped in root.iter("skipped")] == [FORBIDDEN.sub("\ufffd", reason)]
