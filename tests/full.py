"""The long oracles: CI tries a part of each, the same one every time, and with JOURNAL_FULL=1 all of it is tried.

JOURNAL_FULL=1 runs 63,000 tests, a call without CI 13,400, and CI 10,700 (end of November 2026). What is left out:

- `part` takes one in so many of the parameters of a test, also without CI; some tests are smaller without FULL;
- the mark `only_full` is on single tests that take long beside others of their kind, also without CI;
- SAMPLED: one in so many of the parameters of each function of a file; HALVED: half of its other functions; in CI only;
- `attacks/test_attacks.py` tries each attack on one call, each call once, and a part of what is many of a sort.

In CI, the folders of handback and verbs take two fifths of the time, for drizzle-kit: a start of 0.31 is 0.4 s of
the processor, one of 1.0 0.8 s.
"""

import os
from collections.abc import Sequence
from typing import TypeVar
from zlib import crc32

FULL = bool(os.environ.get("JOURNAL_FULL"))

_Item = TypeVar("_Item")


def part(items: Sequence[_Item], every: int) -> Sequence[_Item]:
    """The first item of so many and of each that many after it; all of them where all is tried."""
    return items if FULL else items[::every]


SAMPLED = {
    "adopt/test_adopted_histories.py": 5,
    "adopt/test_adopted_to_version_1.py": 2,
    "adopt/test_findings.py": 3,
    "adopt/test_strange_folders.py": 4,
    "authoring/test_derive.py": 5,
    "authoring/test_small_changes.py": 4,
    "baseline/test_baseline.py": 5,
    "baseline/test_baseline_version_1.py": 25,
    "baseline/test_draft.py": 3,
    "baseline/test_live_schemas.py": 11,
    "baseline/test_baseline_restore.py": 4,
    "baseline/test_source.py": 4,
    "catalog/test_changes.py": 12,
    "catalog/test_following.py": 5,
    "catalog/test_reading.py": 5,
    "catalog/test_script.py": 4,
    "cli/test_every_call.py": 5,
    "connect/test_hostile_database.py": 4,
    "connect/test_hostile_relations.py": 4,
    "connect/test_interrupts.py": 2,
    "connect/test_write_lock_renames.py": 3,
    "diagnosis/test_damage.py": 10,
    "docs/test_pages_run.py": 5,
    "drizzle/test_kit_check.py": 8,
    "drizzle/test_check_failures.py": 3,
    "drizzle/test_variables.py": 4,
    "handback/test_begin_and_commit.py": 2,
    "handback/test_fixes.py": 4,
    "handback/test_handback_oddities.py": 2,
    "handback/test_handwritten.py": 8,
    "handback/test_hostile_kit.py": 4,
    "handback/test_kills_of_files.py": 8,
    "handback/test_kit_deviations.py": 2,
    "handback/test_landing.py": 4,
    "handback/test_no_go.py": 6,
    "handback/test_no_go_live.py": 2,
    "handback/test_remedies.py": 3,
    "handback/test_upgrade.py": 2,
    "handback/test_version_1_ledger.py": 2,
    "handback/test_version_1_oddities.py": 5,
    "handback/test_version_1_projects.py": 20,
    "handback/test_version_1_landing.py": 2,
    "handback/test_way_back.py": 3,
    "ledger/test_cut_connections.py": 4,
    "ledger/test_kills.py": 2,
    "ledger/test_live_columns.py": 4,
    "ledger/test_live_objects.py": 4,
    "ledger/test_recreated_objects.py": 5,
    "ledger/test_row_security.py": 4,
    "ledger/test_write_faults.py": 3,
    "project/drizzle_config/test_url_of_drizzle_kit.py": 6,
    "rebase/test_situations.py": 20,
    "rebuild/test_database.py": 2,
    "rehearsal/test_drizzle_agrees.py": 2,
    "rehearsal/test_faults.py": 6,
    "rules/test_beside_kit_check_1.py": 4,
    "server/test_contract.py": 4,
    "server/test_identity.py": 4,
    "server/test_isolation.py": 2,
    "server/test_own_settings.py": 4,
    "snapshot/test_ambiguous_sql.py": 4,
    "snapshot/test_contents.py": 12,
    "snapshot/test_handwritten_sql.py": 4,
    "snapshot/test_histories_to_version_1.py": 80,
    "snapshot/test_render.py": 2,
    "snapshot/test_snapshots.py": 3,
    "snapshot/typescript/test_schema_ts.py": 16,
    "squash/test_composition.py": 3,
    "squash/test_squash_histories.py": 136,
    "squash/test_squash_projects.py": 44,
    "test_hostile_folders_of_version_1.py": 16,
    "test_verbs_on_layouts.py": 7,
    "testdata/test_fill_everywhere.py": 5,
    "testdata/test_fill_forms.py": 4,
    "squash/test_odd_folders.py": 3,
    "verbs/test_check_after_generate.py": 6,
    "verbs/test_repair.py": 4,
    "verbs/test_repair_generations.py": 5,
    "verbs/test_schema_of_projects.py": 3,
    "verbs/test_snapshot_graphs_version_1.py": 5,
    "verbs/test_snapshot_version_1.py": 5,
    "verbs/test_stamp.py": 4,
    "verbs/test_stamp_replaces.py": 4,
    "verbs/test_status_leads_out.py": 4,
    "verbs/test_unstamp.py": 5,
}
"""Of the tests in these files that have parameters, CI runs one in so many of each function, the same ones every time.

The file is below tests/. Who runs them without CI runs all.
"""


HALVED = frozenset(f"handback/test_{name}.py" for name in (
    "carried_along", "fixes", "handback", "handback_oddities", "live_names", "no_go", "no_go_live", "remedies",
    "new_lock", "version_0_cases", "version_0_run", "version_1_upgrade", "upgrade",
)) | {
    "adopt/test_adopted_to_version_1.py", "adopt/test_adoption.py", "adopt/test_changes_by_hand.py",
    "adopt/test_strange_folders.py",
    "baseline/test_baseline.py", "baseline/test_exclusion.py", "baseline/test_baseline_restore.py",
    "rebase/test_sides.py", "rebase/test_undo_rebase.py", "rebase/test_unrecorded.py", "snapshot/test_contents.py",
    "snapshot/test_judge.py", "snapshot/test_snapshots.py",
    "squash/test_manual_ledgers.py", "squash/test_settings_of_squash.py",
    "verbs/test_check_after_generate.py", "verbs/test_new_version_1.py", "verbs/test_snapshot_graphs_version_1.py",
    "verbs/test_snapshot_version_1.py",
}  # fmt: skip
"""Of the tests in these files that have no parameters, CI runs about half: each runs drizzle-kit several times."""


def is_in_half(file: str, function: str) -> bool:
    """Tell whether CI runs a test without parameters."""
    return FULL or not os.environ.get("CI") or file not in HALVED or crc32(function.encode()) % 2 == 0


def is_sampled(file: str, function: str, number: int, total: int) -> bool:
    """Tell whether CI runs a test: `number` counts the `total` ones of a function, from 0; at least one of them runs.

    The first one differs by function.
    """
    every = 1 if FULL or not os.environ.get("CI") else min(SAMPLED.get(file, 1), total)
    return (number + number // every + crc32(function.encode())) % every == 0  # not the same one of each round
