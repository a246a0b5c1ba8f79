"""What stops the real migrate() stops us with the same SQLSTATE, and we say where and why."""

import json
import shutil
import subprocess

import pytest
from conftest import NODE_PACKAGES, Journal, Project
from psycopg.conninfo import conninfo_to_dict

pytestmark = pytest.mark.drizzle

PULLED = """-- Current sql file was generated after introspecting the database
-- If you want to run this migration please uncomment this code before executing migrations
/*
CREATE TABLE "a" ("id" int);
--> statement-breakpoint
CREATE TABLE "b" ("id" int);
*/
"""
TABLE = "create table a (id int primary key);\n"
CASES: dict[str, tuple[list[str | bytes], str, str]] = {
    "syntax": (["select 1;\nselec 2;"], "42601", "0000.sql:2:1"),
    "undefined": (["select 1;\nalter table nowhere add x int;"], "42P01", "0000.sql:2:1"),
    "column": ([TABLE + "--> statement-breakpoint\nselect id,\n  nope from a;"], "42703", "0000.sql:4:3"),
    "runtime": ([TABLE + "insert into a values (1);\n\n-- twice\ninsert into a values (1);"], "23505", "0000.sql:5:1"),
    "byte order mark": ([b"\xef\xbb\xbfselect 1;"], "42601", "0000.sql:1:1"),
    "psql command": (["\\restrict abc\nselect 1;"], "42601", "0000.sql:1:1"),
    "copy data": ([TABLE + "copy a from stdin;\n1\n\\.\n"], "42601", "0000.sql:3:1"),
    "copy alone": ([TABLE + "--> statement-breakpoint\ncopy a from stdin;"], "57014", "0000.sql:3:1"),
    "concurrently": ([TABLE, "create index concurrently i on a (id);"], "25001", "0001.sql:1:1"),
    "enum": (
        [
            "create type e as enum ('x'); create table a (e e);",
            "commit; begin;",
            "alter type e add value 'y';",
            "insert into a values ('y');",
        ],
        "55P04",
        "0003.sql:1:23",
    ),
    "pulled": ([PULLED], "42601", "0000.sql:3:1"),
    "nul": (["select 1;\0 select 2;"], "08P01", "0000.sql:1:10"),
    "empty search_path": (["select set_config('search_path', '', false);", TABLE], "3F000", "0001.sql:1:14"),
}


@pytest.mark.parametrize("case", CASES)
def test_the_same_files_stop_both(drizzle: Project, journal: Journal, database: str, case: str) -> None:
    files, sqlstate, place = CASES[case]
    (drizzle.root / "migrations" / "meta").mkdir()
    for number, content in enumerate(files):
        drizzle.migration(f"{number:04}", content)
    said = journal("bootstrap")
    assert (said.code, f"[{sqlstate}]" in said.err, place in said.err) == (1, True, True), said.err
    journal("scaffold")
    words = conninfo_to_dict(database)
    shutil.copy(NODE_PACKAGES.parent / "migrate.cjs", drizzle.root / "oracle.cjs")
    theirs = subprocess.run(
        ["node", "oracle.cjs", "pg", "migrations", str(words["host"]), str(words["dbname"])],
        cwd=drizzle.root, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert json.loads(theirs.stdout)["code"] == sqlstate


@pytest.mark.parametrize("case", ["syntax", "column", "enum"])
def test_the_drizzle_engine_tells_the_same_place(drizzle: Project, journal: Journal, case: str) -> None:
    files, sqlstate, place = CASES[case]
    for number, content in enumerate(files):
        drizzle.migration(f"{number:04}", content)
    said = journal("bootstrap", "--engine", "drizzle")
    assert (said.code, f"[{sqlstate}]" in said.err, place in said.err) == (1, True, True), said.err
    assert not drizzle.journal.exists()


@pytest.mark.parametrize("driver", ["pg", "postgres"])
def test_the_drizzle_engine_tells_which_of_two_equal_files_failed(
    project: Project, journal: Journal, driver: str
) -> None:
    packages = project.root / "node_modules"
    packages.mkdir()
    for path in NODE_PACKAGES.iterdir():
        if path.name != ("postgres" if driver == "pg" else "pg"):
            (packages / path.name).symlink_to(path)
    project.migration("0000_t", "create table t (id int primary key);")
    project.migration("0001_x", "insert into t values (1);")
    project.migration("0002_x", "insert into t values (1);")
    said = journal("bootstrap", "--engine", "drizzle")
    assert said.code == 1
    assert (
        'error: 0002_x.sql, statement 1 (line 1): duplicate key value violates unique constraint "t_pkey"' in said.err
    )
    assert "2 passed before it: 0000_t, 0001_x" in said.err


def test_the_drizzle_engine_keeps_the_statement_timeout(drizzle: Project, journal: Journal) -> None:
    drizzle.migration("0000_t", "select pg_sleep(30);")
    said = journal("bootstrap", "--engine", "drizzle", "--statement-timeout", "1")
    assert (said.code, "canceling statement due to statement timeout [57014]" in said.err) == (1, True), said.err
