"""A no-go of the project's files: the remedy that stands beside it, taken as it is printed, ends in go."""

import json
import shlex

import pytest
from conftest import Journal, Project
from handback.test_remedies import CONFIG, A, helps, is_handed_back, pasted, write


@pytest.fixture
def handed_back(drizzle: Project, journal: Journal) -> Project:
    """Two entries with their snapshots."""
    write(drizzle, "create table a (id int primary key);", A)
    drizzle.migration("0001_b", "create table b (id int primary key);")
    drizzle.write("schema.ts", (drizzle.root / "schema.ts").read_text() + A.replace("a =", "b =").replace('"a"', '"b"'))
    assert journal("handback", "--yes").code == 0
    return drizzle


def edit(project: Project, name: str, *keys: str, value: object = None) -> None:
    """Change a value of a snapshot, or remove it."""
    path = project.root / "migrations" / "meta" / name
    document = json.loads(path.read_text())
    holder = document
    for key in keys[:-1]:
        holder = holder[key]
    if value is None:
        del holder[keys[-1]]
    else:
        holder[keys[-1]] = value
    path.write_text(json.dumps(document, indent=2))


def test_snapshots_in_no_chain_are_replaced(handed_back: Project, journal: Journal) -> None:
    edit(handed_back, "0001_snapshot.json", "prevId", value="00000000-0000-0000-0000-00000000000f")
    said = journal("handback", "--dry-run")
    assert (said.code, "no-go   Some snapshots do not fit into one chain. [snapshots]" in said.out) == (1, True), (
        said.out
    )
    assert is_handed_back(pasted(journal, helps(said, "snapshots")), handed_back.root)


def test_a_snapshot_that_drizzle_kit_check_refuses_is_rebuilt(handed_back: Project, journal: Journal) -> None:
    edit(handed_back, "0000_snapshot.json", "tables", "public.a", "columns", "id", "notNull")
    said = journal("handback", "--dry-run")
    assert (said.code, "no-go   drizzle-kit check: " in said.out) == (1, True), said.out
    assert is_handed_back(pasted(journal, helps(said, "drizzle-kit-check")), handed_back.root)


@pytest.mark.parametrize("out", ["ABSOLUTE", "./other"])
def test_another_out_is_written_as_the_help_says(drizzle: Project, journal: Journal, out: str) -> None:
    write(drizzle, "create table a (id int primary key);", A)
    drizzle.write("journal.toml", 'migrations = "migrations"\n')
    config = CONFIG.replace("./migrations", str(drizzle.root / "migrations") if out == "ABSOLUTE" else out)
    drizzle.write("drizzle.config.ts", config)
    said = journal("handback", "--dry-run")
    assert (said.code, "[out]" in said.out) == (1, True), said.out
    value = helps(said, "out").split("Write out: ")[1].partition(" in ")[0]
    drizzle.write("drizzle.config.ts", CONFIG.replace('"./migrations"', value))
    assert is_handed_back(journal("handback", "--yes"), drizzle.root)


def test_a_file_that_is_not_decided_is_listed_or_ignored_first(handed_back: Project, journal: Journal) -> None:
    handed_back.migration("0000_late", "create table late (id int primary key);")
    said = journal("handback", "--dry-run")
    assert (said.code, "not in the journal: list or ignore them first. [journal]" in said.out) == (1, True), said.out
    command = helps(said, "journal").split("drizzle-journal ")[1]
    assert journal(*shlex.split(command)).code == 1
    assert journal("bootstrap", "--ignore", "0000_late.sql", "--reason", "run by hand").code == 0
    assert is_handed_back(journal("handback", "--yes"), handed_back.root)


def test_a_schema_that_postgresql_refuses_is_go_with_what_it_lacks(drizzle: Project, journal: Journal) -> None:
    write(drizzle, "create table a (id int primary key);", A)
    schema = (drizzle.root / "schema.ts").read_text()
    drizzle.write("schema.ts", schema.replace(".primaryKey()", ".primaryKey().default(sql`gone()`)"))
    said = journal("handback", "--dry-run")
    assert (said.code, "PostgreSQL refuses the SQL that drizzle-kit generates of schema.ts" in said.out) == (1, True)
    assert "create it with --before" in helps(said, "schema")
    drizzle.write("before.sql", "create function public.gone() returns int language sql as 'select 1';")
    done = journal("handback", "--dry-run", "--before", "before.sql")
    assert done.code == 0, done.out + done.err
