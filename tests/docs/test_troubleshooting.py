"""The troubleshooting page quotes messages that programs really print, and the real drizzle prints them as it says."""

import json
import re
import subprocess

import pytest
from conftest import HERE, Project
from generated import ROOT
from pages import section
from psycopg.conninfo import conninfo_to_dict
from real import node, psql

from journal.server.embedded.binaries import find_binaries

_ENTRY = re.compile(r"^### (.+)\n\nFrom: ([^.,]+(?:\.\d+)*(?:-rc\.\d)?)[.,]", re.MULTILINE)
PAGE = section("troubleshooting")
ENTRIES = _ENTRY.findall(PAGE)
_PACKAGES = HERE / "drizzle" / "node_modules"
_NEXT = HERE / "drizzle1" / "node_modules"
SOURCES = {
    "drizzle-orm 0.45": [_PACKAGES / "drizzle-orm/migrator.js"],
    "drizzle-kit 0.31": [_PACKAGES / "drizzle-kit/bin.cjs"],
    "drizzle-orm 1.0.0-rc.5": [_NEXT / "drizzle-orm/migrator.js", _NEXT / "drizzle-orm/up-migrations/pg.js"],
    "drizzle-kit 1.0.0-rc.5": [_NEXT / "drizzle-kit/bin.cjs"],
    "node-postgres": [*(_PACKAGES / "pg/lib").rglob("*.js")],
    "drizzle-journal": [*(ROOT / "journal").rglob("*.py"), *(ROOT / "scripts/npm/lib").iterdir()],
}
_PLACEHOLDER = r"(?:%[a-z0-9]+|\$?\{[^}]*\}|.{0,40}?)"


def pattern(message: str) -> str:
    """Return what finds a message in a source, where names are placeholders."""
    return _PLACEHOLDER.join(
        re.escape(piece) for piece in re.split("…|bigint|syntax error|CREATE INDEX CONCURRENTLY", message)
    )


def test_every_entry_of_the_page_names_its_source_and_there_are_more_than_fifty() -> None:
    assert len(ENTRIES) == PAGE.count("\n### ") > 50
    assert len([message for message, _ in ENTRIES if message.startswith("`") and message.endswith("`")]) >= 30


@pytest.mark.drizzle
@pytest.mark.parametrize(
    ("message", "source"), [one for one in ENTRIES if one[1] != "no message at all"], ids=lambda value: value[:60]
)
def test_the_message_is_in_the_source_of_the_program_that_prints_it(message: str, source: str) -> None:
    if source == "PostgreSQL":
        text = find_binaries().postgres.read_bytes().decode("latin-1")
    else:
        text = "\n".join(path.read_text() for path in SOURCES[source])
    assert re.search(pattern(message.strip("`")), text), pattern(message)


USERS = "CREATE TABLE users (id integer PRIMARY KEY);"
ADD_COLUMN = "ALTER TABLE users ADD a text;"
ADD_CHECK = "ALTER TABLE users ADD CONSTRAINT c CHECK (id > 0);"
CASES = {
    'relation "…" already exists': (USERS, USERS),
    'type "…" already exists': ("CREATE TYPE mood AS ENUM ('a')", "CREATE TYPE mood AS ENUM ('a')"),
    'column "…" of relation "…" already exists': (USERS + ADD_COLUMN, ADD_COLUMN),
    'constraint "…" for relation "…" already exists': (USERS + ADD_CHECK, ADD_CHECK),
    'schema "…" already exists': ("", "CREATE SCHEMA drizzle"),
    'relation "…" does not exist': ("", "ALTER TABLE users ADD a text"),
    'type "…" does not exist': ("", "CREATE TABLE t (a vector)"),
    'schema "…" does not exist': ("", "CREATE TABLE auth.t (a text)"),
    "no schema has been selected to create in": ("", "SELECT set_config('search_path', '', false); CREATE TABLE t ()"),
    'role "…" does not exist': (USERS, "GRANT SELECT ON users TO anon"),
    'extension "…" is not available': ("", "CREATE EXTENSION nowhere"),
    "CREATE INDEX CONCURRENTLY cannot run inside a transaction block": (
        USERS, "CREATE INDEX CONCURRENTLY i ON users (id)"
    ),
    'unsafe use of new value "…" of enum type …': (
        "CREATE TYPE mood AS ENUM ('a')", "ALTER TYPE mood ADD VALUE 'b'; CREATE TABLE t (m mood DEFAULT 'b')"
    ),
    'column "…" of relation "…" contains null values': (
        f"{USERS} INSERT INTO users VALUES (1)", "ALTER TABLE users ADD a text NOT NULL"
    ),
    'could not create unique index "…"': (
        "CREATE TABLE t (a int); INSERT INTO t VALUES (1), (1)", "CREATE UNIQUE INDEX i ON t (a)"
    ),
    'duplicate key value violates unique constraint "…"': (
        f"{USERS} INSERT INTO users VALUES (1)", "INSERT INTO users VALUES (1)"
    ),
    'syntax error at or near "…"': ("", "\\restrict x"),
    "unterminated /* comment": ("", "/* --> statement-breakpoint\nCREATE TABLE t ();\n*/"),
}  # fmt: skip
"""Of some messages: what a database has, and the migration that then fails."""


@pytest.mark.drizzle
@pytest.mark.parametrize("message", CASES)
def test_the_real_migrate_fails_with_the_message_and_its_sqlstate(
    message: str, drizzle: Project, database: str
) -> None:
    there, migration = CASES[message]
    psql(database, there)
    said = migrated(drizzle, database, migration)
    assert re.search(pattern(message), said["message"]), said
    assert re.search(
        rf"### `{re.escape(message)}`\n\nFrom: PostgreSQL, {said['code']}\.", section("troubleshooting")
    ), said


@pytest.mark.drizzle
def test_a_when_in_text_fails_as_the_page_says(drizzle: Project, database: str) -> None:
    said = migrated(drizzle, database, "SELECT 1", when="2025-01-01T00:00:00Z")
    assert (said["code"], 'invalid input syntax for type bigint: "' in said["message"]) == ("22P02", True)


def migrated(project: Project, url: str, migration: str, when: object = 1) -> dict[str, str]:
    """Return what migrate() of 0.45 says about a folder with one migration, which fails."""
    project.migration("0000_a", migration)
    entry = {"idx": 0, "version": "7", "when": when, "tag": "0000_a", "breakpoints": True}
    project.write("migrations/meta/_journal.json", json.dumps({"entries": [entry]}))
    words = conninfo_to_dict(url)
    done: subprocess.CompletedProcess[str] = node(
        str(HERE / "drizzle" / "migrate.cjs"), "pg", str(project.root / "migrations"), str(words["host"]),
        str(words["dbname"]), cwd=project.root,
    )  # fmt: skip
    assert done.returncode == 1, done.stdout
    said: dict[str, str] = json.loads(done.stdout)
    return said
