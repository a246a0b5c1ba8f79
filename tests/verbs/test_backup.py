"""backup make: what the copy holds, what is noted on it, who can read it, and what no copy is made of."""

import json
import os
from collections.abc import Iterator

import psycopg
import pytest
from conftest import Journal, Said
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from verbs.test_status import execute

from journal.server.provider import Server

USERS = """
create type mood as enum ('sad', 'happy');
create domain positive as int check (value > 0);
create table users (id serial primary key, email text not null unique, mood mood default 'sad', age positive,
  extra json, twice int generated always as (id * 2) stored);
insert into users (email, mood, age, extra) values ('a@x', 'happy', 3, '{"a": 1}'), ('b@x', null, null, null);
create view emails as select id, email from users;
"""
YES = ("--yes",)


def backup(journal: Journal, url: str, *words: str) -> Said:
    return journal("backup", *words, "--url", url)


def made(journal: Journal, url: str, *sources: str) -> list[str]:
    said = backup(journal, url, *sources, "--yes", "--json")
    assert said.code == 0, said.out + said.err
    return [f'{one["schema"]}."{one["name"]}"' for one in json.loads(said.out)["backups"]]


@pytest.fixture
def users(database: str) -> str:
    execute(database, USERS)
    return database


def test_a_copy_has_all_rows_in_types_that_are_always_there(journal: Journal, users: str) -> None:
    (copy,) = made(journal, users, "users")
    query = "select id, email, mood::text, age::int, extra::text, twice from {} order by id"
    assert execute(users, query.format(copy)) == execute(users, query.format("users"))
    execute(users, "drop table users cascade; drop type mood; drop domain positive")
    assert execute(users, f"select count(*) from {copy}") == [(2,)]


def test_a_columns_copy_has_the_key_and_the_column(journal: Journal, users: str) -> None:
    (copy,) = made(journal, users, "public.users:email")
    assert execute(users, f"select * from {copy} order by 1") == [(1, "a@x"), (2, "b@x")]


def test_what_is_noted_is_told(journal: Journal, users: str) -> None:
    said = backup(journal, users, "make", "users", *YES)
    assert "copied public.users to public._backup_users_20" in said.out
    assert "noted with it: 2 constraints, 1 domain, 1 domain constraint, 1 enum, 1 sequence, 1 view" in said.out
    assert f"About to write to postgres@{conninfo_to_dict(users)['host']}" in said.err


def test_a_dry_run_and_a_missing_yes_write_nothing(journal: Journal, users: str) -> None:
    assert "would copy public.users to public._backup_users_20" in backup(journal, users, "users", "--dry-run").out
    said = backup(journal, users, "users")
    assert (said.code, "--yes" in said.err) == (2, True)
    assert execute(users, "select count(*) from pg_class where relname like '\\_backup%'") == [(0,)]


def test_a_copy_that_is_too_large_is_refused_with_the_flag(journal: Journal, users: str) -> None:
    said = backup(journal, users, "users", "--max-size", "0.000001", *YES)
    assert said.code == 2
    assert "allow it with --max-size GB" in said.err
    preview = backup(journal, users, "users", "--max-size", "0.000001", "--dry-run")
    assert "warning: this is more than --max-size allows" in preview.out
    assert backup(journal, users, "users", "--max-size", "0", *YES).code == 0


def test_nobody_but_the_owner_reads_a_copy_whatever_default_privileges_say(journal: Journal, users: str) -> None:
    execute(users, "alter default privileges grant select on tables to public; grant select on users to public")
    (copy,) = made(journal, users, "users")
    others = f"from pg_class, aclexplode(relacl) where pg_class.oid = '{copy}'::regclass and grantee <> relowner"
    assert execute(users, f"select count(*) {others}") == [(0,)]


def test_policies_that_hide_rows_are_an_error(journal: Journal, users: str) -> None:
    execute(users, "alter table users enable row level security, force row level security")
    said = backup(journal, users, "users", *YES)
    assert said.code == 2
    assert "Row level security would hide rows from this role" in said.err


def test_copies_of_one_command_are_of_one_moment_and_all_or_none(journal: Journal, users: str) -> None:
    assert len(made(journal, users, "users", "users:email", "users:mood")) == 3
    said = backup(journal, users, "users", "nothing", *YES)
    assert said.code == 2
    assert execute(users, "select count(*) from pg_class where relname like '\\_backup%'") == [(3,)]


