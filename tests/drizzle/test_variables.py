"""What drizzle-kit gets of the environment: no credential, and for the database nowhere or the temporary server."""

import json
import os
from pathlib import Path

import pytest
from conftest import Journal, Project

from journal.drizzle.migrate import Address
from journal.drizzle.node import started
from journal.drizzle.variables import NOWHERE, STAND_IN, Variables, read_by, variables_of
from journal.errors import EngineFailed
from journal.project.drizzle_config.read import read_drizzle_config
from journal.project.settings import load_settings

SCHEMA = """
import { integer, pgTable } from "drizzle-orm/pg-core";
export const a = pgTable("a", { id: integer().primaryKey() });
"""
REST = 'dialect: "postgresql", schema: "./schema.ts", out: "./migrations"'
SECRET = "s3cret-s3cret"
LIVE = f"postgresql://owner:{SECRET}@db.example.com/live"

# Each throws at once where it does not get what it wants.
CONFIGS = {
    "throws without": f"""
        if (!process.env.DATABASE_URL) throw new Error("DATABASE_URL is not set");
        export default {{ {REST}, dbCredentials: {{ url: process.env.DATABASE_URL }} }};""",
    "another name": f"""
        const url = process.env.POSTGRES_URL_NON_POOLING!;
        if (!url.startsWith("postgres")) throw new Error("no URL");
        export default {{ {REST}, dbCredentials: {{ url }} }};""",
    "parts": f"""
        for (const one of ["MY_HOST", "MY_PORT", "MY_USER", "MY_PASS", "MY_NAME"])
          if (!process.env[one]) throw new Error(one);
        if (!Number(process.env.MY_PORT)) throw new Error("MY_PORT");
        export default {{ {REST}, dbCredentials: {{ host: process.env.MY_HOST!, port: Number(process.env.MY_PORT),
          user: process.env.MY_USER, password: process.env.MY_PASS, database: process.env.MY_NAME! }} }};""",
    "taken apart": f"""
        const {{ DB_HOST, DB_PASSWORD, DB_NAME: name }} = process.env;
        if (!DB_HOST || !DB_PASSWORD || !name) throw new Error("not set");
        export default {{ {REST}, dbCredentials: {{ host: DB_HOST, password: DB_PASSWORD, database: name }} }};""",
    "a schema of the environment": f"""
        import {{ env }} from "./env";
        export default {{ {REST}, dbCredentials: {{ url: env.DB_STRING }} }};""",
    "dotenv": f"""
        process.loadEnvFile(".env.local");
        if (!process.env.LOCAL_DB_URL) throw new Error("not set");
        export default {{ {REST}, dbCredentials: {{ url: process.env.LOCAL_DB_URL }} }};""",
}
ENV = """
const wanted = ["DB_STRING", "AUTH_SECRET", "STRIPE_SECRET_KEY", "SITE_NAME", "CACHE_URL", "MAIL_PORT"];
for (const one of wanted) if (!process.env[one]?.length) throw new Error(one + " is not set");
if (process.env.AUTH_SECRET!.length < 32) throw new Error("AUTH_SECRET is too short");
new URL(process.env.DB_STRING!); new URL(process.env.CACHE_URL!);
export const env = process.env as Record<string, string>;
"""
SPY = """
import { writeFileSync } from "node:fs";
writeFileSync("seen.json", JSON.stringify(process.env));
"""
DOTENV = f"""DB_STRING={LIVE}
AUTH_SECRET={SECRET * 3}
STRIPE_SECRET_KEY={SECRET}
SITE_NAME=example
CACHE_URL=redis://default:{SECRET}@cache.example.com
MAIL_PORT=25
PGSSLMODE=require
PGPASSWORD={SECRET}
"""
ENVIRONMENT = {
    "DATABASE_URL": LIVE,
    "GITHUB_TOKEN": SECRET,
    "NPM_TOKEN": SECRET,
    "npm_config__authToken": SECRET,
    "AWS_SECRET_ACCESS_KEY": SECRET,
    "AWS_PROFILE": SECRET,
    "OPENAI_API_KEY": SECRET,
    "SENTRY_DSN": f"https://{SECRET}@sentry.example.com/1",
    "SOME_PLACE": f"mysql://root:{SECRET}@there",
    "PGPASSWORD": SECRET,
    "PGSERVICE": SECRET,
    "JOURNAL_TEMP": "embedded",
}


