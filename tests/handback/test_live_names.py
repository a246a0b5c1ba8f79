"""A hand-back to a live database whose constraints and indexes have other names than the migrations give them."""

import os
import shutil
import subprocess

import pytest
from conftest import HERE, NODE_PACKAGES, Journal, Project
from psycopg.conninfo import conninfo_to_dict
from verbs.test_status import execute

FOREIGN_KEYS = "select conname::text from pg_constraint where contype = 'f'"
LEDGER = "select count(*) from drizzle.__drizzle_migrations"


def kit(project: Project, url: str, *words: str) -> int:
    name = conninfo_to_dict(url)
    socket = f"postgresql://postgres@localhost/{name['dbname']}?host={name['host']}"
    done = subprocess.run(
        ["node", "node_modules/drizzle-kit/bin.cjs", *words], cwd=project.root, stdin=subprocess.DEVNULL,
        env=os.environ | {"DATABASE_URL": socket}, capture_output=True, timeout=120, check=False,
    )  # fmt: skip
    return done.returncode


@pytest.fixture
def named(project: Project, database: str) -> Project:
    """The case: the live database calls its foreign key fk_posts_user."""
    shutil.rmtree(project.root)
    shutil.copytree(HERE / "cases/bridge-live-other-names", project.root)
    (project.root / "node_modules").symlink_to(NODE_PACKAGES)
    execute(database, (project.root / "live.sql").read_text())
    return project


def test_a_bridge_is_not_stamped_where_the_names_are_not_those_after_it(
    named: Project, journal: Journal, database: str
) -> None:
    said = journal("handback", "--bridge", "--url", database, "--yes")
    assert said.code == 1, said.out
    assert "0001_drizzle_names renames objects that have other names there" in said.out
    rename = next(line.strip() for line in said.out.splitlines() if "RENAME CONSTRAINT" in line)
    execute(database, rename)
    said = journal("handback", "--bridge", "--url", database, "--yes")
    assert said.code == 0, said.out
    assert execute(database, LEDGER) == [(1,)]
    assert kit(named, database, "migrate") == 0
    assert (execute(database, FOREIGN_KEYS), execute(database, LEDGER)) == ([("posts_user_id_users_id_fk",)], [(2,)])
    said = journal("status", "--url", database)
    assert (said.code, said.out.splitlines()[-1]) == (0, "2 applied. Nothing to do.")
    schema = (named.root / "schema.ts").read_text()
    named.write("schema.ts", schema.replace("() => users.id", '() => users.id, { onDelete: "cascade" }'))
    assert (kit(named, database, "generate", "--name", "cascade"), kit(named, database, "migrate")) == (0, 0)
    assert execute(database, LEDGER) == [(3,)]


def test_a_bridge_is_recorded_where_it_ran_by_hand(named: Project, journal: Journal, database: str) -> None:
    execute(database, "alter table posts rename constraint fk_posts_user to posts_user_id_users_id_fk")
    said = journal("handback", "--bridge", "--url", database, "--yes")
    assert (said.code, execute(database, LEDGER)) == (0, [(2,)]), said.out
    assert journal("status", "--url", database).code == 0


def test_locate_takes_no_migration_for_run_that_only_renames(named: Project, journal: Journal, database: str) -> None:
    named.migration("0001_names", "alter table posts rename constraint posts_user_id_fkey to posts_users;")
    assert journal("bootstrap").code == 0
    said = journal("locate", "--url", database)
    assert "The schema equals the one after 0000_init." in said.out
    assert "The schema after 0001_names differs only by names. The database has the old ones. [not-renamed]" in said.out
    assert said.out.splitlines()[-1] == "Next: drizzle-journal stamp --to 0000_init"
    said = journal("stamp", "--dry-run", "--to", "0001_names", "--url", database)
    assert (said.code, said.out.strip().splitlines()[-1]) == (1, "Nothing was written. Next: drizzle-journal locate"), (
        said.out
    )
    assert "0001_names: only names differ from the schema after it. The database lacks constraint posts." in said.out
    execute(database, "alter table posts rename constraint fk_posts_user to posts_users")
    said = journal("locate", "--url", database)
    assert said.out.splitlines()[-1] == "Next: drizzle-journal stamp --to 0001_names"
