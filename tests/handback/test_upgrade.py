"""The rehearsal of the upgrade to the real drizzle-kit 1.0.0-rc.5, beside a control."""

from pathlib import Path

import pytest
from conftest import HERE, NODE_PACKAGES, Journal, Project

from journal.drizzle.packages import shadow_project

NEWER = HERE / "drizzle1"
CONFIG = 'export default { dialect: "postgresql", schema: "./src/schema.ts", out: "./migrations" };\n'
SCHEMA = """
import { check, integer, pgTable, serial, text } from "drizzle-orm/pg-core";
import { sql } from "drizzle-orm";
export const users = pgTable("users", { id: serial().primaryKey(), email: text().notNull(), age: integer() },
  (t) => [check("grown_up", sql`${t.age} > 17`)]);
"""


@pytest.fixture
def handwritten(project: Project) -> Project:
    """A project with two hand-written files."""
    (project.root / "node_modules").symlink_to(NODE_PACKAGES)
    project.write("drizzle.config.ts", CONFIG)
    project.write("src/schema.ts", SCHEMA)
    project.migration("0000_users", "create table users (id serial primary key, email text not null);\n")
    project.migration("0001_age", "alter table users add age int constraint grown_up check (age > 17);\n")
    return project


def test_the_upgrade_is_compared_with_a_folder_of_drizzle_kit_0_31(handwritten: Project, journal: Journal) -> None:
    before = sorted(handwritten.root.rglob("*"))
    said = journal("handback", "--dry-run", "--v1", str(NEWER))
    assert said.code == 0, said.out + said.err
    assert "drizzle-kit 1.0.0-rc.5 up converts all 2 entries. [v1-up]" in said.out
    assert "drizzle-kit 1.0.0-rc.5 migrate then knows every row by name, and runs nothing. [v1-migrate]" in said.out
    assert "note    After up, drizzle-kit 1.0.0-rc.5 generate writes the same as for a folder of its own" in said.out
    assert sorted(handwritten.root.rglob("*")) == before


def test_two_entries_in_one_second_are_no_go(handwritten: Project, journal: Journal) -> None:
    assert journal("handback", "--yes").code == 0
    file = handwritten.root / "migrations" / "meta" / "_journal.json"
    whens = [line for line in file.read_text().splitlines() if '"when"' in line]
    first = int(whens[0].split(":")[1].strip(" ,"))
    file.write_text(file.read_text().replace(whens[1], f'      "when": {first + 1},'))
    said = journal("handback", "--dry-run", "--v1", str(NEWER))
    assert said.code == 1
    assert "[v1-when-in-the-same-second]" in said.out


def test_a_folder_without_1_0_gets_a_command_to_install_it(
    handwritten: Project, journal: Journal, tmp_path: Path
) -> None:
    said = journal("handback", "--dry-run", "--v1", str(tmp_path))
    assert (said.code, "npm install --prefix" in said.err, "1.0 is needed" in said.err) == (2, True, True)


def test_the_shadow_has_the_sources_and_the_other_packages(handwritten: Project, tmp_path: Path) -> None:
    handwritten.write("dist/big.js", "x")
    handwritten.write("photo.png", "x")
    place = shadow_project(handwritten.root, NEWER, tmp_path / "shadow")
    assert (place / "src" / "schema.ts").read_text() == SCHEMA
    assert not (place / "dist").exists()
    assert not (place / "photo.png").exists()
    assert (place / "node_modules" / "drizzle-orm").resolve() == (NEWER / "node_modules" / "drizzle-orm").resolve()
    assert (place / "node_modules" / "pg").resolve() == (NODE_PACKAGES / "pg").resolve()
