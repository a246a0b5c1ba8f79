"""Tests `rollback` on the layout of drizzle 1.0."""

from conftest import Journal, Project
from verbs.test_status_version_1 import FIRST, SECOND, made, migrated


def test_the_way_back_is_the_down_file_in_the_folder(project: Project, journal: Journal, database: str) -> None:
    made(project, FIRST, SECOND)
    project.write(f"migrations/{SECOND}/down.sql", "DROP TABLE second;\n")
    migrated(project, database)
    said = journal("rollback", "--url", database)
    assert said.code == 0, said.out + said.err
    assert f"{SECOND}/down.sql" in said.out
    assert "Rehearsed on a temporary server: up, down and up again" in said.out
    assert f"If {SECOND} must not come back, remove its folder before" in said.out
    assert f"The next drizzle-kit migrate runs {SECOND} again, as long as its folder is there." in said.out
    assert "journal," not in said.out
    assert journal("rollback", "--url", database, "--no-rehearse", "--json").code == 0


def test_without_a_down_file_one_is_derived(project: Project, journal: Journal, database: str) -> None:
    made(project, FIRST)
    migrated(project, database)
    said = journal("rollback", "--url", database)
    assert f"new --down-of {FIRST}" in said.out, said.out + said.err
