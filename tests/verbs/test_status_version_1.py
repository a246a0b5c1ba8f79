"""Tests `status` on the layout of drizzle 1.0, beside the real migrate() of 1.0.0-rc.5."""

import json
import shutil
from collections.abc import Mapping

import psycopg
from conftest import HERE, Journal, Project
from psycopg.conninfo import conninfo_to_dict
from real import node

from journal.folder.hashing import drizzle_hash

FIRST, SECOND, THIRD = "20250101000000_first", "20250102000000_second", "20250103000000_third"

LEDGER_0 = (
    "CREATE SCHEMA drizzle",
    "CREATE TABLE drizzle.__drizzle_migrations (id serial PRIMARY KEY, hash text NOT NULL, created_at bigint)",
)


def sent(url: str, *texts: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for text in texts:
            connection.execute(text.encode())


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


def test_after_the_upgrade_of_a_ledger_the_order_is_that_of_the_moments(
    project: Project, journal: Journal, database: str
) -> None:
    old, late = "20250101000000_first", "20241399000000_second"  # month 13 is in 2025, and day 99 in April
    made(project, old, THIRD, late)
    sent(database, *LEDGER_0)
    migrated(project, database)
    assert rows(database) == [old, THIRD, late]


def test_an_order_that_depends_on_the_language_is_a_note(project: Project, journal: Journal, database: str) -> None:
    made(project, "20250101000000_b", "20250101000000_ä")
    said = journal("status", "--url", database)
    assert "The order of 20250101000000_ä and 20250101000000_b is not known" in said.out
    assert said.code == 0


def test_a_row_of_either_of_two_folders_cannot_be_predicted(project: Project, journal: Journal, database: str) -> None:
    for name in ("20250101000000_b", "20250101000000_ä"):
        project.write(f"migrations/{name}/migration.sql", "SELECT 1;")
    row = f"INSERT INTO drizzle.__drizzle_migrations (hash) VALUES ('{drizzle_hash(b'SELECT 1;')}')"
    sent(database, *LEDGER_0, row)
    said = journal("status", "--url", database)
    assert said.code == 2
    assert "belongs to 20250101000000_ä or to 20250101000000_b" in said.err


def test_a_name_that_is_not_utf_8_is_passed_over_as_migrate_does(
    project: Project, journal: Journal, database: str
) -> None:
    made(project, FIRST)
    project.write(f"migrations/{SECOND}_\udce9/migration.sql", "SELECT 1;\n")
    assert states(journal, database) == {FIRST: "pending"}
    migrated(project, database)
    assert rows(database) == [FIRST]


def test_a_name_that_is_a_date_alone_is_one_of_drizzle_as_migrate_has_it(
    project: Project, journal: Journal, database: str
) -> None:
    project.write("migrations/20250101000000/migration.sql", "CREATE TABLE first (id int);\n")
    assert states(journal, database) == {"20250101000000": "pending"}
    migrated(project, database)
    assert rows(database) == ["20250101000000"]
    assert states(journal, database) == {"20250101000000": "applied"}
