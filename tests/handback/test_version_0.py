"""Tests the plan of `handback --to 0.x`: names, moments and what stands in the way."""

import pytest
from conftest import Project

from journal.folder.version_1 import read_version_1
from journal.handback.version_0 import plan_version_0, rising

A = "20250101000000_a"


@pytest.mark.parametrize(
    ("names", "what"),
    [
        (("20250101000000_a", "2025010200000_b"), "do not begin with 14 digits"),
        (("20250101000000_ä", "20250101000000_b"), "is not known: it depends"),
        (("20251301000000_a", "20260101000000_b"), ""),
        (("20251401000000_a", "20260101000000_b"), "The moments do not rise"),
    ],
)
def test_an_order_that_is_not_certain_is_no_go_until_the_folders_are_renamed(
    names: tuple[str, ...], what: str, project: Project
) -> None:
    for name in names:
        project.write(f"migrations/{name}/migration.sql", "SELECT 1;\n")
    items = [*plan_version_0(read_version_1(project.settings())).items()]
    assert [what in one.message for one in items if one.verdict == "no-go"] == ([True] if what else [])
    for number, name in enumerate(names):
        (project.root / "migrations" / name).rename(project.root / "migrations" / f"2025010{number + 1}000000_renamed")
    assert [*plan_version_0(read_version_1(project.settings())).items()] == []


def test_a_file_in_the_way_is_no_go_until_it_is_moved(project: Project) -> None:
    project.write(f"migrations/{A}/migration.sql", "SELECT 1;\n")
    in_the_way = project.migration("0000_a")
    assert [one.name for one in plan_version_0(read_version_1(project.settings())).items()] == ["file-exists"]
    in_the_way.rename(project.root / "0000_a.sql")
    assert [*plan_version_0(read_version_1(project.settings())).items()] == []


@pytest.mark.parametrize(
    ("moments", "expected"),
    [
        ([], []),
        ([5000], [5000]),
        ([5000, 5000, 5000], [3000, 4000, 5000]),
        ([1000, 4000, 5000, 5000], [1000, 3000, 4000, 5000]),
    ],
)
def test_moments_get_seconds_of_their_own(moments: list[int], expected: list[int]) -> None:
    assert rising(moments) == expected
