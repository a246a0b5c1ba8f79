"""Tests `rehearse` on the layout of drizzle 1.0, beside the real migrate() of 1.0.0-rc.5."""

import json
import shutil

from conftest import HERE, Journal, Project
from psycopg.conninfo import conninfo_to_dict
from real import node
from repository import commit, git
from verbs.test_status_version_1 import FIRST, SECOND, THIRD, made, migrated, rows

TABLES = "CREATE TABLE a (id int PRIMARY KEY);\nCREATE TABLE b (a int REFERENCES a DEFERRABLE INITIALLY DEFERRED);\n"
ROWS = "INSERT INTO a VALUES (1);\nINSERT INTO b VALUES (1);\n"
CHANGED = "ALTER TABLE b ADD COLUMN c int;\n"


def folders(project: Project, *texts: str) -> None:
    for name, text in zip((FIRST, SECOND, THIRD), texts, strict=False):
        project.write(f"migrations/{name}/migration.sql", text)


def found(journal: Journal, *words: str, code: int) -> list[tuple[str, str]]:
    said = journal("rehearse", "--json", *words)
    assert said.code == code, said.out + said.err
    return [(one["tag"], one["code"]) for one in json.loads(said.out)["found"]]


def test_one_transaction_fails_where_the_real_migrate_does_and_one_by_one_passes(
    project: Project, journal: Journal, database: str, twin: str
) -> None:
    folders(project, TABLES)
    migrated(project, database)
    folders(project, TABLES, ROWS)
    migrated(project, database)
    folders(project, TABLES, ROWS, CHANGED)
    migrated(project, database)
    assert rows(database) == [FIRST, SECOND, THIRD]
    words = conninfo_to_dict(twin)
    given = (str(HERE / "drizzle1"), str(project.root / "migrations"), str(words["host"]), str(words["dbname"]))
    done = node(str(HERE / "drizzle1" / "migrate.cjs"), *given, cwd=project.root)
    assert (done.returncode, json.loads(done.stdout)["code"]) == (1, "55006")
    assert found(journal, "--only", "ways", code=1) == [(THIRD, "fails-in-one-transaction")]


def test_down_files_in_the_folders_are_rehearsed(project: Project, journal: Journal) -> None:
    made(project, FIRST, SECOND)
    project.write(f"migrations/{FIRST}/down.sql", "DROP TABLE first;\n")
    project.write("migrations/0001_second.down.sql", "SELECT 1;\n")
    assert found(journal, "--only", "down", code=1) == [(SECOND, "down-differs")]
    project.write("migrations/0001_second.down.sql", "DROP TABLE second;\n")
    assert found(journal, "--only", "down,ways", code=0) == []


def test_an_upgrade_runs_what_has_another_name_and_late_folders_too(
    project: Project, journal: Journal, database: str
) -> None:
    made(project, FIRST, THIRD)
    git(project.root, "init", "-q")
    commit(project.root)
    made(project, SECOND)
    assert found(journal, "--only", "upgrade", "--from", "HEAD", code=0) == []
    project.write(f"migrations/{SECOND}/migration.sql", "CREATE VIEW second AS SELECT * FROM third;\n")
    assert (SECOND, "fails") in found(journal, "--from", "HEAD", code=1)
    # where `third` is there already, the late one passes
    assert found(journal, "--only", "upgrade", "--from", "HEAD", code=0) == []
    made(project, SECOND)
    shutil.move(project.root / "migrations" / FIRST, project.root / "migrations" / "20250101000001_first")
    assert found(journal, "--only", "upgrade", "--from", "HEAD", code=1) == [
        (FIRST, "gone"),
        ("20250101000001_first", "fails-on-upgrade"),
    ]
    shutil.move(project.root / "migrations" / "20250101000001_first", project.root / "migrations" / FIRST)
    project.write(f"migrations/{FIRST}/migration.sql", "CREATE TABLE first (id bigint);\n")
    assert (FIRST, "edited") in found(journal, "--only", "upgrade", "--from", "HEAD", code=1)


def test_an_upgrade_from_the_layout_of_0_x_is_refused_with_the_command_for_it(
    project: Project, journal: Journal
) -> None:
    project.write(
        "migrations/meta/_journal.json",
        '{"version": "7", "dialect": "postgresql", "entries": '
        '[{"idx": 0, "version": "7", "when": 1, "tag": "0000_a", "breakpoints": true}]}',
    )
    project.write("migrations/0000_a.sql", "SELECT 1;\n")
    git(project.root, "init", "-q")
    commit(project.root)
    shutil.rmtree(project.root / "migrations")
    made(project, FIRST)
    said = journal("rehearse", "--only", "upgrade", "--from", "HEAD")
    assert said.code == 2
    assert "has the layout of drizzle 0.x, and the folder here that of 1.0" in said.err
    assert git(project.root, "status", "--porcelain")


def test_what_cannot_run_in_a_transaction_is_told_how_it_runs_before_migrate(
    project: Project, journal: Journal, database: str
) -> None:
    folders(project, TABLES, "CREATE INDEX CONCURRENTLY a_id ON a (id);\n")
    advice = "Begin the file with the line `-- journal: no-transaction`, and run it before the migrate of drizzle 1.0"
    for words in (("rehearse", "--only", "ways"), ("check",), ("bootstrap",)):
        said = journal(*words)
        assert advice in said.out + said.err, said.out + said.err
        assert "ignore list" not in said.out + said.err
    folders(project, TABLES, "-- journal: no-transaction\nCREATE INDEX CONCURRENTLY a_id ON a (id);\n")
    assert journal("run", "--journal", "--url", database).code == 0
    folders(project, TABLES, "-- journal: no-transaction\nCREATE INDEX CONCURRENTLY a_id ON a (id);\n", CHANGED)
    migrated(project, database)
    assert rows(database) == [FIRST, SECOND, THIRD]
