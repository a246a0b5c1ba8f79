"""Several places that name a database: the same one, a pooler of it, or another one."""

from collections.abc import Mapping

import pytest
from conftest import Project

from journal.connect.find import find_target
from journal.connect.rivals import same_database
from journal.connect.target import Target, target_of
from journal.connect.variables import DIRECT_VARIABLES, LIBPQ_VARIABLES, VARIABLES
from journal.errors import DatabaseAmbiguous, DatabaseUnreachable, SettingsInvalid
from journal.project.settings import load_settings

NEON = "postgresql://u:geheim@ep-a-pooler.eu.aws.neon.tech/app"
NEON_DIRECT = "postgresql://u:geheim@ep-a.eu.aws.neon.tech/app"
SUPABASE = "postgresql://postgres.ref:geheim@aws-0-eu.pooler.supabase.com:6543/postgres"


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*VARIABLES, *DIRECT_VARIABLES, *LIBPQ_VARIABLES, "PGPORT", "PGUSER", "SECOND"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("postgresql://a@h/d", "postgresql://b:x@H:5432/d", True),
        ("postgresql://localhost/d", "postgresql://127.0.0.1:5432/d", True),
        (NEON, NEON_DIRECT, True),
        (SUPABASE, "postgresql://postgres@db.ref.supabase.co:5432/postgres", True),
        (SUPABASE, SUPABASE.replace("6543", "5432"), True),
        ("postgresql://h/d", "postgresql://h/e", False),
        ("postgresql://localhost:5432/d", "postgresql://localhost:5433/d", False),
        (NEON, NEON_DIRECT.replace("ep-a", "ep-b"), False),
        (SUPABASE, "postgresql://postgres@db.other.supabase.co:5432/postgres", False),
        (SUPABASE, "postgresql://postgres@localhost:54322/postgres", False),
        ("postgresql://pool.example:6432/d", "postgresql://db.example:5432/d", False),
    ],
)
def test_the_same_database_is_recognised(one: str, other: str, same: bool) -> None:
    assert same_database(target_of(one, ""), target_of(other, "")) is same


def found(project: Project, files: Mapping[str, str], writes: bool) -> Target:
    for name, text in files.items():
        project.write(name, text)
    return find_target(load_settings(project.root), writes=writes)


def config(url: str) -> dict[str, str]:
    values = f"dialect: 'postgresql', out: 'migrations', dbCredentials: {{ url: {url} }}"
    return {"drizzle.config.ts": f"export default {{ {values} }};"}


@pytest.mark.parametrize("name", DIRECT_VARIABLES)
@pytest.mark.parametrize("in_file", [True, False])
def test_without_a_config_a_write_goes_to_the_server_and_not_to_its_pooler(
    project: Project, monkeypatch: pytest.MonkeyPatch, name: str, in_file: bool
) -> None:
    project.write(".env", f"DATABASE_URL={NEON}\n{name}={NEON_DIRECT}\n" if in_file else "")
    for variable, url in (("DATABASE_URL", NEON), (name, NEON_DIRECT)):
        if not in_file:
            monkeypatch.setenv(variable, url)
    reads, writes = (found(project, {}, writes) for writes in (False, True))
    place = ".env, " if in_file else ""
    assert (reads.source, writes.source) == (f"{place}DATABASE_URL", f"{place}{name}")
    head = f"{place}DATABASE_URL is the pooler of Neon; {place}{name} names the server of the same database, "
    assert (reads.notes, writes.notes) == ((f"{head}which a command that writes uses.",), (f"{head}which is used.",))


