"""Which down file belongs to which migration."""

import pytest
from conftest import Project

from journal.folder.lookup import downs_by_tag, forward_of
from journal.folder.read import read_folder

PAIRS = [
    ("20250815_add_users", "20250815_down_add_users"),
    ("0001_a", "0001_a.down"),
    ("0001_a.up", "0001_a.down"),
    ("0001_a_up", "0001_a_down"),
    ("0001_a", "0001_a.rollback"),
    ("0001_a", "down/0001_a"),
    ("0001_A", "0001_a_DOWN"),
    ("0001_a", "0001_a_revert"),
    ("0001_a", "0001_a.undo"),
    ("0001_a", "0001_rollback_a"),
    ("0001_scale_down_workers", "0001_scale_down_workers_down"),
    ("20260301-a", "20260301-a-down"),
]


@pytest.mark.parametrize(("up", "down"), PAIRS)
def test_a_down_file_belongs_to_the_migration_of_its_name(project: Project, up: str, down: str) -> None:
    for tag in (up, down, "0002_other"):
        project.migration(tag)
    folder = read_folder(project.settings())
    assert {tag: one.tag for tag, one in downs_by_tag(folder).items()} == {up: down}
    found = forward_of(folder, folder.downs[0])
    assert found is not None
    assert found.tag == up


def test_a_down_file_without_migration_belongs_to_none(project: Project) -> None:
    project.migration("0001_a")
    project.migration("0002_b.down")
    folder = read_folder(project.settings())
    assert downs_by_tag(folder) == {}
    assert forward_of(folder, folder.downs[0]) is None
