"""The name of a baseline: with the number that drizzle-kit gives the first migration, and refused as `new` does."""

import json
import re

import pytest
from baseline.test_baseline import CONFIG, files
from conftest import Journal, Project
from real import kit, psql

from journal.authoring.naming import NameUnusable
from journal.baseline.draft import first_tag

MOMENT = r"20\d{12}"
PREFIXES = {
    "index": "0000", "timestamp": MOMENT, "supabase": MOMENT, "unix": r"\d{10}", "none": "0000", "": "0000",
}  # fmt: skip


@pytest.mark.parametrize("prefix", PREFIXES)
def test_the_number_is_that_of_the_projects_configuration(project: Project, prefix: str) -> None:
    project.write("drizzle.config.json", json.dumps(CONFIG | ({"migrations": {"prefix": prefix}} if prefix else {})))
    settings = project.settings()
    assert re.fullmatch(f"{PREFIXES[prefix]}_init_all", first_tag(settings, "Init all", is_1=False))
    assert re.fullmatch(f"{MOMENT}_init_all", first_tag(settings, "Init all", is_1=True))


@pytest.mark.parametrize("name", ["0000_a", "../a", "a_rollback", "", "postgresql://a:b@c/d"])
def test_a_name_is_refused_before_anything_starts(project: Project, journal: Journal, name: str) -> None:
    said = journal("baseline", "--from-url", "postgresql://nobody@127.0.0.1:1/none", "--name", name)
    assert (said.code, "help: " in said.err) == (2, True), said.err
    assert "127.0.0.1" not in said.err
    with pytest.raises(NameUnusable):
        first_tag(project.settings(), name, is_1=False)
    assert files(project) == set()


def test_a_named_baseline_with_a_moment_is_followed_by_generate(
    drizzle: Project, journal: Journal, database: str
) -> None:
    psql(database, "create table a (id int primary key)")
    drizzle.write("drizzle.config.json", json.dumps(CONFIG | {"migrations": {"prefix": "timestamp"}}))
    said = journal("baseline", "--from-url", database, "--name", "first state", "--stamp", "--yes")
    assert said.code == 0, said.out + said.err
    (sql,) = (drizzle.root / "migrations").glob("*.sql")
    assert re.fullmatch(f"{MOMENT}_first_state.sql", sql.name)
    assert (drizzle.root / "migrations" / "meta" / f"{sql.name[:14]}_snapshot.json").is_file()
    assert "No schema changes" in kit(drizzle, "generate")
    schema = drizzle.root / "schema.ts"
    schema.write_text(schema.read_text().replace("primaryKey(),", "primaryKey(), n: integer(),"))
    kit(drizzle, "generate")
    assert journal("check").code == 0
    assert 'ADD COLUMN "n" integer' in sorted((drizzle.root / "migrations").glob("*.sql"))[-1].read_text()
