"""What a person reads: wording, carets and colours."""

import os
import subprocess
import sys
from dataclasses import replace

from conftest import Project
from judged import FIRST, SECOND, Judged

from journal.errors import Severity
from journal.report.check.text import check_text
from journal.rules.support.exceptions import Accepted
from journal.verbs.check import CheckRequest, lint


def unseen(project: Project) -> str:
    """The sentence about edits that could not be found."""
    command = project.settings().command("bootstrap")
    return (
        f"Edited migrations were not checked: the journal has no hashes. Type: {command}; or pass --base origin/main.\n"
    )


def told(judged: Judged, line: str, column: int) -> list[str]:
    """The two lines of the excerpt for a line of the first migration."""
    judged.project.write(FIRST, line)
    lines = check_text(judged.checked(judged.error("No.", judged.at(FIRST, 1, column))), colours=False).split("\n")
    return lines[4:6]


def test_every_kind_of_finding_by_file(project: Project) -> None:
    assert check_text(Judged(project).every_kind(), colours=False) == (
        "Failed: 2 errors, 3 warnings, 1 note in 4 files; 1 accepted.\n"
        "\n"
        "project\n"
        "error[duplicate-tag] Nobody lists anything.\n"
        "\n"
        "meta/_journal.json\n"
        "warning[gapped-idx] 5:6 There is a gap.\n"
        '  5 |     {"idx": 0, "when": 1755216000000, "tag": "0000_first", "version": "7", "breakpoints": true}\n'
        "    |      ^\n"
        "warning[gapped-idx] 5:6 And another.\n"
        '  5 |     {"idx": 0, "when": 1755216000000, "tag": "0000_first", "version": "7", "breakpoints": true}\n'
        "    |      ^\n"
        "\n"
        "meta/gone.json\n"
        "warning[gapped-idx] 3:4 It has gone.\n"
        "\n"
        "migrations/0000_first.sql\n"
        "error[duplicate-tag] 1:8 Listed twice.\n"
        "  1 | CREATE TABLE a (id int);\n"
        "    |        ^\n"
        "  help: Remove one.\n"
        "\n"
        "migrations/0001_second.sql\n"
        "note[squawk/prefer-text] 2:10 Text is enough.\n"
        "  2 | \tname\tvarchar(3)\n"
        "    | \t    \t   ^\n"
        "\n"
        "accepted[duplicate-tag] 0000_first: it ran twice, and that was meant\n"
        "\n"
        "2 errors, 3 warnings, 1 note in 4 files; 1 accepted.\n"
        f"{unseen(project)}"
        "drizzle-journal rules RULE-NAME explains a rule.\n"
        "Next: migrations/0000_first.sql:1:8: Remove one.\n"
    )


def test_several_notes_of_one_rule_are_counted_unless_they_count(project: Project) -> None:
    judged = Judged(project)
    several = [judged.note("Text is enough.", judged.at(SECOND, 2, 10), help="Use it."), judged.note("Here, too.")]
    own = [replace(one, rule="no-down-file", message="No.") for one in (several[0], several[0])]
    single = replace(several[0], rule="comment-only", message="Only one.")
    text = check_text(judged.checked(*several, *own, single), colours=False)
    assert text == (
        "Passed: 5 notes in 1 file.\n"
        "\n"
        "migrations/0001_second.sql\n"
        "note[comment-only] 2:10 Only one.\n"
        "  2 | \tname\tvarchar(3)\n"
        "    | \t    \t   ^\n"
        "  help: Use it.\n"
        "\n"
        "note[squawk/prefer-text] 2 in 1 file, first project: Here, too.\n"
        "note[no-down-file] 2 in 1 file, first migrations/0001_second.sql:2:10: No.\n"
        "  help: Use it.\n"
        "\n"
        "5 notes in 1 file.\n"
        f"{unseen(project)}"
        "Notes of the same rule are counted, not listed. To list each: --fail-on note (exit code 1), or --json.\n"
        "drizzle-journal rules RULE-NAME explains a rule.\n"
    )
    text = check_text(judged.checked(*several, *own, fail_on=Severity.NOTE), colours=False)
    assert text.count("note[squawk/prefer-text]") == 2
    assert text.count("help: Use it.") == 3


def test_a_real_folder_is_reported_like_a_constructed_one(project: Project) -> None:
    Judged(project)
    text = check_text(lint(project.settings(), CheckRequest()), colours=False)
    assert f"{SECOND}\nerror[file-without-entry] 0001_second.sql is not in the journal" in text


def test_nothing_found(project: Project) -> None:
    assert check_text(Judged(project).checked(), colours=False) == f"No findings in 2 migrations.\n{unseen(project)}"