def test_the_config_decides_between_a_pooler_and_its_server(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {".env": f"DATABASE_URL={NEON}\nDIRECT_URL={NEON_DIRECT}\n"}
    pooled = found(project, files | config("process.env.DATABASE_URL!"), writes=True)
    assert (pooled.shown, pooled.notes) == ("u@ep-a-pooler.eu.aws.neon.tech/app", ())
    direct = found(project, files | config("process.env.DIRECT_URL!"), writes=False)
    assert (direct.shown, direct.notes) == ("u@ep-a.eu.aws.neon.tech/app", ())
    monkeypatch.setenv("DATABASE_URL", NEON)
    written = found(project, {}, writes=True)
    assert written.source == "drizzle.config.ts:1, dbCredentials (DIRECT_URL of .env)"
    assert found(project, {}, writes=False).source == "DATABASE_URL"


@pytest.mark.parametrize(
    ("process", "files", "places"),
    [
        ("", {".env": "DATABASE_URL=postgresql://u:geheim@one/d\n"} | config("'postgresql://two/d'"), ("two", "one")),
        ("postgresql://u:geheim@one/d", config("'postgresql://two/d'"), ("one", "two")),
        ("postgresql://one/d", {".env": "POSTGRES_URL=postgresql://u:geheim@two/d\n"}, ("one", "two")),
        ("postgresql://one/d", {".env": "DIRECT_URL=postgresql://u:geheim@two/d\n"}, ("one", "two")),
        ("postgresql://one/d", {".env": "DIRECT_URL=postgresql://u:geheim@two/d\n"} | config("f()"), ("one", "two")),
    ],
)
def test_two_databases_stop_a_write_and_are_both_named_without_a_password(
    project: Project, monkeypatch: pytest.MonkeyPatch, process: str, files: dict[str, str], places: tuple[str, str]
) -> None:
    if process:
        monkeypatch.setenv("DATABASE_URL", process)
    with pytest.raises(DatabaseAmbiguous) as caught:
        found(project, files, writes=True)
    text = f"{caught.value.message} {caught.value.hint}"
    first, second = (text.index(f"{host}/d") for host in places)
    assert first < second
    assert "geheim" not in text
    read = found(project, {}, writes=False)
    assert read.shown.endswith(f"{places[0]}/d")
    assert f"{places[1]}/d" in read.rival
    assert "geheim" not in f"{read.rival} {read.notes}"


def test_a_variable_of_the_process_hides_that_of_a_file(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://one/d")
    files = {".env": "DATABASE_URL=postgresql://two/d\n"} | config("process.env.DATABASE_URL!")
    target = found(project, files, writes=True)
    assert (target.shown, target.rival, target.notes) == ("one/d", "", ())


def test_a_config_that_is_not_read_is_not_guessed(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {".env": "DATABASE_URL=postgresql://two/d\n"} | config("env.DATABASE_URL")
    with pytest.raises(SettingsInvalid) as caught:
        found(project, files, writes=False)
    assert caught.value.hint == "Name it: --env-var DATABASE_URL, or --url postgresql://user@host/database"
    assert find_target(load_settings(project.root), env_var="DATABASE_URL").shown == "two/d"
    monkeypatch.setenv("DATABASE_URL", "postgresql://one/d")
    (note,) = found(project, {}, writes=True).notes
    assert note == (
        "drizzle.config.ts:1: `dbCredentials.url` cannot be read without running the file: "
        "env (this file does not define it). So it was not compared with DATABASE_URL."
    )


def test_a_url_of_another_kind_is_an_error_only_where_it_would_be_used(project: Project) -> None:
    files = {".env": "DATABASE_URL=file://dev.db\nDIRECT_URL=https://x\n"}
    assert found(project, files | config("'postgresql://one/d'"), writes=True).shown == "one/d"
    (project.root / "drizzle.config.ts").unlink()
    with pytest.raises(DatabaseUnreachable, match=r"\.env, DATABASE_URL begins with file://"):
        found(project, {}, writes=False)


def test_a_variable_that_the_config_loads_from_a_file_can_be_named(project: Project) -> None:
    load = "import { config } from 'dotenv'; config({ path: '.env.local' });\n"
    files = config("process.env.FIRST!") | {".env.local": "FIRST=postgresql://one/d\nSECOND=postgresql://two/d\n"}
    files["drizzle.config.ts"] = load + files["drizzle.config.ts"]
    assert found(project, files, writes=True).variable == "FIRST"
    target = find_target(load_settings(project.root), env_var="SECOND")
    assert (target.shown, target.source) == ("two/d", ".env.local, SECOND")
