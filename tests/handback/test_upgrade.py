"""The rehearsal of the upgrade to the real drizzle-kit 1.0.0-rc.5."""

import re
import shlex
from pathlib import Path

import pytest
from conftest import HERE, NODE_PACKAGES, Journal, Project, Said
from handback.exporting import kit
from handback.test_remedies import followed, helps, pasted
from verbs.test_scaffold_unlisted import copy_case
from verbs.test_status import execute

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


def test_statements_of_generate_that_change_nothing_are_a_note(handwritten: Project, journal: Journal) -> None:
    before = sorted(handwritten.root.rglob("*"))
    said = journal("handback", "--dry-run", "--v1", str(NEWER))
    assert said.code == 0, said.out + said.err
    assert "drizzle-kit 1.0.0-rc.5 up converts all 2 entries. [v1-up]" in said.out
    assert "drizzle-kit 1.0.0-rc.5 migrate then knows every row by name, and runs nothing. [v1-migrate]" in said.out
    assert "generate writes statements that change nothing in the end: [v1-generate]" in said.out
    assert 'DROP CONSTRAINT "grown_up"' in said.out
    assert sorted(handwritten.root.rglob("*")) == before


def test_statements_that_postgresql_refuses_though_nothing_differs_are_a_note_that_names_them(
    handwritten: Project, journal: Journal
) -> None:
    handwritten.write(
        "src/schema.ts",
        'import { pgTable, pgView, serial, timestamp } from "drizzle-orm/pg-core";\n'
        'import { sql } from "drizzle-orm";\n'
        'const seen = () => timestamp("seen", { precision: 3 });\n'
        'export const users = pgTable("users", { id: serial().primaryKey(), seen: seen() });\n'
        'export const seenUsers = pgView("seen_users", { seen: seen() }).as(sql`select seen from users`);\n',
    )
    handwritten.migration("0000_users", "create table users (id serial primary key, seen timestamp(3));\n")
    handwritten.migration("0001_age", "create view seen_users as select seen from users;\n")
    said = journal("handback", "--dry-run", "--v1", str(NEWER))
    assert said.code == 0, said.out + said.err
    assert "change nothing in the end, of which PostgreSQL refuses 1: [v1-generate]" in said.out
    assert "this fails after the entries, cannot alter type of a column used by a view or rule [0A000]" in said.out
    assert (
        "remove the refused statement from its migration.sql before migrate. The schema is the same without it."
        in said.out
    )


@pytest.fixture
def older(project: Project, request: pytest.FixtureRequest) -> Project:
    """A project that drizzle-kit 0.31 made."""
    copy_case(request.param, project.root)
    (project.root / "node_modules").symlink_to(NODE_PACKAGES)
    return project


def rehearsed(journal: Journal, code: int) -> Said:
    said = journal("handback", "--dry-run", "--v1", str(NEWER))
    assert said.code == code, said.out + said.err
    return said


CLEAN = "check: everything's fine; generate: No schema changes, nothing to migrate. [v1-generate]"


@pytest.mark.parametrize("older", ["v1-casing-false-go"], indirect=True)
def test_a_casing_that_1_0_ignores_is_no_go_until_the_columns_have_names(older: Project, journal: Journal) -> None:
    said = rehearsed(journal, 1)
    assert "but asks 2 questions: [v1-generate]" in said.out
    assert "Rename or create: column public.posts.userId" in said.out
    assert "1.0 ignores `casing: 'snake_case'` of drizzle.config. Name the columns in schema.ts" in said.out
    schema = (older.root / "schema.ts").read_text()
    older.write("schema.ts", schema.replace("userId: integer()", "userId: integer('user_id')"))
    assert CLEAN in rehearsed(journal, 0).out


@pytest.mark.parametrize("older", ["v1-relations-false-go"], indirect=True)
@pytest.mark.only_full
def test_relations_of_drizzle_orm_are_no_go_until_they_are_in_a_file_of_their_own(
    older: Project, journal: Journal
) -> None:
    said = rehearsed(journal, 1)
    assert "but Error  (0 , _drizzleOrm.relations) is not a function [v1-generate]" in said.out
    assert (
        'change its import to: import { relations } from "drizzle-orm/_relations"; or use defineRelations.' in said.out
    )
    schema = (older.root / "schema.ts").read_text()
    at = schema.index("import { relations }")
    older.write("relations.ts", 'import { posts, users } from "./schema";\n' + schema[at:])
    older.write("schema.ts", schema[:at])
    assert CLEAN in rehearsed(journal, 0).out
    older.write("schema.ts", schema.replace('from "drizzle-orm";', 'from "drizzle-orm/_relations";'))
    assert "no-go   drizzle-kit 0.31.11 generate cannot read schema.ts" in rehearsed(journal, 1).out


def test_a_difference_of_schema_ts_is_what_generate_of_1_0_writes(handwritten: Project, journal: Journal) -> None:
    handwritten.write("src/schema.ts", SCHEMA.replace("age: integer()", "age: integer(), name: text()"))
    assert journal("handback", "--yes").code == 0
    said = rehearsed(journal, 0)
    assert "generate writes the difference between the entries and schema.ts: [v1-generate]" in said.out
    assert "Your SQL migration file" in kit(handwritten.root, "generate")
    assert "the difference between" not in rehearsed(journal, 0).out


