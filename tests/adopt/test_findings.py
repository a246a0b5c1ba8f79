"""What Drizzle cannot run in one transaction: said with the file and the statement, and true of the real migrate()."""

import json

import pytest
from adopt.test_adoption import OUT, items
from conftest import Journal, Project
from layouts import Layout, migrate
from real import psql

TABLE = "CREATE TABLE users (id integer, email text);\n"


def written(project: Project, up: str, head: str = "-- migrate:up transaction:false") -> None:
    project.write("db/migrations/20240101120000_users.sql", f"-- migrate:up\n{TABLE}")
    project.write("db/migrations/20240201120000_more.sql", f"{head}\n{up}")


@pytest.mark.parametrize(
    "statement",
    ["CREATE INDEX CONCURRENTLY a ON users (email);", "REINDEX TABLE CONCURRENTLY users;", "VACUUM users;"],
)
def test_a_statement_that_runs_in_no_transaction_is_named_in_the_file_of_the_tool(
    project: Project, journal: Journal, database: str, statement: str
) -> None:
    written(project, f"SELECT 1;\n\n  {statement}\n")
    done = journal("adopt", *OUT, "--yes", "--json")
    assert done.code == 1, done.out + done.err
    (found,) = [one for one in json.loads(done.out)["items"] if one["name"] == "not-in-a-transaction"]
    assert found["verdict"] == "no-go"
    assert "Change the file of the other tool" in found["help"]
    (line,) = found["details"]
    assert "/db/migrations/20240201120000_more.sql:4:3: " in line
    assert not (project.root / "drizzle").exists()
    # the real migrate() refuses the same file
    project.migration("0000_users", TABLE)
    project.migration("0001_more", f"{statement}\n")
    entries = [{"idx": n, "version": "7", "when": n + 1, "tag": t} for n, t in enumerate(("0000_users", "0001_more"))]
    listed = {"version": "7", "dialect": "postgresql", "entries": [one | {"breakpoints": True} for one in entries]}
    project.write("migrations/meta/_journal.json", json.dumps(listed))
    assert "25001" in migrate(Layout.OF_0, project.root, database)


def test_without_concurrently_the_same_history_is_adopted_beside_a_database_that_has_the_index(
    project: Project, journal: Journal, database: str
) -> None:
    written(project, "CREATE INDEX a ON users (email);\n")
    psql(database, f"{TABLE}CREATE INDEX CONCURRENTLY a ON users (email);")
    done = journal("adopt", *OUT, "--url", database, "--yes")
    assert done.code == 0, done.out + done.err


def test_an_enum_value_that_is_used_at_once_is_a_note_where_the_replay_passes(
    project: Project, journal: Journal
) -> None:
    use = "ALTER TYPE mood ADD VALUE 'b';\nCREATE TABLE t (m mood DEFAULT 'b');\n"
    project.write("db/migrations/20240101120000_users.sql", "-- migrate:up\nCREATE TYPE mood AS ENUM ('a');\n")
    project.write("db/migrations/20240201120000_more.sql", f"-- migrate:up\n{use}")
    done = journal("adopt", *OUT, "--dry-run", "--json")
    assert done.code == 0, done.out + done.err
    verdict, _ = items(done.out)["check"]
    assert verdict == "note"
    (found,) = [one for one in json.loads(done.out)["items"] if one["name"] == "check"]
    assert any("20240201120000_more.sql:3:" in line and "55P04" in line for line in found["details"]), found
