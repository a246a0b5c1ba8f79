"""The items of the list that need no database."""

from conftest import Project

from journal.errors import Severity
from journal.handback.checklist import ItemVerdict, rule_items
from journal.rules.support.subject import Finding


def test_each_rule_that_warns_is_named_with_its_first_finding(project: Project) -> None:
    leak = [Finding(f"{file} sets search_path.", rule="leaking-setting") for file in ("0000_a.sql", "0001_b.sql")]
    note = Finding("Several statements.", rule="unmarked-statements", severity=Severity.NOTE)
    (item,) = rule_items(project.settings(), [*leak, note, Finding("No file.", rule="idle-ignore")])
    assert (item.name, item.verdict) == ("check", ItemVerdict.NOTE)
    assert item.message == "drizzle-journal check finds 3 warnings:"
    assert item.details == ("leaking-setting: 0000_a.sql sets search_path. (1 more)", "idle-ignore: No file.")


def test_an_error_has_to_be_fixed_and_notes_are_left_to_check(project: Project) -> None:
    error = Finding("No journal.", "Write one.", rule="journal-missing", severity=Severity.ERROR)
    (item,) = rule_items(project.settings(), [error, Finding("", rule="crlf", severity=Severity.NOTE)])
    assert (item.name, item.verdict, item.help) == ("journal-missing", ItemVerdict.NO_GO, "Write one.")
