"""Damage that the real `drizzle-kit check` of 1.0.0-rc.5 does not see, and that is found here.

The kinds are those of test_rules_of_version_1.py. Each takes drizzle-kit a second: CI tries a part.
"""

import pytest
from conftest import HERE, Project
from real import node
from rules.test_rules_of_version_1 import DAMAGE, found, locked

# It reads the snapshots alone, and their places in the order of the names.
SEEN_BY_KIT = frozenset({
    "a late folder", "a second first one", "a snapshot of version 7", "a snapshot that is no JSON", "an unknown parent",
})  # fmt: skip
UNSEEN = sorted(DAMAGE.keys() - SEEN_BY_KIT)


def kit_check(project: Project) -> tuple[int, str]:
    link = project.root / "node_modules"
    if not link.is_symlink():
        link.symlink_to(HERE / "drizzle1" / "node_modules")
    project.write("drizzle.config.ts", 'export default { dialect: "postgresql", out: "./migrations" };\n')
    done = node("node_modules/drizzle-kit/bin.cjs", "check", cwd=project.root)
    return done.returncode, done.stdout + done.stderr


def is_fine(project: Project) -> bool:
    code, said = kit_check(project)
    return code == 0 and "Everything's fine" in said


@pytest.mark.parametrize("damage", UNSEEN)
def test_damage_that_drizzle_kit_check_does_not_see_is_found(damage: str, project: Project) -> None:
    change, expected = DAMAGE[damage]
    change(locked(project))
    assert is_fine(project), kit_check(project)
    assert found(project).items() >= expected.items()


@pytest.mark.parametrize("damage", sorted(SEEN_BY_KIT))
def test_other_damage_is_found_by_both(damage: str, project: Project) -> None:
    change, expected = DAMAGE[damage]
    change(locked(project))
    assert not is_fine(project)
    assert found(project).items() >= expected.items()


def test_drizzle_kit_check_sees_none_of_ten_kinds() -> None:
    assert len(UNSEEN) >= 10
