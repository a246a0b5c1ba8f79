"""Which names are down files: by their spelling, or beside the migration that they revert."""

import pytest
from conftest import Project

from journal.folder.down_names import down_tags
from journal.folder.read import read_folder

BY_THEMSELVES = (
    "0001_add_users.down",
    "0001_add_users.Down",
    "0001_add_users.rollback",
    "20260301_add_users.undo",
    "20260301_add_users.UNDO",
    "1755216000_add_users.revert",
    "down/0001_add_users",
    "team/down/0001_add_users",
    "DOWN/0001_ADD_USERS",
    "down",
    "rollback",
)
BESIDE = {
    "20250815_down_add_byte_award": "20250815_add_byte_award",
    "0001_add_users_down": "0001_add_users",
    "0001_add_users-down": "0001_add_users",
    "U2__add_users": "V2__add_users",
    "V2__undo": "V2__add_users",
    "2024-01-20-coupons_down_": "2024-01-20-coupons",
    "0001_add_users_rollback": "0001_add_users",
    "0001_ADD_USERS_ROLLBACK": "0001_add_users",
    "0001_add_users_revert": "0001_add_users",
    "V7__add_users_undo": "V7__add_users",
    "0001_DOWN_ADD_USERS": "0001_add_users",
    "0001_rollback_add_users": "0001_add_users",
    "0003_rollback": "0003_add_users",
    "2026-03-01-add-users-down": "2026-03-01-add-users",
    "0001_add_users_DOWN": "0001_add_users_up",
    "20260301120000_scale_down_jobs_down": "20260301120000_scale_down_jobs",
}


@pytest.mark.parametrize("tag", BY_THEMSELVES)
def test_a_spelling_of_its_own_is_a_down_file_also_without_its_migration(tag: str) -> None:
    assert down_tags([tag, "0002_other"]) == {tag}


@pytest.mark.parametrize("tag", BESIDE)
def test_other_spellings_are_down_files_only_beside_their_migration(tag: str) -> None:
    assert down_tags([tag, BESIDE[tag], "0009_other"]) == {tag}
    assert down_tags([tag, "0009_other"]) == set()


@pytest.mark.parametrize("tag", [*BY_THEMSELVES, *BESIDE])
def test_what_the_journal_lists_is_forward_with_any_name(tag: str) -> None:
    assert down_tags([tag, BESIDE.get(tag, "0001_add_users")], listed=[tag]) == set()


def test_an_entry_whose_file_is_missing_still_has_its_down_file() -> None:
    assert down_tags(["0001_a_down"], listed=["0001_a"]) == {"0001_a_down"}


@pytest.mark.parametrize(
    "tag",
    [
        "0001_smart_deploys_and_git_rollback",
        "0012_count_down_timer",
        "20260301_scale_down",
        "20260301101500_price_revert",
        "0003_markdown_column",
        "0003_countdown",
        "0003_downloads",
        "0003_rollback_policy_table",
        "0003_shutdown_flag",
        "0003-write-down",
        "0003_RATE_ROLLBACK",
        "countdown/0003_timer",
    ],
)
def test_a_migration_may_have_such_a_word_in_its_name(tag: str) -> None:
    assert down_tags([tag, "0000_init", "0002_fix_runs", "20260302_other"]) == set()


def test_an_ignored_migration_still_has_its_down_file(project: Project) -> None:
    project.migration("0001_a")
    project.migration("0002_b")
    project.migration("0002_b_down")
    project.write("journal.toml", 'ignore = [{ file = "0002_b.sql", reason = "by hand" }]')
    assert [down.tag for down in read_folder(project.settings()).downs] == ["0002_b_down"]
