"""The items about the next file of drizzle-kit."""

from datetime import UTC, datetime, tzinfo
from importlib import import_module

import pytest
from conftest import NODE_PACKAGES, Project
from handback.test_handback import handed
from verbs.test_scaffold_unlisted import copy_case

from journal.handback.checklist import ItemVerdict


class Stopped(datetime):
    """A clock that stands still, as for a run that takes less than a second."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> "Stopped":
        return cls(2026, 11, 28, 17, 48, 56, tzinfo=tz or UTC)


def test_a_bridge_of_this_second_sorts_before_the_next_snapshot(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy_case("bridge-timestamp-race", project.root)
    (project.root / "node_modules").symlink_to(NODE_PACKAGES)
    monkeypatch.setattr(import_module("journal.handback.complete"), "datetime", Stopped)
    result = handed(project, bridge=True, dry_run=True)
    assert result.bridge and result.bridge.tag == "20261128174856_drizzle_names"
    prefix = {one.name: one for one in result.items}["prefix"]
    assert (prefix.verdict, prefix.message) == (
        ItemVerdict.GO,
        "The next snapshot of drizzle-kit sorts after all others.",
    )