@pytest.mark.drizzle
@pytest.mark.parametrize("case", CONFIGS)
def test_a_config_loads_and_sees_no_credential(drizzle: Project, journal: Journal, case: str) -> None:
    drizzle.write("drizzle.config.ts", SPY + CONFIGS[case])
    drizzle.write("env.ts", ENV)
    drizzle.write(".env", DOTENV)
    drizzle.write(".env.local", f"LOCAL_DB_URL={LIVE}\n")
    drizzle.write("schema.ts", SCHEMA)
    drizzle.migration("0000_a", "create table a (id integer primary key);")
    said = journal("handback", "--dry-run", "--json", **ENVIRONMENT)
    assert said.code == 0, said.out + said.err
    seen = (drizzle.root / "seen.json").read_text()
    assert SECRET not in seen
    assert json.loads(seen)["SITE_NAME"] == "example"
    assert json.loads(seen)["MAIL_PORT"] == "25"
    assert json.loads(seen)["GITHUB_TOKEN"] == STAND_IN


@pytest.mark.drizzle
def test_temporary_files_of_drizzle_kit_go_into_our_own_folder(drizzle: Project, journal: Journal) -> None:
    """With a TMPDIR that takes no file, drizzle-kit itself tries for ever."""
    drizzle.write("drizzle.config.ts", SPY + f"export default {{ {REST} }};")
    drizzle.write("schema.ts", SCHEMA)
    drizzle.migration("0000_a", "create table a (id integer primary key);")
    said = journal("handback", "--dry-run", TMPDIR="/proc/self")
    assert said.code == 0, said.out + said.err
    seen = json.loads((drizzle.root / "seen.json").read_text())
    assert len({seen[name] for name in ("TMPDIR", "TMP", "TEMP")} - {"/proc/self"}) == 1


@pytest.mark.drizzle
def test_the_settings_pass_on_what_they_name(drizzle: Project, journal: Journal) -> None:
    drizzle.write("drizzle.config.ts", SPY + f"export default {{ {REST} }};")
    drizzle.write("schema.ts", SCHEMA)
    drizzle.write("journal.toml", 'pass_variables = ["PUBLIC_*", "LICENCE_KEY"]')
    drizzle.migration("0000_a", "create table a (id integer primary key);")
    said = journal("handback", "--dry-run", PUBLIC_KEY="yes, this", LICENCE_KEY="this", LICENCE_KEY_2="not this")
    assert said.code == 0, said.out + said.err
    seen = json.loads((drizzle.root / "seen.json").read_text())
    assert [seen[name] for name in ("PUBLIC_KEY", "LICENCE_KEY", "LICENCE_KEY_2")] == ["yes, this", "this", STAND_IN]


@pytest.mark.drizzle
@pytest.mark.parametrize("name", [".env", ".env.local"])
def test_drizzle_kit_is_not_started_beside_a_file_of_variables_that_cannot_be_read(
    drizzle: Project, journal: Journal, tmp_path: Path, name: str
) -> None:
    (tmp_path / "secrets").write_text(f"API_TOKEN={SECRET}\n")
    (drizzle.root / name).symlink_to(tmp_path / "secrets")
    drizzle.write("drizzle.config.ts", SPY + f"export default {{ {REST} }};")
    drizzle.write("schema.ts", SCHEMA)
    drizzle.migration("0000_a", "create table a (id integer primary key);")
    said = journal("handback", "--dry-run")
    assert (said.code, f"{name} cannot be read" in said.err) == (2, True), said.err
    assert not (drizzle.root / "seen.json").exists()


