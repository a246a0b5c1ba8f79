"""What `handback --to 1.0` refuses before it looks at a copy."""

import shutil

import pytest
from conftest import Journal, Project
from handback.test_version_1_upgrade import NEWER, SQL, S, contents, team

pytestmark = pytest.mark.drizzle


def test_without_drizzle_kit_1_0_it_says_how_to_install_it(project: Project, journal: Journal) -> None:
    team(project, {"0000_users": S})
    before = contents(project.root)
    said = journal("handback", "--to", "1.0", "--yes")
    assert said.code == 2
    assert "The project has no drizzle-kit 1.0" in said.err and "npm install --prefix DIR" in said.err
    assert contents(project.root) == before


@pytest.mark.parametrize("is_mixed", [True, False])
def test_a_folder_of_1_0_or_half_of_it_is_refused(project: Project, journal: Journal, is_mixed: bool) -> None:
    team(project, {"0000_users": S})
    project.write("migrations/20231114221320_users/migration.sql", SQL["0000_users"])
    if not is_mixed:
        shutil.rmtree(project.root / "migrations" / "meta")
    before = contents(project.root)
    said = journal("handback", "--to", "1.0", "--v1", str(NEWER), "--yes")
    assert said.code == 2
    assert ("lies beside the journal" if is_mixed else "already") in said.err
    assert contents(project.root) == before


def test_a_meta_that_is_a_link_is_refused(project: Project, journal: Journal) -> None:
    team(project, {"0000_users": S})
    meta = project.root / "migrations" / "meta"
    meta.rename(project.root / "elsewhere")
    meta.symlink_to("../elsewhere")
    before = contents(project.root)
    said = journal("handback", "--to", "1.0", "--v1", str(NEWER), "--yes")
    assert said.code == 2
    assert "migrations/meta is a symbolic link to " in said.err
    assert (contents(project.root), meta.is_symlink()) == (before, True)


def test_the_packages_of_the_other_way_are_refused(project: Project, journal: Journal) -> None:
    team(project, {"0000_users": S})
    said = journal("handback", "--to", "1.0", "--v0", str(NEWER), "--dry-run")
    assert (said.code, "--v0 names the packages for --to 0.x." in said.err) == (2, True)
