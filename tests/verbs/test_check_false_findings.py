"""Folders as people have them, in which nothing is wrong, or one thing that the printed help mends."""

import json
import shutil

import pytest
from conftest import NODE_PACKAGES, Journal, Project
from needs import need
from real import kit
from verbs.test_scaffold_unlisted import copy_case


@pytest.fixture
def packages(project: Project) -> Project:
    """The project with drizzle-kit 0.31.11."""
    need((NODE_PACKAGES / "drizzle-kit").exists(), "needs drizzle-kit: npm ci in tests/drizzle")
    return project


def with_kit(project: Project) -> None:
    (project.root / "node_modules").symlink_to(NODE_PACKAGES)
    if not list(project.root.glob("drizzle.config.*")):
        config = {"dialect": "postgresql", "schema": "./schema.ts", "out": "./migrations"}
        project.write("drizzle.config.json", json.dumps(config))


@pytest.mark.parametrize("case", ["unknown-version", "foreign-markers-comment", "pulled-folder"])
def test_nothing_is_wrong(project: Project, journal: Journal, case: str) -> None:
    copy_case(case, project.root)
    said = journal("check", "--no-squawk")
    assert said.code == 0, said.out


@pytest.mark.parametrize("version", ["5", "6", "8", 7, None])
def test_no_version_of_the_journal_stops_drizzle_kit(packages: Project, journal: Journal, version: object) -> None:
    copy_case("unknown-version", packages.root)
    with_kit(packages)
    value = json.loads(packages.journal.read_text()) | {"version": version}
    packages.journal.write_text(json.dumps(value))
    packages.write("schema.ts", 'import { pgTable, integer } from "drizzle-orm/pg-core";\n'
                   'export const a = pgTable("a", { id: integer().primaryKey(), b: integer() });\n')  # fmt: skip
    assert "note[unknown-version]" in journal("check", "--no-squawk").out
    assert "Everything's fine" in kit(packages, "check")
    assert "Everything's fine" in kit(packages, "up")
    assert "Your SQL migration file" in kit(packages, "generate")
    said = journal("check", "--no-squawk")
    assert said.code == 0, said.out


def test_a_folder_that_pull_began_is_fine_until_two_follow_it(packages: Project, journal: Journal) -> None:
    copy_case("pulled-folder", packages.root)
    with_kit(packages)
    assert "Everything's fine" in kit(packages, "check")
    meta = packages.root / "migrations" / "meta"
    shutil.copy(meta / "0001_snapshot.json", meta / "0002_snapshot.json")
    snapshot = json.loads((meta / "0002_snapshot.json").read_text()) | {"id": "1f6b2a8c-0000-4000-8000-000000000000"}
    (meta / "0002_snapshot.json").write_text(json.dumps(snapshot))
    assert "collision" in kit(packages, "check", code=1)
    assert "error[snapshot-shared-parent]" in journal("check", "--no-squawk").out


def test_two_entries_with_one_number_are_numbered_as_the_help_says(packages: Project, journal: Journal) -> None:
    copy_case("duplicate-idx-circular", packages.root)
    said = journal("check", "--no-squawk")
    assert (said.code, "help: Number the entries again: drizzle-journal check --fix" in said.out) == (1, True)
    said = journal("check", "--no-squawk", "--fix")
    assert "duplicate-idx" not in said.out
    entries = json.loads((packages.root / "drizzle/meta/_journal.json").read_text())["entries"]
    assert [one["idx"] for one in entries] == [0, 1, 2, 3, 4, 5, 6]
    with_kit(packages)
    assert "drizzle/0007_" in kit(packages, "generate")
