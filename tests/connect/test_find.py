"""Where the database's name is taken from, and in which order."""

import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from conftest import Project

from journal.connect.find import find_target
from journal.connect.target import Target, connected, target_of
from journal.connect.variables import LIBPQ_VARIABLES, VARIABLES
from journal.errors import DatabaseUnreachable, SettingsInvalid
from journal.project.settings import load_settings
from journal.server.embedded.binaries import find_binaries
from journal.server.provider import Server

PLACES = ("url", "DATABASE_URL", "POSTGRES_URL", "config", ".env, DATABASE_URL", ".env, POSTGRES_URL", "PGHOST")


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in (*VARIABLES, *LIBPQ_VARIABLES, "PGPORT", "PGUSER"):
        monkeypatch.delenv(name, raising=False)
    return


def config(project: Project, credentials: str, above: str = "") -> Path:
    text = (
        f"{above}\nexport default {{\n  dialect: 'postgresql', out: 'migrations',\n  dbCredentials: {credentials},\n}};"
    )
    return project.write("drizzle.config.ts", text)


def found(project: Project, url: str | None = None, env_var: str | None = None) -> Target:
    return find_target(load_settings(project.root), url, env_var=env_var)


@pytest.mark.parametrize("first", range(len(PLACES)))
def test_the_first_place_that_names_one_wins(project: Project, monkeypatch: pytest.MonkeyPatch, first: int) -> None:
    env = ""
    for place in PLACES[first:]:
        if place == "config":
            config(project, "{ url: 'postgresql://config/d' }")
        elif place.startswith(".env"):
            env += f"{place.split()[1]}=postgresql://env-{place.split()[1]}/d\n"
        elif place != "url":
            monkeypatch.setenv(place, "pg" if place == "PGHOST" else f"postgresql://{place}/d")
    project.write(".env", env)
    target = found(project, "postgresql://url/d" if first == 0 else None)
    hosts = ("url", "DATABASE_URL", "POSTGRES_URL", "config", "env-DATABASE_URL", "env-POSTGRES_URL", "pg")
    sources = ("--url", *PLACES[1:3], "drizzle.config.ts:4, dbCredentials", *PLACES[4:])
    assert (target.shown.split("/")[0], target.source) == (hosts[first], sources[first])


