"""Several projects, and several databases: one failure does not stop the rest, and the worst exit code counts."""

import json
from pathlib import Path

import psycopg
import pytest
from conftest import Journal, Project

CONFIG = "export default { dialect: 'postgresql', out: './drizzle' };\n"
GONE = "postgresql://ann:geheim@localhost:1/gone"


def app(project: Project, name: str) -> None:
    project.write(f"apps/{name}/drizzle.config.ts", CONFIG)
    project.write(f"apps/{name}/drizzle/0000_{name}.sql", f"CREATE TABLE {name} (id integer);\n")
    entry = {"idx": 0, "version": "7", "when": 1_700_000_000_000, "tag": f"0000_{name}", "breakpoints": True}
    journal = {"version": "7", "dialect": "postgresql", "entries": [entry]}
    project.write(f"apps/{name}/drizzle/meta/_journal.json", json.dumps(journal))


@pytest.fixture
def mono(project: Project) -> Project:
    """A workspace of two applications."""
    (project.root / "migrations").rmdir()
    project.write("package.json", '{"workspaces": ["apps/*"]}')
    app(project, "a")
    app(project, "b")
    return project


@pytest.fixture
def one(project: Project, journal: Journal) -> Project:
    """A project of one migration with its journal."""
    project.migration("0000_a", "CREATE TABLE a (id integer);\n")
    assert journal("bootstrap").code == 0
    return project


def test_check_at_the_root_of_a_workspace_runs_over_every_project(mono: Project, journal: Journal) -> None:
    said = journal("check", "--no-squawk")
    assert said.code == 0
    assert said.out.index("==> apps/a <==") < said.out.index("==> apps/b <==")
    assert said.out.endswith("\napps/a  ok\napps/b  ok\n")
    (mono.root / "apps/a/drizzle/0000_a.sql").unlink()
    mono.write("apps/b/drizzle.config.ts", CONFIG.replace("'./drizzle'", "f()"))
    said = journal("check")
    assert said.code == 2
    assert said.out.endswith("\n\napps/a  findings\napps/b  not checked\n")
    assert journal("check", "--project", "apps/b").code == 2


def test_one_document_has_the_document_of_every_project(mono: Project, journal: Journal) -> None:
    (mono.root / "apps/a/drizzle/0000_a.sql").write_text("CREATE TABLE (;\n")
    said = journal("check", "--json")
    document = json.loads(said.out)
    assert (said.code, document["status"]) == (1, "no")
    assert [(each["project"], each["exit_code"]) for each in document["projects"]] == [("apps/a", 1), ("apps/b", 0)]
    assert {found["rule"] for found in document["projects"][0]["result"]["findings"]} >= {"syntax-error"}


def test_a_format_for_one_project_is_refused_for_several(mono: Project, journal: Journal) -> None:
    said = journal("check", "--format", "junit")
    assert said.code == 2
    assert "--format junit is for one project, and there are 2." in said.err
    assert journal("check", "--format", "junit", "--project", "apps/a").code == 0


def test_projects_that_share_a_ledger_are_named_at_the_end(mono: Project, journal: Journal, database: str) -> None:
    said = journal("status", DATABASE_URL=database)
    assert said.code == 1
    table = said.out.rpartition("\n\n")[2].splitlines()
    assert table[:2] == ["apps/a  ok", "apps/b  ok"]
    assert table[2].startswith("warning[shared-ledger] ") and "record in the same ledger" in table[2]
    assert journal("check", "--json", DATABASE_URL=database).code == 1
    mono.write("apps/b/drizzle.config.ts", CONFIG.replace(" }", ", migrations: { table: 'b' } }"))
    assert journal("status", DATABASE_URL=database).code == 0


def test_settings_at_the_root_say_which_project_is_meant(mono: Project, journal: Journal) -> None:
    mono.write("journal.toml", 'migrations = "apps/a/drizzle"\n')
    said = journal("check")
    assert said.code == 0
    assert "==>" not in said.out


def test_status_of_several_databases_goes_on_after_a_failure(
    one: Project, journal: Journal, database: str, twin: str
) -> None:
    assert journal("run", "--journal", "--url", database).code == 0
    with psycopg.connect(twin, autocommit=True) as connection:
        connection.execute("CREATE TABLE a (id integer)")
    said = journal("status", "--url", database, "--url", GONE, "--url", twin)
    assert said.code == 2
    words = [line.split()[-1] for line in said.out.rpartition("\n\n")[2].splitlines()]
    assert words == ["ok", "checked", "differs"]
    assert "Cannot connect to ann@localhost:1/gone" in said.err
    assert "geheim" not in said.out + said.err
    assert journal("status", "--url", database, "--url", twin).code == 1
    assert journal("status", "--url", database, "--url", database).code == 0


def test_a_file_names_the_databases_by_url_or_variable(
    one: Project, journal: Journal, database: str, twin: str
) -> None:
    one.write("targets.txt", f"# production\n\n{database}\nSTAGING_URL\n{GONE}\n")
    said = journal("status", "--targets", "targets.txt", "--json", STAGING_URL=twin)
    document = json.loads(said.out)
    assert said.code == 2
    assert [each["exit_code"] for each in document["databases"]] == [0, 0, 2]
    assert document["databases"][1]["database"] == "STAGING_URL"
    assert document["databases"][2]["result"]["error"]["code"] == "database-unreachable"
    assert "geheim" not in said.out + said.err


@pytest.mark.parametrize(("text", "words"), [("", "names no databases"), ("\xff", "it is not UTF-8"), (None, "read")])
def test_a_file_without_databases_is_refused(one: Project, journal: Journal, text: str | None, words: str) -> None:
    if text is not None:
        (one.root / "targets.txt").write_bytes(text.encode("latin-1"))
    said = journal("status", "--targets", "targets.txt")
    assert (said.code, words in said.err) == (2, True)


def test_a_line_that_is_no_name_is_not_shown(one: Project, journal: Journal) -> None:
    one.write("targets.txt", "s3cret!pass\n")
    said = journal("status", "--targets", "targets.txt")
    assert said.code == 2
    assert "s3cret" not in said.out + said.err
    assert said.out.endswith("database 1  not checked\n")


def test_stamp_records_in_every_database(
    one: Project, journal: Journal, database: str, twin: str, tmp_path: Path
) -> None:
    for url in (database, twin):
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CREATE TABLE a (id integer)")
    words = ("stamp", "--to", "0000_a", "--url", database, "--url", GONE, "--url", twin)
    assert journal(*words, "--dry-run").code == 2
    said = journal(*words, "--yes")
    assert said.code == 2
    for url in (database, twin):
        with psycopg.connect(url) as connection:
            found = connection.execute("SELECT count(*) FROM drizzle.__drizzle_migrations").fetchone()
        assert found == (1,)
    assert journal(*words, "--sql").err.startswith("error: --sql is for one database, and there are 3.")


def test_verify_of_several_databases_has_one_table(one: Project, journal: Journal, database: str, twin: str) -> None:
    assert journal("run", "--journal", "--url", database).code == 0
    with psycopg.connect(twin, autocommit=True) as connection:
        connection.execute("CREATE TABLE b (id integer)")
    said = journal("verify", "--no-smoke", "--url", database, "--url", twin)
    assert said.code == 1
    lines = said.out.rpartition("\n\n")[2].splitlines()
    assert [line.split()[-1] for line in lines] == ["ok", "differs"]
    report = journal("verify", "--url", database, "--url", twin, "--report", "x.html")
    assert "--report is for one database" in report.err
