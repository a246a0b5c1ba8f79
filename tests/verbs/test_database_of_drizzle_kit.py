"""Commands work on the database that drizzle-kit writes to, and stop where two places name different ones."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest
from conftest import HERE, Journal, Project, Said, empty_database
from drizzle.test_oracle import kit_url
from needs import need, need_program
from verbs.test_status import execute

from journal.server.provider import Server

CASE = HERE / "cases" / "config-names-another-url"
GIVEN = "postgresql://postgres@127.0.0.1:54877/"
NAMES = ("url_app", "url_pooled", "url_direct")
PACKAGES = (HERE / "drizzle" / "node_modules", HERE / "drizzle1" / "node_modules", HERE / "dotenv" / "node_modules")
DIRECT = "drizzle.config.ts:8, dbCredentials (DATABASE_URL_UNPOOLED of .env.local)"


@pytest.fixture
def urls(project: Project, server: Server) -> Iterator[dict[str, str]]:
    """The case with a database for each name of it, and the URL of each."""
    shutil.copytree(CASE, project.root, dirs_exist_ok=True)
    shutil.rmtree(project.root / "migrations")
    with ExitStack() as stack:
        found = {name: kit_url(stack.enter_context(empty_database(server))) for name in NAMES}
        for file in (".env", ".env.local"):
            text = (project.root / file).read_text()
            for name, url in found.items():
                text = text.replace(f"{GIVEN}{name}", url)
            project.write(file, text)
        yield found


def tables(url: str) -> list[tuple[object, ...]]:
    return execute(url, "select 1 from pg_tables where tablename = 'note'")


def database_of(url: str) -> str:
    return str(psycopg.conninfo.conninfo_to_dict(url)["dbname"])


def kit_migrate(root: Path, generation: int) -> None:
    """drizzle-kit migrate of 0.31 or 1.0, for which the folder has its own layout."""
    need_program("node")
    need(all(packages.exists() for packages in PACKAGES), "needs the npm packages that scripts/test installs")
    (root / "node_modules").mkdir()
    for package in (*PACKAGES[generation].iterdir(), *PACKAGES[2].iterdir()):
        if not package.name.startswith("."):
            (root / "node_modules" / package.name).symlink_to(package)
    if generation:
        sql = (root / "drizzle" / "0000_note.sql").read_text()
        shutil.rmtree(root / "drizzle")
        (root / "drizzle" / "20260101000000_note").mkdir(parents=True)
        (root / "drizzle" / "20260101000000_note" / "migration.sql").write_text(sql)
    clean = {name: text for name, text in os.environ.items() if name != "DATABASE_URL"}
    done = subprocess.run(
        ["node", "node_modules/drizzle-kit/bin.cjs", "migrate"], cwd=root, env=clean, stdin=subprocess.DEVNULL,
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("generation", [0, 1])
def test_status_looks_at_the_database_that_drizzle_kit_migrates(
    project: Project, journal: Journal, urls: dict[str, str], generation: int
) -> None:
    line = database_line(journal("status"))
    assert line.startswith(f"database postgres@{socket_of(urls)}/{database_of(urls['url_direct'])} (")
    assert f"from {DIRECT}), not postgres@" in line
    assert line.endswith(f"/{database_of(urls['url_app'])} (from .env, DATABASE_URL)")
    kit_migrate(project.root, generation)
    assert [name for name in NAMES if tables(urls[name])] == ["url_direct"]


def database_line(said: Said) -> str:
    return next(line for line in said.out.splitlines() if line.startswith("database "))


def socket_of(urls: dict[str, str]) -> str:
    return str(psycopg.conninfo.conninfo_to_dict(urls["url_app"])["host"])


def test_status_says_the_other_database_in_its_json(journal: Journal, urls: dict[str, str]) -> None:
    document = json.loads(journal("status", "--json").out)
    assert document["database"].endswith(f"/{database_of(urls['url_direct'])}")
    (note,) = document["passed_over"]
    assert note.startswith(".env, DATABASE_URL names another database, postgres@")


@pytest.mark.parametrize(
    "words",
    [
        "run", "down 0000_note --yes", "stamp --to 0000_note --unproved --yes", "repair --yes",
        "unstamp 0000_note --yes",
        "backup make note --yes", "backup restore note_backup --yes",
    ],
)  # fmt: skip
def test_a_command_that_writes_stops_and_names_both(journal: Journal, urls: dict[str, str], words: str) -> None:
    said = journal(*words.split())
    assert said.code == 2, said
    for place, name in ((DIRECT, "url_direct"), (".env, DATABASE_URL", "url_app")):
        assert f"{place} names postgres@{socket_of(urls)}/{database_of(urls[name])}" in said.err
    assert (
        "help: Name the one that is meant: --env-var DATABASE_URL_UNPOOLED or --env-var DATABASE_URL or --url"
        in said.err
    )
    assert not any(execute(url, "select 1 from pg_namespace where nspname = 'drizzle'") for url in urls.values())


@pytest.mark.parametrize(("variable", "name"), [("DATABASE_URL_UNPOOLED", "url_direct"), ("DATABASE_URL", "url_app")])
def test_the_variable_of_the_hint_decides(journal: Journal, urls: dict[str, str], variable: str, name: str) -> None:
    assert journal("run", "--env-var", variable).code == 0
    assert [each for each in NAMES if tables(urls[each])] == [name]


def test_the_variable_of_the_process_comes_first_and_is_compared(journal: Journal, urls: dict[str, str]) -> None:
    line = database_line(journal("status", DATABASE_URL=urls["url_pooled"]))
    assert line.startswith(f"database postgres@{socket_of(urls)}/{database_of(urls['url_pooled'])}")
    assert line.endswith(f", not postgres@{socket_of(urls)}/{database_of(urls['url_direct'])} (from {DIRECT})")
    assert journal("run", "--yes", DATABASE_URL=urls["url_pooled"]).code == 2
    assert journal("run", "--yes", DATABASE_URL=urls["url_direct"]).code == 0
    assert [each for each in NAMES if tables(urls[each])] == ["url_direct"]


def test_the_ledger_of_a_config_of_another_name_is_read(project: Project, journal: Journal, database: str) -> None:
    project.migration("0000_note", "create table note (id int);")
    project.write("migrations/meta/_journal.json", (CASE / "drizzle" / "meta" / "_journal.json").read_bytes())
    config = "migrations: { schema: 'ops', table: 'applied' }, dbCredentials: { url: process.env.PROD! }"
    project.write("drizzle.prod.config.ts", f"export default {{ dialect: 'postgresql', out: 'migrations', {config} }};")
    project.write(".env", f"PROD={database}\n")
    refused = journal("status")
    assert refused.code == 2
    assert refused.err.rstrip().endswith("or --config drizzle.prod.config.ts")
    said = journal("status", "--config", "drizzle.prod.config.ts")
    assert "ledger ops.applied: missing" in said.out
    assert "from drizzle.prod.config.ts:1, dbCredentials (PROD of .env)" in said.out
    note = "No drizzle.config is read: drizzle-kit finds drizzle.prod.config.ts only with --config."
    assert note in journal("status", DATABASE_URL=database).out
