"""Every no-go of a handback has a test that goes from it to go by its printed help. A new one without a test fails."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from journal.handback.upgrade import BREAKS_1_0
from journal.rules.support.own_transaction import RULE

HERE = Path(__file__).parent
PACKAGE = HERE.parents[1] / "journal" / "handback"
WALKS = {
    "drizzle-kit-check": "test_no_go::test_a_snapshot_that_drizzle_kit_check_refuses_is_rebuilt",
    "file-exists": "test_version_0::test_a_file_in_the_way_is_no_go_until_it_is_moved",
    "folder-order": "test_version_0::test_an_order_that_is_not_certain_is_no_go_until_the_folders_are_renamed",
    "generate": "test_remedies::test_a_snapshot_with_the_content_of_the_one_before_is_rewritten",
    "journal": "test_no_go::test_an_edited_file_is_accepted",
    "ledger": "test_no_go::test_the_ledger_of_the_settings_is_that_of_drizzle_kit",
    "live-hashes": "test_no_go_live::test_what_is_no_table_gets_no_hash_and_no_name_until_its_table_is_named",
    "live-ledger": "test_no_go_live::test_a_row_with_another_hash_is_accepted",
    "live-manual-names": "test_no_go_live::test_old_and_new_names_are_no_go_until_all_are_those_of_the_files",
    "live-migrate": "test_no_go_live::test_a_row_of_an_entry_that_has_not_run_is_removed",
    "live-names": "test_live_names::test_a_migration_of_the_project_that_renames_is_no_go_until_the_names_are_its_own",
    "live-schema": "test_no_go_live::test_a_schema_of_no_entry_is_brought_to_one",
    "meta": "test_handback::test_move_meta_moves_the_folder_and_undo_moves_it_back",
    "migrate": "test_no_go::test_an_entry_that_changes_the_ledger_is_named",
    "out": "test_no_go::test_another_out_is_written_as_the_help_says",
    "prefix": "test_handback::test_a_prefix_that_sorts_before_existing_snapshots_is_no_go",
    "schema": "test_no_go::test_an_error_in_schema_ts_is_shown_with_its_line",
    "snapshots": "test_no_go::test_snapshots_in_no_chain_are_replaced",
    RULE: "test_begin_and_commit::test_a_pending_file_is_run_by_hand_and_is_then_a_note",
    "v1-generate": "test_upgrade::test_a_casing_that_1_0_ignores_is_no_go_until_the_columns_have_names",
    "v1-ledger": "test_upgrade::test_a_row_of_no_migration_stops_1_0_until_it_is_removed",
    "v1-migrate": "test_upgrade::test_a_row_of_no_migration_stops_1_0_until_it_is_removed",
    "v1-shared-prefix": "test_upgrade::test_names_that_1_0_cannot_tell_apart_are_renumbered",
    "v1-tag-without-underscore": "test_upgrade::test_names_that_1_0_cannot_tell_apart_are_renumbered",
    "v1-up": "test_upgrade::test_names_that_1_0_cannot_tell_apart_are_renumbered",
    "v1-when-does-not-rise": "test_upgrade::test_a_when_that_does_not_rise_is_no_go_until_it_and_the_rows_do",
    "v1-when-in-the-same-second": "test_upgrade::test_two_entries_in_one_second_are_no_go",
}


def names() -> Iterator[str]:
    """The first argument of each call of `no_go`."""
    for path in PACKAGE.rglob("*.py"):
        if "no_go(" not in (text := path.read_text()):
            continue
        for call in ast.walk(ast.parse(text)):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "no_go":
                yield from _values(call.args[0])


def _values(name: ast.expr) -> Iterator[str]:
    if isinstance(name, ast.Constant):
        yield name.value
        return
    match ast.unparse(name):
        case "RULE":
            yield RULE
        case "name":  # in `_generate_item` of upgrade.py
            yield "v1-generate"
        case "f'v1-{one.rule}'":
            yield from (f"v1-{rule}" for rule in BREAKS_1_0)
        case "one.rule":  # of `check`
            return
        case other:
            raise AssertionError(other)


def test_every_no_go_has_a_walk() -> None:
    assert {*names()} == WALKS.keys()


@pytest.mark.parametrize("walk", sorted({*WALKS.values()}))
def test_the_walk_exists(walk: str) -> None:
    file, _, function = walk.partition("::")
    assert f"def {function}(" in (HERE / f"{file}.py").read_text()
