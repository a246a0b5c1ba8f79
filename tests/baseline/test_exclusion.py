"""What a baseline leaves out: the objects of a platform, and what the settings and drizzle.config exclude."""

import json
from pathlib import Path

import pytest
from baseline.test_baseline import CONFIG, files
from conftest import Journal, Project
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from real import kit, psql

from journal.baseline.dumper import DumpScope
from journal.baseline.exclusion import excludes_schema
from journal.server.provider import Server

SUPABASE = (Path(__file__).parent / "supabase.sql").read_text()


@pytest.fixture
def admin(server: Server, roles_of_before: None, database: str) -> str:
    """The database for the superuser, as the platform made it."""
    url = make_conninfo(str(server.admin), dbname=conninfo_to_dict(database)["dbname"])
    psql(url, SUPABASE)
    return url


def test_the_objects_of_a_platform_are_left_out_and_named(drizzle: Project, journal: Journal, admin: str) -> None:
    drizzle.write("drizzle.config.json", json.dumps(CONFIG))
    said = journal("baseline", "--from-url", admin, "--platform", "supabase", "--superuser", "-v")
    assert said.code == 0, said.out + said.err
    for name in (
        "trigger auth.users.on_auth_user_created", "policy storage.objects.avatars", "publication supabase_realtime",
        "event trigger pgrst_ddl_watch", "extension tablefunc", "schema auth (3 relations)",
        "schema vault (1 relation)",
    ):  # fmt: skip
        assert name in said.out
    text = (drizzle.root / "migrations" / "0000_baseline.sql").read_text()
    for own in ("public.profiles", "ADD TABLE ONLY public.profiles", "public.new_user()", "uuid-ossp", "POLICY own"):
        assert own in text, own
    for other in ("CREATE SCHEMA", "storage.", "EVENT TRIGGER", "CREATE PUBLICATION", "tablefunc", "vault"):
        assert other not in text, other
    assert "No schema changes" in kit(drizzle, "generate")


def test_a_schema_filter_leaves_out_the_other_schemas(drizzle: Project, journal: Journal, database: str) -> None:
    psql(database, "create schema app; create schema audit; create table app.a (id int primary key);"
         "create table audit.log (id int); create extension citext schema audit;"
         "create table public.b (id int)")  # fmt: skip
    drizzle.write("drizzle.config.json", json.dumps(CONFIG | {"schemaFilter": ["app"]}))
    said = journal("baseline", "--from-url", database, "--json")
    assert said.code == 0, said.out + said.err
    document = json.loads(said.out)
    assert [one for one in document["left_out"] if one.startswith("schema ")] == [
        "schema audit (1 relation)", "schema public (1 relation)",
    ]  # fmt: skip
    text = (drizzle.root / "migrations" / "0000_baseline.sql").read_text()
    assert "app.a" in text
    assert not {"audit", "public"} & {*text.replace('"', " ").replace(".", " ").split()}
    assert "No schema changes" in kit(drizzle, "generate")


def test_ignored_objects_of_the_settings_are_left_out(project: Project, journal: Journal, database: str) -> None:
    psql(database, "create table a (id int primary key); create table _scratch (id int); create view _old as select 1;"
         "create schema tool; create table tool.t (id int)")  # fmt: skip
    project.write("journal.toml", 'ignore_objects = ["public._*", "schema:tool"]\n')
    said = journal("baseline", "--from-url", database)
    assert said.code == 0, said.out + said.err
    assert "left out: table public._scratch, view public._old, schema tool" in said.out
    text = (project.root / "migrations" / "0000_baseline.sql").read_text()
    assert "public.a" in text
    assert "_scratch" not in text
    assert "tool" not in text
    assert "schema.ts" not in files(project)


@pytest.mark.parametrize(
    ("pattern", "name", "expected"),
    [("auth", "auth", True), ("AUTH", "auth", True), ('"Auth"', "auth", False), ("pg_*|net", "net", True),
     ("a*", "auth", True), ("b*", "auth", False)],
)  # fmt: skip
def test_a_pattern_of_a_schema_is_that_of_pg_dump(pattern: str, name: str, expected: bool) -> None:
    assert excludes_schema(DumpScope(exclude_schema=(pattern,)), name) is expected
