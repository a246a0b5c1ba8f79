"""Two applications of a repository on one ledger: they are named, and the rows of one are moved to its own."""

import json
import shlex
import shutil
import subprocess

import pytest
from conftest import HERE, Journal, Project
from psycopg.conninfo import conninfo_to_dict
from real import LEDGER, node, psql, rows, whole
from verbs.test_status import execute

OWN = "drizzle.__drizzle_migrations_iam"
MIGRATE = """
const { Client } = require("pg");
const { drizzle } = require("drizzle-orm/node-postgres");
const { migrate } = require("drizzle-orm/node-postgres/migrator");
const [host, database, migrationsFolder, table] = process.argv.slice(1);
(async () => {
  const client = new Client({ host, user: "postgres", database });
  await client.connect();
  await migrate(drizzle(client), { migrationsFolder, migrationsTable: table });
  await client.end();
})();
"""


def migrate(project: Project, url: str, app: str, table: str = "__drizzle_migrations") -> None:
    """migrate() of 0.45.4 in the folder of an application."""
    words = conninfo_to_dict(url)
    arguments = [str(words["host"]), str(words["dbname"]), str(project.root / app / "drizzle"), table]
    done = node("-e", MIGRATE, *arguments, cwd=HERE / "drizzle")
    assert done.returncode == 0, done.stderr


@pytest.fixture
def shared(project: Project, database: str) -> str:
    shutil.rmtree(project.root)
    shutil.copytree(HERE / "cases/two-apps-one-ledger", project.root)
    subprocess.run(["git", "init", "-q"], cwd=project.root, check=True)
    for app in ("iam", "audit"):
        migrate(project, database, app)
    assert len(rows(database)) == 1  # audit's was skipped
    return database


def tables(url: str) -> list[object]:
    return execute(url, "select to_regclass('iam.user')::text, to_regclass('audit.entry')::text")


def test_status_and_repair_name_both_and_the_remedy(project: Project, journal: Journal, shared: str) -> None:
    said = journal("status", "-C", "audit", "--url", shared)
    assert (said.code, "is that of another project" in said.out) == (1, False)
    also = "drizzle.__drizzle_migrations is also the ledger of iam/drizzle.config.ts: row 1 belongs to its migrations."
    assert also in said.out
    said = journal("repair", "--dry-run", "-C", "audit", "--url", shared)
    keys = 'migrations: { schema: "drizzle", table: "__drizzle_migrations_iam" }'
    assert f"  first give it its own (or this project; not both), in iam/drizzle.config.ts: {keys}\n" in said.out
    line = next(line for line in said.out.splitlines() if "then move its rows there: drizzle-journal repair " in line)
    assert "--move-rows iam/drizzle --yes" in line.replace(f" --project {project.root}/audit", "")


def test_the_rows_are_moved_and_both_migrate_as_they_should(project: Project, journal: Journal, shared: str) -> None:
    words = ("repair", "-C", "audit", "--move-rows", "iam/drizzle", "--url", shared)
    assert (journal(*words, "--dry-run").code, len(rows(shared))) == (0, 1)
    assert execute(shared, f"select to_regclass('{OWN}')") == [(None,)]
    before = rows(shared)
    said = journal(*words, "--yes")
    assert (said.code, f"moved row 1 to {OWN}\n" in said.out) == (0, True), said.out + said.err
    assert (rows(shared), execute(shared, f"select hash, created_at from {OWN}")) == ([], before)
    assert "1 pending. Next: " in journal("status", "-C", "audit", "--url", shared).out
    migrate(project, shared, "audit")
    migrate(project, shared, "iam", "__drizzle_migrations_iam")
    assert tables(shared) == [('iam."user"', "audit.entry")]
    assert (len(rows(shared)), execute(shared, f"select count(*) from {OWN}")) == (1, [(1,)])


def test_the_ledger_of_its_config_is_taken(project: Project, journal: Journal, shared: str) -> None:
    config = project.root / "iam/drizzle.config.ts"
    config.write_text(config.read_text().replace("out:", "migrations: { schema: 'iam', table: 'ledger' },\n  out:"))
    said = journal("repair", "-C", "audit", "--move-rows", "iam", "--yes", "--url", shared)
    assert (said.code, "give it its own" in said.out) == (0, False), said.out + said.err
    assert execute(shared, "select count(*) from iam.ledger") == [(1,)]


def test_the_undo_brings_the_row_back(journal: Journal, shared: str) -> None:
    before = whole(shared)
    words = ("repair", "-C", "audit", "--move-rows", "iam/drizzle", "--url", shared)
    done = json.loads(journal(*words, "--json", "--yes").out)
    assert done["shared_with"][0]["rows"] == [1]
    psql(shared, done["undo"])
    assert (whole(shared), execute(shared, f"select count(*) from {OWN}")) == (before, [(0,)])
    psql(shared, journal(*words, "--sql").out)
    assert (rows(shared), execute(shared, f"select count(*) from {OWN}")) == ([], [(1,)])


def test_rows_of_both_in_one_ledger_are_told_apart(project: Project, journal: Journal, shared: str) -> None:
    path = project.root / "audit/drizzle/meta/_journal.json"
    path.write_text(path.read_text().replace("1767000000000", "1767400000000"))
    migrate(project, shared, "audit")
    for app, other in (("audit", "iam"), ("iam", "audit")):
        said = journal("repair", "--dry-run", "-C", app, "--url", shared)
        assert (said.code, f"is also the ledger of {other}/drizzle.config.ts" in said.out) == (1, True), said.out
    journal("repair", "-C", "iam", "--move-rows", "audit", "--yes", "--url", shared)
    assert execute(shared, "select hash from drizzle.__drizzle_migrations_audit") != rows(shared)[0][:1]
    assert journal("status", "-C", "iam", "--url", shared).out.endswith("1 applied. Nothing to do.\n")


def test_a_ledger_of_1_0_keeps_its_columns(journal: Journal, shared: str) -> None:
    execute(shared, f"alter table {LEDGER} add column name text, add column applied_at timestamptz default now()")
    execute(shared, f"update {LEDGER} set name = '20260101000000_iam'")
    said = journal("repair", "-C", "audit", "--move-rows", "iam", "--yes", "--url", shared)
    assert said.code == 0, said.out + said.err
    assert execute(shared, f"select name from {OWN}") == [("20260101000000_iam",)]


def test_a_folder_without_rows_is_refused(journal: Journal, shared: str) -> None:
    said = journal("repair", "-C", "audit", "--move-rows", "audit/drizzle", "--yes", "--url", shared)
    assert (said.code, "Folders with rows here: iam/drizzle" in said.err) == (2, True), said.out + said.err
    assert len(rows(shared)) == 1


def test_the_advice_leads_to_health(project: Project, journal: Journal, shared: str) -> None:
    command = journal("status", "-C", "audit", "--url", shared).out.strip().rpartition("Next: drizzle-journal ")[2]
    said = journal(*shlex.split(command), "--url", shared).out
    move = shlex.split(said.partition("then move its rows there: drizzle-journal ")[2].partition("\n")[0])
    status = journal(*move, "--yes", "--url", shared).out.strip().rpartition("Next: drizzle-journal ")[2]
    assert journal(*shlex.split(status), "--url", shared).code == 0
    migrate(project, shared, "audit")
    assert journal(*shlex.split(status), "--url", shared).out.endswith("1 applied. Nothing to do.\n")
