"""Each remedy for a difference of schema.ts ends in a go, and in a generate that has nothing to do."""

import re
import shlex
from pathlib import Path

import pytest
from conftest import NODE_PACKAGES, Journal, Project, Said
from handback.exporting import kit
from verbs.test_scaffold_unlisted import copy_case

from journal.drizzle.kit import NO_CHANGES

CONFIG = 'export default { dialect: "postgresql", schema: "./schema.ts", out: "./migrations" };\n'
IMPORTS = """import { integer, pgTable, serial, text } from "drizzle-orm/pg-core";
import { sql } from "drizzle-orm";
"""
A = 'export const a = pgTable("a", { id: integer().primaryKey() });\n'


def case(project: Project, name: str) -> Project:
    copy_case(name, project.root)
    (project.root / "node_modules").symlink_to(NODE_PACKAGES)
    return project


def helps(said: Said, item: str) -> str:
    """The help of an item, which stands after its message and details."""
    lines = said.out.splitlines()
    at = next(number for number, line in enumerate(lines) if line.endswith(f"[{item}]"))
    return next(line for line in lines[at:] if line.startswith("          help: "))


def pasted(journal: Journal, help_: str, number: int = -1) -> Said:
    """Run a command of a help, the last one unless another is named, and let it write."""
    command = re.sub(r"(; or)? ?$", "", help_.split("drizzle-journal ")[number])
    return journal(*shlex.split(command), "--yes")


def followed(journal: Journal, help_: str, *words: str) -> Said:
    """Run the last command of a help, as it is printed."""
    return journal(*shlex.split(help_.rsplit("drizzle-journal ", maxsplit=1)[-1]), *words)


def is_handed_back(said: Said, root: Path) -> bool:
    assert said.code == 0, said.out + said.err
    return NO_CHANGES in kit(root, "generate")


def write(project: Project, migration: str, schema: str) -> None:
    project.write("drizzle.config.ts", CONFIG)
    project.migration("0000_a", migration)
    project.write("schema.ts", IMPORTS + schema)


@pytest.mark.parametrize(
    ("name", "kept_out"),
    [
        ("anew-circular-matviewidx", "index on a materialized view: public.mv_name"),
        ("anew-circular-nullsnotdistinct", "NULLS NOT DISTINCT index: public.rooms_parent_uq"),
    ],
)
def test_what_schema_ts_cannot_express_is_a_note(project: Project, journal: Journal, name: str, kept_out: str) -> None:
    case(project, name)
    said = journal("handback", "--yes")
    assert f"and drizzle-kit leaves it alone: [beyond-schema-ts]\n        {kept_out}\n" in said.out
    assert is_handed_back(said, project.root)


@pytest.mark.only_full
def test_a_schema_that_schema_ts_lacks_is_kept_by_each_remedy(project: Project, journal: Journal) -> None:
    case(project, "anew-circular-statsschema")
    said = journal("handback", "--dry-run")
    assert (said.code, "schema extra: only the entries make it" in said.out) == (0, True)
    assert 'and drops 2 tables, schemas and columns: [generate]\n        DROP TABLE "extra"."t" CASCADE' in said.out
    help_ = helps(said, "schema")
    assert "write schemaFilter: ['public'] in drizzle.config" in help_
    assert is_handed_back(pasted(journal, help_), project.root)
    assert journal("handback", "--undo").code == 0
    config = (project.root / "drizzle.config.ts").read_text()
    project.write("drizzle.config.ts", config.replace("out:", "schemaFilter: ['public'], out:"))
    assert is_handed_back(pasted(journal, help_, 1), project.root)
    assert journal("handback", "--dry-run").out.startswith("Go: there is nothing to write")


@pytest.mark.only_full
def test_a_schema_whose_tables_are_hidden_has_to_be_hidden_too(project: Project, journal: Journal) -> None:
    case(project, "anew-circular-statsschema")
    said = journal("handback", "--dry-run", "--ignore", "extra.*")
    assert (said.code, "cannot drop schema extra because other objects depend on it" in said.out) == (1, True)
    assert is_handed_back(pasted(journal, helps(said, "generate")), project.root)


