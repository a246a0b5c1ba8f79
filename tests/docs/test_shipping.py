"""What the page on shipping says that migrate() needs is enough for it, and what it says of a missing file is true."""

import json
import re
import shutil

import pytest
from conftest import HERE, Project
from psycopg.conninfo import conninfo_to_dict
from real import node
from verbs.test_status import execute

FILE = "CREATE TABLE users (id integer PRIMARY KEY);\n"


def migrate(project: Project, url: str, generation: str = "drizzle") -> str:
    """Run migrate() of 0.45 or of 1.0.0-rc.5; empty where it succeeds, else its message."""
    words = conninfo_to_dict(url)
    first = "pg" if generation == "drizzle" else str(HERE / generation)
    folder = str(project.root / "migrations")
    script = str(HERE / generation / "migrate.cjs")
    done = node(script, first, folder, str(words["host"]), str(words["dbname"]), cwd=project.root)
    return "" if done.returncode == 0 else done.stdout + done.stderr


@pytest.fixture
def shipped(drizzle: Project) -> Project:
    """The journal and one file, and nothing else."""
    drizzle.migration("0000_users", FILE)
    entry = {"idx": 0, "version": "7", "when": 1735689600000, "tag": "0000_users", "breakpoints": True}
    drizzle.write("migrations/meta/_journal.json", json.dumps({"entries": [entry]}))
    return drizzle


def has_users(url: str) -> bool:
    return bool(execute(url, "select 1 from pg_class where relname = 'users'"))


@pytest.mark.drizzle
def test_the_journal_and_the_files_are_enough_for_0(shipped: Project, database: str) -> None:
    assert (migrate(shipped, database), has_users(database)) == ("", True)
    (shipped.root / "migrations/0000_users.sql").unlink()
    assert re.search("No file .* found in .* folder", migrate(shipped, database)), "also of an applied migration"


@pytest.mark.drizzle
def test_without_the_journal_0_says_what_the_page_says(shipped: Project, database: str) -> None:
    shutil.rmtree(shipped.root / "migrations/meta")
    assert "Can't find meta/_journal.json file" in migrate(shipped, database)


@pytest.mark.drizzle
def test_the_sql_files_are_enough_for_1(drizzle: Project, database: str) -> None:
    drizzle.write("migrations/20250101000000_users/migration.sql", FILE)
    assert (migrate(drizzle, database, "drizzle1"), has_users(database)) == ("", True)


@pytest.mark.drizzle
def test_an_empty_folder_is_no_error_for_1(drizzle: Project, database: str) -> None:
    assert (migrate(drizzle, database, "drizzle1"), has_users(database)) == ("", False)


@pytest.mark.drizzle
def test_the_journal_of_0_is_refused_by_1(shipped: Project, database: str) -> None:
    assert "old drizzle-kit migration folders" in migrate(shipped, database, "drizzle1")


@pytest.mark.drizzle
def test_neon_http_has_no_transaction_as_its_page_says() -> None:
    """Read in the source: there is no server that speaks it here."""
    packages = HERE / "drizzle" / "node_modules" / "drizzle-orm"
    source = (packages / "neon-http/migrator.js").read_text()
    assert "transaction(" not in source and source.index("sql.raw(stmt)") < source.index("rowsToInsert) {")
    for driver in ("pglite", "node-postgres", "postgres-js", "neon-serverless"):
        other = (packages / driver / "migrator.js").read_text()
        assert "db.dialect.migrate(migrations, db.session, config)" in other
    assert "db.batch(statements)" in (HERE / "drizzle1/node_modules/drizzle-orm/neon-http/migrator.js").read_text()