@pytest.mark.only_full
def test_two_entries_in_one_second_are_no_go(handwritten: Project, journal: Journal) -> None:
    assert journal("handback", "--yes").code == 0
    file = handwritten.root / "migrations" / "meta" / "_journal.json"
    whens = [line for line in file.read_text().splitlines() if '"when"' in line]
    first = int(whens[0].split(":")[1].strip(" ,"))
    file.write_text(file.read_text().replace(whens[1], f'      "when": {first + 1},'))
    said = journal("handback", "--dry-run", "--v1", str(NEWER))
    assert said.code == 1
    write = re.search(r"Write (\d+)\. Before you deploy", helps(said, "v1-when-in-the-same-second"))
    assert write
    file.write_text(file.read_text().replace(f'"when": {first + 1}', f'"when": {write[1]}'))
    rehearsed(journal, 0)


@pytest.mark.only_full
@pytest.mark.parametrize(("tag", "rule"), [("0001_a_users", "shared-prefix"), ("0000users", "tag-without-underscore")])
def test_names_that_1_0_cannot_tell_apart_are_renumbered(
    handwritten: Project, journal: Journal, tag: str, rule: str
) -> None:
    folder = handwritten.root / "migrations"
    (folder / "0000_users.sql").rename(folder / f"{tag}.sql")
    assert journal("handback", "--yes").code == 0
    said = rehearsed(journal, 1)
    if rule == "shared-prefix":
        assert "up converts 0 of 2 entries" in said.out
        assert helps(said, "v1-up").endswith("First fix v1-shared-prefix, above.")
    done = pasted(journal, helps(said, f"v1-{rule}"))
    assert done.code == 2, done.out + done.err
    done = pasted(journal, helps(done, "recorded-names"))
    assert done.code == 0, done.out + done.err
    assert "up converts all 2 entries. [v1-up]" in rehearsed(journal, 0).out


@pytest.mark.only_full
def test_a_row_of_no_migration_stops_1_0_until_it_is_removed(
    handwritten: Project, journal: Journal, database: str
) -> None:
    for path in sorted(handwritten.root.glob("migrations/*.sql")):
        execute(database, path.read_text())
    assert journal("handback", "--yes", "--url", database).code == 0
    execute(database, "insert into drizzle.__drizzle_migrations (hash, created_at) values ('ff', 1000)")
    words = ("handback", "--dry-run", "--v1", str(NEWER), "--url", database)
    said = journal(*words)
    assert (said.code, helps(said, "v1-ledger")) == (1, helps(said, "v1-migrate")), said.out
    told = followed(journal, helps(said, "v1-ledger")).out
    assert (
        followed(journal, told.partition("if nothing needs the row: ")[2].splitlines()[0], "--url", database).code == 0
    )
    said = journal(*words)
    assert (said.code, "migrate then knows every row by name, and runs nothing. [v1-migrate]" in said.out) == (0, True)


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


@pytest.mark.only_full
def test_a_when_that_does_not_rise_is_no_go_until_it_and_the_rows_do(
    handwritten: Project, journal: Journal, database: str
) -> None:
    assert journal("handback", "--yes").code == 0
    file = handwritten.root / "migrations" / "meta" / "_journal.json"
    first, second = re.findall(r'"when": (\d+)', file.read_text())
    low = str(int(first) - 5000)
    file.write_text(file.read_text().replace(second, low))
    said = rehearsed(journal, 1)
    accept = helps(said, "when-does-not-rise")
    assert followed(journal, accept).code == 0
    for path in sorted(handwritten.root.glob("migrations/*.sql")):
        execute(database, path.read_text())
    assert journal("stamp", "--url", database, "--to", "0001_age", "--yes").code == 0
    said = rehearsed(journal, 1)
    assert "[when-does-not-rise]" not in said.out
    help_ = helps(said, "v1-when-does-not-rise")
    write = re.search(r"Write (\d+) or more", help_)
    assert write
    file.write_text(file.read_text().replace(low, write[1]))
    command = help_.rpartition(": drizzle-journal ")[2].replace("URL", shlex.quote(database))
    repaired = journal(*shlex.split(command), "--yes")
    assert repaired.code == 0, repaired.out + repaired.err
    said = journal("handback", "--dry-run", "--v1", str(NEWER), "--url", database)
    assert (said.code, "knows every row by name, and runs nothing. [v1-migrate]" in said.out) == (0, True), said.out


@pytest.mark.only_full
def test_rows_without_a_name_in_a_ledger_of_1_0_are_no_go_until_they_have_one(
    handwritten: Project, journal: Journal, database: str
) -> None:
    for path in sorted(handwritten.root.glob("migrations/*.sql")):
        execute(database, path.read_text())
    assert journal("handback", "--yes", "--url", database).code == 0
    execute(database, "alter table drizzle.__drizzle_migrations add column name text")
    words = ("handback", "--dry-run", "--v1", str(NEWER), "--url", database)
    said = journal(*words)
    assert (said.code, "which runs again what has no name there: row 1, 2." in said.out) == (1, True), said.out
    assert "Run: drizzle-journal repair" in helps(said, "v1-ledger")
    assert journal("repair", "--url", database, "--yes").code == 0
    said = journal(*words)
    assert (said.code, "migrate then knows every row by name, and runs nothing. [v1-migrate]" in said.out) == (0, True)
