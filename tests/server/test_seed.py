"""What a database has before its first migration: stubs, files of the user's, stand-ins for extensions."""

from pathlib import Path

import psycopg
import pytest
from conftest import Journal, Project

from journal.server.embedded.provider import EmbeddedProvider

DEBIAN = Path("/usr/lib/postgresql/15/bin")

SUPABASE = """
create extension if not exists "uuid-ossp" with schema extensions;
create table public.profiles (
    id uuid primary key references auth.users (id) on delete cascade,
    token uuid not null default uuid_generate_v4()
);
alter table public.profiles enable row level security;
create policy "own profile" on public.profiles for select to authenticated using (auth.uid() = id);
grant select on public.profiles to anon, service_role;
insert into storage.buckets (id, name) values ('avatars', 'avatars');
create policy "avatars" on storage.objects for select to anon using (bucket_id = 'avatars');
alter publication supabase_realtime add table public.profiles;
create function public.role_of() returns text language sql as $$ select auth.role() || (auth.jwt() ->> 'sub') $$;
"""


def test_a_supabase_migration_replays_on_stubs_that_are_named(project: Project, journal: Journal) -> None:
    project.migration("0000_a", SUPABASE)
    assert journal("bootstrap").code == 1
    said = journal("bootstrap", "--platform", "supabase")
    assert said.code == 0, said.err
    assert "note: assumed by supabase.sql: table auth.users. [assumed]" in said.out
    assert (
        "note: assumed: uuid-ossp behaves as its stand-in does; this server lacks the real one. [stand-in]" in said.out
    )


def test_a_neon_migration_replays_on_stubs_that_are_named(project: Project, journal: Journal) -> None:
    project.migration(
        "0000_a",
        "create table t (id int, owner text default auth.user_id() references neon_auth.users_sync (id));"
        "alter table t enable row level security;"
        "create policy p on t to authenticated using (auth.user_id() = owner); grant select on t to anonymous;",
    )
    said = journal("bootstrap", "--platform", "neon")
    assert said.code == 0, said.err
    assert "note: assumed by neon.sql: table neon_auth.users_sync. [assumed]" in said.out


def test_seed_sql_runs_first_and_as_superuser(project: Project, journal: Journal) -> None:
    project.write("roles.sql", "create role reporting; grant reporting to CURRENT_OWNER;\n")
    project.migration("0000_a", "create table t (id int); grant select on t to reporting;")
    assert 'role "reporting" does not exist [42704]' in journal("bootstrap").err
    said = journal("bootstrap", "--before", "roles.sql")
    assert said.code == 0, said.err
    assert "note: assumed by roles.sql: everything it creates. [assumed]" in said.out


def test_seed_sql_that_fails_is_named_with_its_line(project: Project, journal: Journal) -> None:
    project.write("roles.sql", "create role a;\ncreat role b;\n")
    project.migration("0000_a")
    said = journal("bootstrap", "--before", "roles.sql")
    assert said.code == 2
    assert 'error: roles.sql:2:1: syntax error at or near "creat" [42601]' in said.err


def test_a_server_that_lacks_an_extension_names_where_to_find_one(project: Project, journal: Journal) -> None:
    project.migration("0000_a", "create extension postgis;")
    said = journal("bootstrap")
    assert said.code == 1
    assert "0000_a.sql, statement 1 (line 1): extension" in said.err
    assert "postgis/postgis:17-3.5" in said.err


EXACT = [
    "uuid_generate_v3(uuid_ns_dns(), 'example.org')",
    "uuid_generate_v5(uuid_ns_url(), 'https://example.org/ü')",
    "uuid_ns_x500()",
    "digest('', 'sha1')",
    "digest(repeat('abc', 100), 'sha1')",
    "digest('abc', 'md5')",
    "digest('abc'::bytea, 'sha384')",
    "hmac('data', 'key', 'sha1')",
    "hmac('data', repeat('key', 90), 'sha512')",
    "length(gen_random_bytes(100))",
    "crypt('pw', crypt('pw', gen_salt('bf'))) = crypt('pw', gen_salt('bf'))",
    "length(crypt('pw', gen_salt('bf')))",
]


@pytest.mark.skipif(not DEBIAN.exists(), reason="Debian's PostgreSQL 15 has the real extensions, and is not here")
def test_the_stand_ins_agree_with_the_real_extensions() -> None:
    answers = []
    for provider in (EmbeddedProvider(), EmbeddedProvider(DEBIAN)):
        with provider.start() as server, psycopg.connect(server.conninfo) as connection:
            connection.execute('CREATE EXTENSION "uuid-ossp"; CREATE EXTENSION pgcrypto')
            answers.append([connection.execute(f"SELECT ({one})::text").fetchone() for one in EXACT])  # type: ignore[arg-type]
    stand_ins, real = answers
    assert stand_ins == real


def test_versions_and_passwords_of_the_stand_ins() -> None:
    with EmbeddedProvider().start() as server, psycopg.connect(server.conninfo) as connection:
        connection.execute('CREATE EXTENSION "uuid-ossp"; CREATE EXTENSION pgcrypto')
        query = (
            "SELECT uuid_extract_version(uuid_generate_v1()), uuid_extract_version(uuid_generate_v4()),"
            " uuid_extract_timestamp(uuid_generate_v1()) - now() < interval '1 minute',"
            " stored = crypt('pw', stored), stored = crypt('no', stored)"
            " FROM (SELECT crypt('pw', gen_salt('bf')) AS stored)"
        )
        assert connection.execute(query).fetchone() == (1, 4, True, True, False)
        with pytest.raises(psycopg.errors.FeatureNotSupported, match="the stand-in for pgcrypto has no encrypt"):
            connection.execute("SELECT encrypt('a', 'b', 'aes')")


def test_on_18_an_extension_that_only_creates_objects_may_be_created_at_any_time(
    project: Project, journal: Journal
) -> None:
    project.migration("0000_a", "create schema own; create extension moddatetime with schema own;")
    project.migration("0001_b", 'create extension "vector"; create table t (at timestamptz, w vector(3));')
    project.migration("0002_c", "create trigger t before update on t for each row execute function own.moddatetime(at)")
    said = journal("bootstrap")
    assert said.code == 0, said.err
    assert "note: assumed: moddatetime may be created" in said.out
    assert "note: assumed: vector may be created" in said.out


def test_an_extension_whose_script_calls_functions_is_created_before_the_first_file_or_not_at_all(
    project: Project, journal: Journal
) -> None:
    project.migration("0000_a", "create extension if not exists earthdistance cascade; select ll_to_earth(1, 2);")
    assert journal("bootstrap").code == 0
    project.migration("0001_b", "drop extension earthdistance; create extension earthdistance;")
    said = journal("bootstrap")
    assert 'permission denied to create extension "earthdistance" [42501]' in said.err
    assert "An extension that reaches nothing outside the database is allowed when every file" in said.err


def test_an_extension_without_if_not_exists_is_not_created_before(project: Project) -> None:
    from journal.folder.read import read_folder
    from journal.server.extensions import RequestedExtension, wanted

    project.migration("0000_a", "create extension if not exists vector; create extension if not exists citext;")
    project.migration("0001_b", 'CREATE EXTENSION IF NOT EXISTS "postgis" WITH SCHEMA gis; -- create extension bloom')
    project.migration("0002_c", "create extension hypopg; create extension if not exists hypopg;")
    found = set(wanted(read_folder(project.settings()).forwards))
    assert found == {RequestedExtension("vector", None), RequestedExtension("postgis", "gis")}
