"""The notes of status on the role, lost tables, an empty journal and another project's folder."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator

import psycopg
import pytest
from conftest import HERE, NODE_PACKAGES, Journal, Project, Said
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from journal.server.provider import Server

WHEN = 1_755_216_000_000
MIGRATE = """
const { Client } = require("pg");
const { drizzle } = require("drizzle-orm/node-postgres");
const { migrate } = require("drizzle-orm/node-postgres/migrator");
const [host, user, database, migrationsFolder, generation] = process.argv.slice(1);
async function main() {
  const client = new Client({ host, user, database });
  await client.connect();
  try {
    await migrate(generation === "1" ? drizzle({ client }) : drizzle(client), { migrationsFolder });
    console.log("ok");
  } catch (error) {
    console.log(error.cause?.code ?? error.code);
  }
  await client.end();
}
main();
"""


def migrate(project: Project, url: str, *, user: str = "postgres", generation: int = 0) -> str:
    """The real one, of either generation; what it ended with."""
    packages = HERE / ("drizzle1" if generation else "drizzle")
    folder = project.root / ("one" if generation else "migrations")
    words = conninfo_to_dict(url)
    command = ["node", "-e", MIGRATE, str(words["host"]), user, str(words["dbname"]), str(folder), str(generation)]
    done = subprocess.run(command, cwd=packages, check=True, capture_output=True, timeout=60, text=True)
    return done.stdout.strip()


def journal_of(project: Project, *tags: str) -> None:
    listed = [{"idx": n, "version": "7", "when": WHEN + n * 60_000, "tag": tag} for n, tag in enumerate(tags)]
    value = {"version": "7", "dialect": "postgresql", "entries": listed}
    project.write("migrations/meta/_journal.json", json.dumps(value, indent=2))
    for tag in tags:
        project.migration(tag, f"create table t_{tag.split('_')[0]} (id int);\n")


def execute(url: str, query: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(query)  # type: ignore[call-overload]


def noted(journal: Journal, url: str) -> tuple[int, dict[str, str], Said]:
    """The exit code, the message of each note by its code, and the text."""
    value = journal("status", "--url", url, "--json")
    found = {note["code"]: note["message"] for note in json.loads(value.out)["notes"]}
    text = journal("status", "--url", url)
    assert text.code == value.code
    shown = {code: re.sub(r"/\S*/project/", "", message) for code, message in found.items()}  # relative in a text
    assert all(f"{message} [{code}]" in text.out for code, message in shown.items())
    return value.code, found, text


@pytest.fixture
def migrated(project: Project, database: str) -> str:
    journal_of(project, "0000_a", "0001_b")
    assert migrate(project, database) == "ok"
    return database


@pytest.fixture
def restricted(database: str, server: Server) -> Iterator[str]:
    """The URL of a role that may do everything but make a schema, which is there."""
    words = conninfo_to_dict(database)
    role = f'"R {words["dbname"]}"'
    superuser = make_conninfo(str(server.admin), dbname=str(words["dbname"]))
    execute(superuser, f"create role {role} login")
    execute(superuser, f"create schema drizzle authorization {role}; grant all on schema public to {role}")
    yield f"postgresql://R%20{words['dbname']}@/{words['dbname']}?host={words['host']}"
    execute(superuser, f"drop owned by {role}; drop role {role}")


@pytest.mark.parametrize("generation", [0, 1])
def test_a_role_without_create_gets_a_warning_and_the_real_migrate_fails(
    project: Project, journal: Journal, restricted: str, database: str, generation: int
) -> None:
    journal_of(project, "0000_a")
    project.write("one/20250815000000_a/migration.sql", "create table t_0000 (id int);")
    words = conninfo_to_dict(restricted)
    role, name = str(words["user"]), str(words["dbname"])
    assert migrate(project, database, user=role, generation=generation) == "42501"
    code, found, text = noted(journal, restricted)
    assert (code, list(found)) == (0, ["no-create-privilege"])
    grant = f'GRANT CREATE ON DATABASE "{name}" TO "{role}";'
    assert f"warning: The role {role} may not CREATE on the database {name}. Every drizzle-kit migrate" in text.out
    assert f"  help: {grant}\n" in text.out
    execute(database, grant)
    assert migrate(project, database, user=role, generation=generation) == "ok"
    assert noted(journal, restricted)[1] == {}


def test_tables_that_the_ledger_records_but_the_database_lacks_are_an_error(
    project: Project, journal: Journal, migrated: str
) -> None:
    assert noted(journal, migrated)[:2] == (0, {})
    execute(migrated, "drop schema public cascade; create schema public; create table other (id int)")
    assert migrate(project, migrated) == "ok"  # and does nothing
    code, found, text = noted(journal, migrated)
    assert (code, list(found)) == (1, ["tables-gone"])
    assert "none of their objects: table t_0000, table t_0001. drizzle-kit" in found["tables-gone"]
    assert text.out.endswith("2 applied. Next: drizzle-journal locate\n")
    execute(migrated, "create table t_0001 (id int)")
    code, found, _ = noted(journal, migrated)
    assert (code, list(found)) == (1, ["not-there"])
    assert "records 0000_a, but the database has none of its objects: table t_0000." in found["not-there"]


def test_status_of_a_manually_built_database_does_not_advise_migrate(
    project: Project, journal: Journal, database: str
) -> None:
    journal_of(project, "0000_a", "0001_b")
    execute(database, "create schema auth; create table auth.t_0000 (id int)")
    code, found, text = noted(journal, database)
    assert (code, found, text.out.splitlines()[-1]) == (0, {}, "2 pending. Next: drizzle-journal run --journal")
    execute(database, "create table t_0000 (id int)")
    code, found, text = noted(journal, database)
    assert (code, list(found)) == (1, ["objects-there"])
    assert "not record 0000_a, but the database has its objects: table t_0000. drizzle" in found["objects-there"]
    assert text.out.splitlines()[-1] == "2 pending. Next: drizzle-journal stamp --to 0000_a"
    execute(database, "create table t_0001 (id int)")
    code, found, text = noted(journal, database)
    both = "not record 0000_a, 0001_b, but the database has their objects: table t_0000, table t_0001. drizzle-kit "
    both += "migrate would fail there. Were they run by hand, or by drizzle-kit push?"
    assert (both in found["objects-there"], text.out.count("run by hand")) == (True, 1), text.out
    execute(database, "drop table t_0001")
    assert migrate(project, database) == "42P07"
    project.migration("0000_a", "create table if not exists t_0000 (id int);\n")
    assert noted(journal, database)[1] == {}


def test_an_empty_or_missing_journal_is_an_error(project: Project, journal: Journal, database: str) -> None:
    journal_of(project)
    code, found, _ = noted(journal, database)
    assert (code, list(found)) == (0, ["journal-empty"])  # a new project
    project.migration("0000_a")
    code, found, text = noted(journal, database)
    path = project.root / "migrations/meta/_journal.json"
    assert found["journal-empty"].startswith(f"The journal {path} is empty: drizzle-kit migrate applies nothing")
    assert (code, "  help: drizzle-journal scaffold\n" in text.out) == (1, True)
    assert migrate(project, database) == "ok"
    path.unlink()
    code, found, _ = noted(journal, database)
    assert (code, list(found)) == (1, ["journal-missing"])


def test_the_folder_of_another_project_is_an_error(project: Project, journal: Journal, migrated: str) -> None:
    for file in project.root.glob("migrations/*.sql"):
        file.unlink()
    listed = [{"idx": 0, "version": "7", "when": WHEN - 1, "tag": "0000_x"}]
    value = {"version": "7", "dialect": "postgresql", "entries": listed}
    project.write("migrations/meta/_journal.json", json.dumps(value))
    project.migration("0000_x", "create table x (id int);")
    code, found, _ = noted(journal, migrated)
    assert (code, list(found)) == (1, ["wrong-folder"])
    assert found["wrong-folder"].startswith(f"None of the 2 rows belongs to a migration in {project.root}")


def test_a_folder_without_anything_is_named(project: Project, journal: Journal, database: str) -> None:
    said = journal("status", "--url", database)
    assert (said.code, "There is no migration in migrations" in said.err) == (2, True)


def test_a_folder_of_0_x_with_drizzle_orm_1_0_is_an_error_and_the_real_migrate_refuses_it(
    project: Project, journal: Journal, migrated: str
) -> None:
    (project.root / "node_modules").symlink_to(HERE / "drizzle1/node_modules")
    code, found, text = noted(journal, migrated)
    assert (code, list(found)) == (1, ["folder-outdated"])
    assert text.out.endswith("Rehearse the upgrade: drizzle-journal handback --to 1.0 --dry-run\n")
    shutil.copytree(project.root / "migrations", project.root / "one")
    assert migrate(project, migrated, generation=1) != "ok"
    (project.root / "node_modules").unlink()
    (project.root / "node_modules").symlink_to(NODE_PACKAGES)
    assert noted(journal, migrated)[:2] == (0, {})