def test_only_the_variable_named_is_looked_at(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://other/d")
    project.write(".env", "STAGING=postgresql://staging/d\nEMPTY=\n")
    assert (found(project, env_var="STAGING").shown, found(project, env_var="STAGING").source) == (
        "staging/d", ".env, STAGING"
    )  # fmt: skip
    for name, state in (("EMPTY", "empty"), ("NO_SUCH", "not set")):
        with pytest.raises(DatabaseUnreachable, match=rf"--env-var {name}: {name} is {state}, here and in \.env\."):
            found(project, env_var=name)
    with pytest.raises(DatabaseUnreachable, match="both name a database"):
        found(project, "postgresql://h/d", "STAGING")


def test_env_is_looked_for_in_the_project_only_and_changes_no_variable(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project.root.parent / ".env").write_text("DATABASE_URL=postgresql://above/d")
    with pytest.raises(DatabaseUnreachable, match=r"neither DATABASE_URL nor POSTGRES_URL is set, here or in \.env"):
        found(project)
    project.write(".env", "DATABASE_URL=postgresql://file/d")
    monkeypatch.setenv("DATABASE_URL", "postgresql://process/d")
    assert found(project).shown == "process/d"


def test_credentials_in_parts(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DB_PASSWORD", "geheim")
    config(
        project,
        "{ host: 'h', port: 6543, user: 'u', password: process.env.DB_PASSWORD, database: 'd', ssl: 'verify-full' }",
    )
    target = found(project)
    assert (target.shown, target.source) == ("u@h:6543/d", "drizzle.config.ts:4, dbCredentials")
    assert (target.words["password"], target.words["sslmode"]) == ("geheim", "verify-full")
    assert "geheim" not in repr(target)


def test_a_variable_of_the_config_is_named_with_its_file(project: Project) -> None:
    project.write(".env.local", "MY_URL=postgresql://u:geheim@h/d")
    config(project, "{ url: process.env.MY_URL! }", "import { config } from 'dotenv'; config({ path: '.env.local' });")
    assert found(project).source == "drizzle.config.ts:4, dbCredentials (MY_URL of .env.local)"


def test_credentials_that_only_running_it_would_tell_are_named(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    config(project, "{ url: secret('geheim') }")
    monkeypatch.setenv("PGHOST", "another")  # is not what the project's configuration means
    with pytest.raises(SettingsInvalid) as caught:
        found(project)
    assert caught.value.message.endswith(
        "drizzle.config.ts:4: `dbCredentials.url` cannot be read without running the file: secret('…') (it is a call)."
    )
    assert caught.value.hint == "Name it: --url postgresql://user@host/database"
    assert found(project, "postgresql://").shown.startswith("another/")


def test_a_driver_without_a_server_gets_a_sentence(project: Project) -> None:
    config(project, "{ url: './data' }, driver: 'pglite'")
    with pytest.raises(DatabaseUnreachable, match=r"drizzle\.config\.ts:4: the driver pglite does not connect"):
        found(project)


def test_a_config_without_credentials_is_named_in_the_error(project: Project) -> None:
    project.write("drizzle.config.ts", "export default { dialect: 'postgresql', out: 'migrations' };")
    with pytest.raises(DatabaseUnreachable, match=r"and drizzle\.config\.ts has no dbCredentials\."):
        found(project)


def test_libpqs_service_is_shown(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    path = project.write("services", "[live]\nhost=db.example\nport=6000\ndbname=app\nuser=ada\n")
    monkeypatch.setenv("PGSERVICEFILE", str(path))
    monkeypatch.setenv("PGSERVICE", "live")
    target = found(project)
    assert (target.shown, target.source) == ("ada@db.example:6000/app", "PGSERVICE")
    monkeypatch.setenv("PGSERVICE", "gone")
    assert "service gone" in found(project).shown
    with pytest.raises(DatabaseUnreachable, match=r"Cannot connect to .*service gone.*definition of service"):
        connected(found(project)).__enter__()


def test_pgpass_is_libpqs_matter(project: Project, monkeypatch: pytest.MonkeyPatch, database: str) -> None:
    path = project.write("pgpass", "*:*:*:postgres:geheim\n")
    path.chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(path))
    target = found(project, database)
    with connected(target) as connection:
        assert connection.info.password == "geheim"
    assert "geheim" not in f"{target!r} {target.shown} {target.words}"


def test_a_database_that_does_not_exist_gets_a_hint_that_says_so(server: Server, database: str) -> None:
    admin = psycopg.conninfo.conninfo_to_dict(server.admin)["user"]
    url = database.replace("/test_", "/no-such_").replace("postgres@", f"{admin}@")
    with pytest.raises(DatabaseUnreachable) as refused, connected(target_of(url, "--url")):
        pass
    name = url.split("/")[3].split("?")[0]
    assert f'database "{name}" does not exist' in refused.value.message
    create = refused.value.hint.split("Or create this one: ")[1]
    assert "reachable" not in refused.value.hint
    words = shlex.split(create)
    assert (words[0], words[-1]) == ("createdb", name)
    subprocess.run([find_binaries().folder / "createdb", "--template=postgres", *words[1:]], check=True, timeout=60)
    with connected(target_of(url, "--url")):
        pass
    psycopg.connect(server.admin, autocommit=True).execute(f'DROP DATABASE "{name}"')


def test_a_role_that_the_server_refuses_gets_no_hint_about_the_network(database: str) -> None:
    url = database.replace("postgres@", "nobody_of_that_name@")
    with pytest.raises(DatabaseUnreachable) as refused, connected(target_of(url, "--url")):
        pass
    assert refused.value.hint.startswith("The server answered")