@pytest.mark.drizzle
@pytest.mark.parametrize("name", [".env", ".env.production"])
def test_drizzle_kit_does_not_wait_for_a_pipe(drizzle: Project, journal: Journal, name: str) -> None:
    os.mkfifo(drizzle.root / name)
    drizzle.write("drizzle.config.ts", f"export default {{ {REST} }};")
    drizzle.write("schema.ts", SCHEMA)
    drizzle.migration("0000_a", "create table a (id integer primary key);")
    said = journal("handback", "--dry-run")
    assert (said.code, f"{name} cannot be read: it is a pipe" in said.err) == (2, True), said.err


def test_node_is_not_started_with_too_few_open_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("resource.getrlimit", lambda which: (20, 20))
    with (
        pytest.raises(EngineFailed, match="Node needs more than the 20 open files"),
        started(["node"], cwd=Path("/"), environment={}),
    ):
        pass


@pytest.mark.drizzle
def test_with_the_native_engine_no_code_of_the_project_is_run(drizzle: Project, journal: Journal) -> None:
    drizzle.write("drizzle.config.ts", SPY + f"export default {{ {REST} }};")
    drizzle.write("schema.ts", SPY + SCHEMA)
    drizzle.migration("0000_a", "create table a (id integer primary key);")
    drizzle.write("journal.toml", 'engine = "drizzle"')
    for verb in ("bootstrap", "verify", "handback"):
        said = journal(verb, JOURNAL_ENGINE="native")
        assert said.code == (2 if verb == "handback" else 0), said.out + said.err
    assert "The engine is native: drizzle-kit and drizzle.config, which are code of the project, were not run." in (
        said.out
    )
    assert not (drizzle.root / "seen.json").exists()


def test_an_engine_that_is_none_is_refused(project: Project, journal: Journal) -> None:
    project.migration("0000_a")
    assert "JOURNAL_ENGINE is 'nativ'." in journal("bootstrap", JOURNAL_ENGINE="nativ").err
    project.write("journal.toml", 'engine = "nativ"')
    assert "journal.toml: `engine` is 'nativ'." in journal("bootstrap").err
    project.write("journal.toml", 'pass_variables = "A"')
    assert "`pass_variables` is not a list of names." in journal("bootstrap").err


def test_migrate_gets_the_temporary_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MY_PORT", "5432")
    read = {"MY_URL": "url", "MY_HOST": "host", "MY_PORT": "port", "MY_NAME": "database", "MY_PASS": "password"}
    address = Address("/run/with space", 5433, "owner", "db", "p@ss")
    seen = Variables(read).environment(tmp_path, address)
    assert [seen[name] for name in read] == [
        "postgresql://owner:p%40ss@localhost:5433/db?host=%2Frun%2Fwith%20space", "/run/with space", "5433", "db",
        "p@ss",
    ]  # fmt: skip
    assert Variables(read).environment(tmp_path, None)["DATABASE_URL"] == NOWHERE.url


def test_a_database_is_found_in_every_spelling(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOUR", LIVE)
    path = project.write(
        "drizzle.config.ts",
        f"""const one = process.env.ONE as string;
        const {{ THREE }} = process.env;
        process.env["PG_URL"]; process.env?.NEON_DATABASE_URL; process.env.SITE_NAME;
        const url = process.env.FOUR ?? THREE ?? one;
        export default {{ {REST}, dbCredentials: {{ url, host: process.env["FIVE"] }} }};
        """,
    )
    found = read_by(read_drizzle_config(path, project.root))
    assert found == {"FOUR": "url", "FIVE": "host", "NEON_DATABASE_URL": "url"}


def test_without_a_config_there_is_nothing_to_read(project: Project) -> None:
    assert variables_of(load_settings(project.root)) == Variables({}, ())