def test_a_table_that_schema_ts_lacks_is_kept_by_each_remedy(drizzle: Project, journal: Journal) -> None:
    write(drizzle, "create table a (id int primary key); create table queue (id int);", A)
    assert journal("handback", "--yes").code == 0
    said = journal("handback", "--dry-run")
    assert "table public.queue: only the entries make it" in said.out
    help_ = helps(said, "schema")
    assert "write tablesFilter: ['!queue'] in drizzle.config" in help_
    assert is_handed_back(pasted(journal, help_), drizzle.root)
    assert journal("handback", "--undo").code == 0
    drizzle.write("drizzle.config.ts", CONFIG.replace("out:", "tablesFilter: ['!queue'], out:"))
    assert is_handed_back(pasted(journal, help_, 1), drizzle.root)


@pytest.mark.only_full
def test_an_enum_has_no_filter(drizzle: Project, journal: Journal) -> None:
    write(drizzle, "create table a (id int primary key); create type mood as enum ('sad');", A)
    help_ = helps(journal("handback", "--dry-run"), "schema")
    assert "Filter" not in help_
    assert is_handed_back(pasted(journal, help_), drizzle.root)


@pytest.mark.parametrize("other", [False, True])
def test_a_difference_that_generate_does_not_see_is_left_as_it_is(
    drizzle: Project, journal: Journal, other: bool
) -> None:
    """A virtual column. With another difference generate writes that one only."""
    columns = "id int primary key, v int generated always as (id * 2) virtual"
    schema = 'export const a = pgTable("a", { id: integer().primaryKey(), v: integer().generatedAlwaysAs(sql`id * 2`)'
    write(drizzle, f"create table a ({columns});", f"{schema}{', n: text()' if other else ''} }});\n")
    said = journal("handback", "--dry-run")
    assert (said.code, "VIRTUAL -> STORED" in said.out) == (1, True)
    done = pasted(journal, helps(said, "generate"))
    assert done.code == 0, done.out
    generated = kit(drizzle.root, "generate")
    assert ("Your SQL migration file" if other else NO_CHANGES) in generated


def test_a_change_that_generate_cannot_write_is_written_by_hand(drizzle: Project, journal: Journal) -> None:
    write(drizzle, "create table a (id int primary key);", A.replace("integer()", "serial()"))
    said = journal("handback", "--dry-run")
    assert (said.code, 'type "serial" does not exist' in said.out) == (1, True)
    help_ = helps(said, "generate")
    assert "Write the change of schema.ts as a migration of your own" in help_
    sequence = "create sequence a_id_seq owned by a.id; alter table a alter id set default nextval('a_id_seq');"
    drizzle.migration("0001_serial", sequence)
    assert is_handed_back(pasted(journal, help_), drizzle.root)


def test_entries_with_one_number_and_the_snapshot_of_the_earlier_one(project: Project, journal: Journal) -> None:
    """Each no-go in turn: `check --fix`, then the snapshot that is wrong."""
    case(project, "duplicate-idx-circular")
    said = journal("handback", "--dry-run")
    assert (said.code, "[duplicate-idx]" in said.out) == (1, True)
    command = helps(said, "duplicate-idx").split("drizzle-journal ")[1]
    assert "error" not in journal(*shlex.split(command), "--no-squawk").out.split("\n\n")[-1]
    said = journal("handback", "--dry-run")
    assert (said.code, "[duplicate-idx]" in said.out) == (1, False)
    assert is_handed_back(pasted(journal, helps(said, "generate")), project.root)


@pytest.mark.only_full
def test_a_snapshot_with_the_content_of_the_one_before_is_rewritten(project: Project, journal: Journal) -> None:
    case(project, "snapshot-head-stale-own-id")
    said = journal("handback", "--dry-run")
    assert (said.code, "[generate]" in said.out) == (1, True), said.out
    assert helps(said, "generate").endswith("rewrite it: drizzle-journal handback --replace")
    assert is_handed_back(pasted(journal, helps(said, "generate")), project.root)
