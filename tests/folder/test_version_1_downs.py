"""Tests which down file reverts which folder of drizzle 1.0."""

from conftest import Project

from journal.folder.lookup import downs_by_tag
from journal.folder.version_1 import read_either
from journal.folder.version_1_downs import reverted_by
from journal.project.settings import load_settings

INVOICES, FIX, FIX_2 = "20150101000002_invoices", "20150101000003_fix", "20150101000009_fix"


def made(project: Project, *names: str) -> None:
    for name in names:
        project.write(f"migrations/{name}", "SELECT 1;\n")


def pairs(project: Project) -> dict[str, str]:
    return {tag: down.name for tag, down in downs_by_tag(read_either(load_settings(project.root))).items()}


def test_the_file_in_the_folder_wins_over_one_beside(project: Project) -> None:
    made(project, f"{INVOICES}/migration.sql", "0001_invoices.down.sql")
    assert pairs(project) == {INVOICES: "0001_invoices.down.sql"}
    made(project, f"{INVOICES}/down.sql")
    assert pairs(project) == {INVOICES: f"{INVOICES}/down.sql"}


def test_each_spelling_of_0_x_is_known() -> None:
    tags = (
        "0001_invoices.down",
        "0001_down_invoices",
        "down/0001_invoices",
        "0001_INVOICES_rollback",
        "7_invoices.undo",
    )
    for tag in tags:
        assert reverted_by([tag], [INVOICES, FIX]) == {tag: INVOICES}


def test_what_is_not_certain_is_paired_with_none(project: Project) -> None:
    assert reverted_by(["0002_fix.down"], [FIX, FIX_2]) == {}
    assert reverted_by(["0002_fix.down", "0008_fix.down"], [FIX]) == {}
    assert reverted_by(["0002_fixes.down", "0001_git_rollback", "fix", "0002"], [FIX]) == {}
    made(project, f"{FIX}/migration.sql", "0002_other.down.sql", "0003_git_rollback.sql")
    folder = read_either(load_settings(project.root))
    assert [(down.tag, down.reverts) for down in folder.downs] == [("0002_other.down", "")]
    assert [one.message.partition(":")[2] for one in folder.notes] == [" 0002_other.down.sql and 1 more."]


def test_a_paired_one_is_not_said_to_be_useless(project: Project) -> None:
    made(project, f"{INVOICES}/migration.sql", "0001_invoices.down.sql", f"{INVOICES}/notes.sql")
    folder = read_either(load_settings(project.root))
    assert folder.notes == ()
    assert [one.tag for one in folder.migrations] == [INVOICES, "0001_invoices.down"]
    assert [one.tag for one in folder.journal.entries] == [INVOICES]
