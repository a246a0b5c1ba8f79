"""Tests `status` on the layout of drizzle 1.0, beside the real migrate() of 1.0.0-rc.5."""

import json
import shutil
from collections.abc import Mapping

import psycopg
from conftest import HERE, Journal, Project
from psycopg.conninfo import conninfo_to_dict
from real import node

FIRST, SECOND, THIRD = "20250101000000_first", "20250102000000_second", "20250103000000_third"


def made(project: Project, *names: str) -> None:
    for name in names:
        project.write(f"migrations/{name}/migration.sql", f"CREATE TABLE {name.partition('_')[2]} (id int);\n")


def migrated(project: Project, url: str) -> None:
    words, packages = conninfo_to_dict(url), str(HERE / "drizzle1")
    folder, where = str(project.root / "migrations"), (str(words["host"]), str(words["dbname"]))
    done = node(str(HERE / "drizzle1" / "migrate.cjs"), packages, folder, *where, cwd=project.root)
    assert done.returncode == 0, done.stdout


def rows(url: str) -> list[str]:
    with psycopg.connect(url) as connection:
        return [name for (name,) in connection.execute("SELECT name FROM drizzle.__drizzle_migrations ORDER BY id")]


def states(journal: Journal, url: str, code: int = 0) -> Mapping[str, str]:
    said = journal("status", "--url", url, "--json")
    assert said.code == code, said.out + said.err
    return {entry["tag"]: entry["state"] for entry in json.loads(said.out)["entries"]}


def test_what_is_pending_is_what_migrate_runs(project: Project, journal: Journal, database: str) -> None:
    made(project, FIRST, THIRD)
    assert states(journal, database) == {FIRST: "pending", THIRD: "pending"}
    migrated(project, database)
    assert states(journal, database) == {FIRST: "applied", THIRD: "applied"}
    made(project, SECOND)
    said = journal("status", "--url", database)
    assert f"runs it: no row has the name {SECOND}, and {THIRD}, which sorts after it, is applied" in said.out
    assert "0.x" not in said.out
    migrated(project, database)
    assert rows(database) == [FIRST, THIRD, SECOND]


def test_an_edited_one_is_changed_and_a_renamed_one_runs_again(
    project: Project, journal: Journal, database: str
) -> None:
    made(project, FIRST, SECOND)
    migrated(project, database)
    project.write(f"migrations/{FIRST}/migration.sql", "CREATE TABLE first (id bigint);\n")
    shutil.move(project.root / "migrations" / SECOND, project.root / "migrations" / THIRD)
    assert states(journal, database, code=1) == {FIRST: "changed", THIRD: "again"}


def test_a_removed_one_leaves_a_row_of_no_entry(project: Project, journal: Journal, database: str) -> None:
    made(project, FIRST, SECOND)
    migrated(project, database)
    shutil.rmtree(project.root / "migrations" / SECOND)
    assert states(journal, database, code=1) == {FIRST: "applied"}