@pytest.mark.parametrize(
    ("made_by", "source", "sentence"),
    [
        ("create view v as select 1", "v", "public.v is a view, of which no copy is made."),
        ("create materialized view m as select 1", "m", "public.m is a materialized view"),
        ("create sequence s", "s", "public.s is a sequence"),
        ("create table p (id int) partition by list (id)", "p", "public.p is a partitioned table"),
        ("create table z ()", "z", "public.z has no columns"),
        ("create table k (a int)", "k:a", "the table has no primary key and no unique key without NULLs"),
        ("select 1", "users:id", "it identifies the rows"),
        ("select 1", "users:twice", "its values are computed"),
        ("create table i (a int primary key, b int generated always as identity)", "i:b", "it is an identity"),
        ("select 1", "users:emial", "the table has no such column"),
        ("select 1", "usres", "There is no table usres in this database"),
        ("create schema a; create table a.d (); create schema b; create table b.d ()", "d", "could be any of a.d, b.d"),
        ("select 1", 'a."b', "names no table"),
    ],
)
def test_what_no_copy_is_made_of(journal: Journal, users: str, made_by: str, source: str, sentence: str) -> None:
    execute(users, made_by)
    said = backup(journal, users, source, *YES)
    assert said.code == 2
    assert sentence in said.err


ODD = '"Odd "" name: .' + "ü" * 22 + '"'


def test_odd_and_long_names(journal: Journal, database: str) -> None:
    execute(database, f'create schema "S x"; create table "S x".{ODD} ("Key ü" int primary key, "a:b" text)')
    first, second = made(journal, database, f'"S x".{ODD}', f'"S x".{ODD}:"a:b"')
    (third,) = made(journal, database, f'"S x".{ODD}:"a:b"')
    assert len({first, second, third}) == 3
    names = [str(row[0]) for row in execute(database, "select relname from pg_class where relname like '\\_backup%'")]
    assert len(names) == 3
    assert all(len(name.encode()) <= 63 for name in names)


@pytest.fixture
def reader(server: Server, users: str) -> Iterator[str]:
    """The URL for a role that can do nothing yet."""
    admin = make_conninfo(str(server.admin), dbname=str(conninfo_to_dict(users)["dbname"]))
    role = f"reader_{os.urandom(4).hex()}"
    execute(admin, f"create role {role} login")
    yield users.replace("postgres@", f"{role}@")
    execute(admin, f"drop owned by {role} cascade; drop role {role}")


def test_a_role_without_rights_is_told_the_grants(journal: Journal, reader: str) -> None:
    said = backup(journal, reader, "users", *YES)
    assert said.code == 2
    assert 'GRANT CREATE ON SCHEMA "public" TO "reader_' in said.err
    assert 'GRANT SELECT ON "public"."users" TO "reader_' in said.err


def test_a_writer_does_not_wait_and_a_change_of_the_table_is_waited_for(journal: Journal, users: str) -> None:
    with psycopg.connect(users) as writer:
        writer.execute("insert into users (email) values ('c@x')")
        (copy,) = made(journal, users, "users")
        assert execute(users, f"select count(*) from {copy}") == [(2,)]
        writer.execute("alter table users add column more int")
        said = backup(journal, users, "users", "--lock-timeout", "0.1", *YES)
    assert said.code == 2
    assert "Another session holds the table; nothing was written." in said.err


def test_the_list_tells_ours_from_those_of_others(journal: Journal, users: str) -> None:
    made(journal, users, "users", "users:email")
    execute(
        users,
        "create table users_backup (); create table _backup_x_20250101000000 (); alter table users drop email cascade",
    )
    execute(users, "create schema drizzle; create table drizzle.__drizzle_migrations_backup_20250101000000 ()")
    said = backup(journal, users, "list")
    assert said.code == 0
    assert "UTC, 2 rows" in said.out
    assert "the original is gone" in said.out
    assert "public._backup_x_20250101000000: not ours" in said.out
    value = json.loads(backup(journal, users, "list", "--json").out)
    assert sorted(one["whose"] for one in value["backups"]) == ["ledger", "other", "other", "ours", "ours"]
    assert {one["source"]: one["source_exists"] for one in value["backups"] if one["source"]} == {
        "public.users": True, "public.users:email": False
    }  # fmt: skip


def test_a_note_that_somebody_changed_is_not_taken_for_ours(journal: Journal, users: str) -> None:
    (copy,) = made(journal, users, "users")
    ((comment,),) = execute(users, f"select obj_description('{copy}'::regclass)")
    with psycopg.connect(users) as connection:
        changed = str(comment).replace("CREATE TABLE", "DROP TABLE")
        connection.execute(psycopg.sql.SQL("comment on table {} is {}").format(psycopg.sql.SQL(copy), changed))  # type: ignore[arg-type]
    assert "not ours" in backup(journal, users, "list").out
