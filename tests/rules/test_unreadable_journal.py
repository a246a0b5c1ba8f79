"""Of a journal that cannot be read, only that is found: nothing that depends on its entries was looked at."""

import shutil

import pytest
from conftest import HERE, Project
from rules.test_exceptions import COMMIT, REQUEST
from rules.test_folder_rules import CASES, healthy, journal

from journal.report.check.text import check_text
from journal.verbs.check import accept_finding, lint

BROKEN = ("{", "", "[]", "{\n<<<<<<< HEAD\n", '{"version": "7"}')
ABOUT_THE_JOURNAL = {"journal-unreadable", "journal-missing", "merge-conflict", "stray-meta-file"}


def found(project: Project) -> set[tuple[str, str | None, str]]:
    return {(one.rule, one.tag, one.message) for one in lint(project.settings(), REQUEST).findings}


def breaks_to_nothing_new(project: Project) -> None:
    before = found(project)
    for text in BROKEN:
        project.journal.write_text(text)
        assert {one for one in found(project) - before if one[0] not in ABOUT_THE_JOURNAL} == set(), text


LISTED_DOWN = "down-file-in-journal"  # it is a forward file where it is listed, which is not known then


@pytest.mark.parametrize("case", [case for case in CASES if CASES[case][0] not in (*ABOUT_THE_JOURNAL, LISTED_DOWN)])
def test_a_journal_that_cannot_be_read_adds_no_other_finding(project: Project, case: str) -> None:
    entries = healthy(project, "0000_a", "0001_b", "0002_c")
    journal(project, entries)
    CASES[case][1](project, entries)
    breaks_to_nothing_new(project)


def test_nor_in_the_sample(project: Project) -> None:
    for name in ("migrations", "meta"):
        shutil.copytree(HERE.parent / name, project.root / name, dirs_exist_ok=True)
    breaks_to_nothing_new(project)


def test_exceptions_are_not_called_obsolete(project: Project) -> None:
    entries = healthy(project, "0000_a", "0001_b")
    project.migration("0000_a", f"{COMMIT}commit; -- journal-ignore transaction-control: by hand\n")
    entries[1]["when"] = entries[0]["when"]
    journal(project, entries)
    accept_finding(project.settings(), REQUEST, "when-does-not-rise", "0001_b", "by hand")
    assert lint(project.settings(), REQUEST).passed
    project.journal.write_text(project.journal.read_text()[:-20])
    checked = lint(project.settings(), REQUEST)
    assert [one.rule for one in checked.findings] == ["journal-unreadable"]
    assert "Entries, their files and accepted findings were not compared" in check_text(checked, colours=False)
