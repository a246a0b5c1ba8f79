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


def continues(named: Project, database: str, twin: str, rows: int) -> None:
    """The bridge runs on production and on a new database, and so does the next change of the key."""
    for url in (database, twin):
        assert kit(named, url, "migrate") == 0
        assert (execute(url, FOREIGN_KEYS), execute(url, LEDGER)) == ([("posts_user_id_users_id_fk",)], [(rows,)])
    schema = (named.root / "schema.ts").read_text()
    named.write("schema.ts", schema.replace("() => users.id", '() => users.id, { onDelete: "cascade" }'))
    assert kit(named, database, "generate", "--name", "cascade") == 0
    for url in (database, twin):
        assert (kit(named, url, "migrate"), execute(url, LEDGER)) == (0, [(rows + 1,)])


def test_a_bridge_renames_whichever_name_is_there(named: Project, journal: Journal, database: str, twin: str) -> None:
    said = journal("handback", "--bridge", "--url", database, "--yes")
    assert said.code == 0, said.out
    runs = "On a copy with its names, drizzle-kit migrate runs 0001_drizzle_names"
    assert f"{runs}, and all names are those of schema.ts. [live-names]" in said.out
    assert execute(database, LEDGER) == [(1,)]
    continues(named, database, twin, 2)
    said = journal("status", "--url", database)
    assert (said.code, said.out.splitlines()[-1].startswith("3 applied")) == (0, True), said.out


@pytest.mark.only_full
def test_one_bridge_renames_what_two_databases_call_differently(
    named: Project, journal: Journal, database: str, twin: str
) -> None:
    execute(twin, (named.root / "live.sql").read_text().replace("fk_posts_user", "fk_of_the_other"))
    said = journal("handback", "--fix", "--url", database, "--url", twin, "--yes")
    assert said.code == 0, said.out + said.err
    continues(named, database, twin, 2)


@pytest.mark.only_full
def test_an_index_and_a_key_of_a_database_that_is_behind(
    named: Project, journal: Journal, database: str, twin: str
) -> None:
    """The bridge comes after an entry that the database still has to run."""
    first, schema = named.root / "migrations" / "0000_init.sql", named.root / "schema.ts"
    first.write_text(first.read_text() + "CREATE INDEX by_user ON posts (user_id);\n")
    execute(database, 'create index "Old $$ ix" on posts (user_id)')
    named.migration("0001_title", "alter table posts add column title text;")
    text = schema.read_text().replace("integer }", "integer, text, index }")
    last = "users.id), title: text() }, (t) => [index('posts_user_idx').on(t.userId)]"
    schema.write_text(text.replace("users.id) }", last))
    said = journal("handback", "--bridge", "--url", database, "--yes")
    assert (said.code, execute(database, LEDGER)) == (0, [(1,)]), said.out
    continues(named, database, twin, 3)
    for url in (database, twin):
        assert ("posts_user_idx",) in execute(url, "select indexname::text from pg_indexes where tablename = 'posts'")


def test_a_migration_of_the_project_that_renames_is_no_go_until_the_names_are_its_own(
    named: Project, journal: Journal, database: str
) -> None:
    named.migration(
        "0001_names", "alter table posts rename constraint posts_user_id_fkey to posts_user_id_users_id_fk;"
    )
    said = journal("handback", "--bridge", "--url", database, "--yes")
    assert (said.code, "0001_names renames objects that have other names there" in said.out) == (1, True), said.out
    execute(database, next(line.strip() for line in said.out.splitlines() if 'CONSTRAINT "fk_posts_user"' in line))
    said = journal("handback", "--bridge", "--url", database, "--yes")
    assert (said.code, execute(database, LEDGER), kit(named, database, "migrate")) == (0, [(1,)], 0), said.out
    assert execute(database, FOREIGN_KEYS) == [("posts_user_id_users_id_fk",)]


def test_a_name_that_only_the_live_database_has_gets_a_bridge(
    named: Project, journal: Journal, database: str, twin: str
) -> None:
    """The migrations have the names of schema.ts: the bridge changes nothing in the replay, and is not stamped."""
    first = named.root / "migrations" / "0000_init.sql"
    key = "CONSTRAINT posts_user_id_users_id_fk REFERENCES"
    first.write_text(first.read_text().replace("REFERENCES", key))
    said = journal("handback", "--bridge", "--url", database, "--yes")
    assert (said.code, execute(database, LEDGER)) == (0, [(1,)]), said.out
    continues(named, database, twin, 2)


def test_without_a_bridge_the_names_are_noted(named: Project, journal: Journal, database: str) -> None:
    said = journal("handback", "--url", database, "--dry-run")
    assert (
        said.code,
        "note    1 name differs between the live database and the migrations. [live-names]" in said.out,
    ) == (
        0,
        True,
    ), said.out
    assert 'ALTER TABLE "public"."posts" RENAME CONSTRAINT "fk_posts_user" TO "posts_user_id_fkey";' in said.out


def test_a_pending_entry_that_names_what_has_another_name_is_no_go(
    named: Project, journal: Journal, database: str
) -> None:
    """It runs before the bridge, and fails on a copy with the live names."""
    again = "add foreign key (user_id) references users on delete cascade;"
    named.migration("0001_cascade", f"alter table posts drop constraint posts_user_id_fkey, {again}")
    schema = (named.root / "schema.ts").read_text()
    named.write("schema.ts", schema.replace("() => users.id", '() => users.id, { onDelete: "cascade" }'))
    said = journal("handback", "--bridge", "--url", database, "--yes")
    assert said.code == 1, said.out
    assert "On a copy with its names, drizzle-kit migrate of 0001_cascade, 0002_drizzle_names fails" in said.out
    rename = next(line.strip() for line in said.out.splitlines() if "RENAME CONSTRAINT" in line and "fk_posts" in line)
    execute(database, rename)
    said = journal("handback", "--bridge", "--url", database, "--yes")
    assert (said.code, execute(database, LEDGER)) == (0, [(1,)]), said.out
    assert kit(named, database, "migrate") == 0
    assert (execute(database, FOREIGN_KEYS), execute(database, LEDGER)) == ([("posts_user_id_users_id_fk",)], [(3,)])


@pytest.mark.only_full
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


@pytest.mark.only_full
def test_a_key_that_an_entry_adds_by_name_is_there_with_another_name(
    named: Project, journal: Journal, database: str, twin: str
) -> None:
    """As drizzle-kit writes it: the entry that adds the key is stamped, although its name is not there."""
    first = named.root / "migrations" / "0000_init.sql"
    first.write_text(first.read_text().replace(" REFERENCES users(id)", ""))
    key = "constraint posts_user_key foreign key (user_id) references users (id)"
    named.migration("0001_key", f"alter table posts add {key};")
    said = journal("handback", "--bridge", "--url", database, "--yes")
    assert (said.code, execute(database, LEDGER)) == (0, [(2,)]), said.out
    continues(named, database, twin, 3)