def test_accepted_findings_are_shown_without_open_ones(project: Project) -> None:
    judged = Judged(project)
    accepted = [
        Accepted(judged.error("It is."), "we know"),
        Accepted(judged.error("It is.", judged.at("meta")), "we\nknow"),
    ]
    assert check_text(judged.checked(accepted=accepted), colours=False) == (
        "No findings in 2 migrations; 2 accepted.\n"
        "\n"
        "accepted[duplicate-tag] project: we know\n"
        "accepted[duplicate-tag] meta: we know\n"
        "\n"
        "No findings in 2 migrations; 2 accepted.\n"
        f"{unseen(project)}"
    )


def test_errors_come_first_in_a_file_and_then_the_lines_in_order(project: Project) -> None:
    judged = Judged(project)
    checked = judged.checked(
        judged.warning("w1", judged.at(FIRST, 1)),
        judged.error("e9", judged.at(FIRST, 9)),
        judged.note("a", judged.at(FIRST)),
        judged.error("e2", judged.at(FIRST, 2)),
    )
    lines = check_text(checked, colours=False).split("\n")
    assert [line.rpartition(" ")[2] for line in lines[3:7]] == ["e2", "e9", "w1", "a"]


def test_a_long_line_is_cut_around_the_caret(project: Project) -> None:
    line, caret = told(Judged(project), "a" * 200 + "X" + "b" * 200, 201)
    assert line == f"  1 | … {'a' * 60}X{'b' * 59} …"
    assert caret.index("^") == line.index("X")


def test_a_long_line_is_cut_on_one_side_near_its_ends(project: Project) -> None:
    judged = Judged(project)
    assert told(judged, "X" + "b" * 200, 1)[0] == f"  1 | X{'b' * 119} …"
    line, caret = told(judged, "a" * 200 + "X", 201)
    assert line == f"  1 | … {'a' * 119}X"
    assert caret.index("^") == line.index("X")


def test_the_caret_is_below_wide_and_combining_characters(project: Project) -> None:
    judged = Judged(project)
    assert told(judged, "日本 X", 4) == ["  1 | 日本 X", "    |      ^"]
    assert told(judged, "e\u0301 X", 4) == ["  1 | e\u0301 X", "    |   ^"]


def test_a_column_behind_the_end_of_the_line_is_at_its_end(project: Project) -> None:
    assert told(Judged(project), "SELECT 1\r\n", 99) == ["  1 | SELECT 1", "    |          ^"]


def test_no_control_character_reaches_the_terminal(project: Project) -> None:
    judged = Judged(project)
    hostile = "\x1b[2J\x07\u202e\x9b"
    finding = judged.error(f"M{hostile}", judged.at(FIRST, 1, 1), help=f"H{hostile}\nsecond", tag=f"T{hostile}")
    judged.project.write(FIRST, f"S{hostile}")
    text = check_text(judged.checked(finding, accepted=[Accepted(finding, f"R{hostile}")]), colours=False)
    assert [char for char in text if not char.isprintable() and char != "\n"] == []
    assert "  help: H\\x1b[2J\\x07\\u202e\\x9b\\nsecond\n" in text


def test_a_file_that_cannot_be_shown_has_no_excerpt(project: Project) -> None:
    judged = Judged(project)
    project.write("meta/latin.json", "é x\n".encode("latin-1"))
    places = [judged.at(name, 1, 3) for name in ("meta", "meta/latin.json", "meta/\0.json", "meta/none.json")]
    lines = check_text(judged.checked(*(judged.error("No.", place) for place in places)), colours=False).split("\n")
    assert [line for line in lines if " | " in line] == ["  1 | \N{REPLACEMENT CHARACTER} x", "    |   ^"]


def test_a_name_that_is_not_utf8_can_be_written(project: Project) -> None:
    judged = Judged(project)
    name = os.fsdecode(b"migrations/0002_\xff.sql")
    text = check_text(judged.checked(judged.error(f"{name} is odd.", judged.at(name))), colours=False)
    assert "\n\nmigrations/0002_\N{REPLACEMENT CHARACTER}.sql\n".encode() in text.encode()


def test_colours_change_nothing_but_the_colours(project: Project) -> None:
    checked = Judged(project).every_kind()
    text = check_text(checked, colours=True)
    assert "\x1b[1;31merror[duplicate-tag]\x1b[0m 1:8 Listed twice.\n" in text
    codes = ("1;4", "1;31", "1;33", "1;36", "2", "0")
    for code in codes:
        text = text.replace(f"\x1b[{code}m", "")
    assert text == check_text(checked, colours=False)


def test_rich_is_not_imported_for_it() -> None:
    code = "import sys; import journal.report.check.text; sys.exit('rich' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
