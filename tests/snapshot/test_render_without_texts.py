"""Tests of snapshots of a database without the texts of files, and of snapshots that continue others."""

from dataclasses import replace

import psycopg
import pytest
from conftest import Project
from snapshot.spelling import generate

from journal.catalog.read import read_roles, read_schema
from journal.catalog.types_functions_grants import Role
from journal.snapshot.model import Column, Identity, Snapshot
from journal.snapshot.render import Previous, snapshot_of
from journal.snapshot.render.schema_texts import unbracketed
from journal.snapshot.write import Writer


def snapshot_after(database: str, sql: str) -> Snapshot:
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(sql)  # type: ignore[call-overload]
        return snapshot_of(read_schema(connection), {})


_COLUMNS = {
    "serial": Column("c", "serial", not_null=True),
    "int4": Column("c", "integer"),
    "timestamptz(3)": Column("c", "timestamp (3) with time zone"),
    "timestamp": Column("c", "timestamp"),
    "timetz": Column("c", "time with time zone"),
    "decimal(10,0)": Column("c", "numeric(10)"),
    "numeric(10,2)[]": Column("c", "numeric(10, 2)[]"),
    "character varying(5)[]": Column("c", "varchar(5)[]"),
    "char": Column("c", "char(1)"),
    "int DEFAULT -1": Column("c", "integer", default=-1),
    "bigint DEFAULT 9007199254740993": Column("c", "bigint", default="9007199254740993"),
    "float8 DEFAULT -1.25": Column("c", "double precision", default=-1.25),
    "numeric DEFAULT 1.50": Column("c", "numeric", default="'1.50'"),
    "bool DEFAULT false": Column("c", "boolean", default=False),
    "text DEFAULT 'it''s'": Column("c", "text", default="'it''s'"),
    "varchar(3) DEFAULT 'x'": Column("c", "varchar(3)", default="'x'"),
    "text[] DEFAULT '{}'": Column("c", "text[]", default="'{}'"),
    "jsonb DEFAULT '{}'": Column("c", "jsonb", default="'{}'::jsonb"),
    "int DEFAULT 1 + 1": Column("c", "integer", default="1 + 1"),
    "date DEFAULT now()": Column("c", "date", default="now()"),
}


@pytest.mark.parametrize("definition", _COLUMNS)
def test_a_column_is_rendered_as_drizzle_would(database: str, definition: str) -> None:
    snapshot = snapshot_after(database, f"CREATE TABLE t (c {definition})")
    assert snapshot.tables["public.t"].columns["c"] == _COLUMNS[definition]


def test_an_enum_has_its_schema_apart_from_its_name(database: str) -> None:
    sql = """CREATE SCHEMA "a.b"; CREATE TYPE "a.b"."My ""type" AS ENUM ('x');
             CREATE TABLE t (c "a.b"."My ""type"[] DEFAULT '{x}')"""
    assert snapshot_after(database, sql).tables["public.t"].columns["c"] == Column(
        "c", 'My "type[]', "a.b", default="'{x}'"
    )


def test_an_identity_has_all_options_of_its_sequence(database: str) -> None:
    table = snapshot_after(database, "CREATE TABLE t (c int GENERATED ALWAYS AS IDENTITY (INCREMENT -2))").tables[
        "public.t"
    ]
    expected = Identity("always", "t_c_seq", "public", "-2", "-1", "-2147483648", "-1", "1", cycle=False)
    assert table.columns["c"].identity == expected


def test_a_key_with_the_default_name_belongs_to_its_column(database: str) -> None:
    table = snapshot_after(
        database, "CREATE TABLE t (a int PRIMARY KEY); CREATE TABLE u (a int, b int, PRIMARY KEY (b, a))"
    ).tables
    assert table["public.t"].columns["a"].primary_key
    assert not table["public.t"].composite_primary_keys
    assert table["public.u"].composite_primary_keys["u_pkey"].columns == ("b", "a")


def test_a_foreign_key_with_odd_names_is_read(database: str) -> None:
    sql = """CREATE TABLE "a) REFERENCES b(c" ("x, y" int, "PERIOD" int, PRIMARY KEY ("PERIOD", "x, y"));
             CREATE TABLE t (a int, "(b" int, CONSTRAINT f FOREIGN KEY ("(b", a) REFERENCES "a) REFERENCES b(c"
             MATCH FULL ON DELETE SET DEFAULT DEFERRABLE INITIALLY DEFERRED)"""
    (key,) = snapshot_after(database, sql).tables["public.t"].foreign_keys.values()
    assert (key.table_to, key.columns_from, key.columns_to) == ("a) REFERENCES b(c", ("(b", "a"), ("PERIOD", "x, y"))
    assert (key.on_delete, key.on_update, key.schema_to) == ("set default", "no action", None)


def test_ledgers_backups_and_partitions_are_skipped(database: str) -> None:
    sql = """CREATE SCHEMA drizzle; CREATE TABLE drizzle.__drizzle_migrations (id serial);
             CREATE TABLE _manual_migrations (id serial); CREATE TABLE _backup_users (id int); CREATE SEQUENCE free;
             CREATE TABLE measured (at date) PARTITION BY RANGE (at);
             CREATE TABLE measured_2 PARTITION OF measured DEFAULT"""
    snapshot = snapshot_after(database, sql)
    assert list(snapshot.tables) == ["public.measured"]
    assert list(snapshot.sequences) == ["public.free"]
    assert not snapshot.schemas


def test_row_security_enabled_before_the_first_policy_is_explicit(database: str) -> None:
    before = snapshot_after(
        database, "CREATE TABLE t (a int); ALTER TABLE t ENABLE ROW LEVEL SECURITY; CREATE TABLE u (a int)"
    )
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("ALTER TABLE u ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON u; CREATE POLICY p ON t")
        schema = read_schema(connection)
    again = {(("table", "public", "t"), "row_security"): "enabled"}
    answers = [
        [one.is_rls_enabled for one in snapshot_of(schema, texts, previous=Previous(before)).tables.values()]
        for texts in ({}, again)
    ]
    assert answers == [[True, False], [False, False]]


def test_a_policy_on_a_table_of_the_platform_is_listed_apart(database: str) -> None:
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA auth; CREATE TABLE auth.users (a int); CREATE POLICY p ON auth.users")
        schema = read_schema(connection)
    own = {key: one for key, one in schema.objects.items() if key != ("table", "auth", "users")}
    (policy,) = snapshot_of(replace(schema, objects=own), {}).policies.values()
    assert (policy.schema, policy.on, policy.to) == ("auth", '"auth"."users"', ("public",))


def test_a_writer_writes_the_same_bytes_as_one_for_each_snapshot(database: str) -> None:
    before = snapshot_after(database, "CREATE TABLE t (a int); CREATE TABLE u (a int)")
    after = snapshot_after(database, "ALTER TABLE u ADD b int; DROP TABLE t; CREATE TABLE v (a int)")
    writer = Writer()
    assert [writer.to_bytes(one, "1", "0") for one in (before, after, before)] == [
        Writer().to_bytes(one, "1", "0") for one in (before, after, before)
    ]


def test_an_empty_schema_is_written_as_drizzle_kit_does(drizzle: Project) -> None:
    made = generate(drizzle.root, "import { pgSchema } from 'drizzle-orm/pg-core'\nexport const a = pgSchema('a')\n")
    assert Writer().to_bytes(Snapshot(schemas={"a": "a"}), made.value["id"], made.value["prevId"]) == made.snapshot


def test_roles_of_the_server_are_read(database: str) -> None:
    with psycopg.connect(database, autocommit=True) as connection, connection.transaction(force_rollback=True):
        there = read_roles(connection)
        connection.execute("CREATE ROLE newcomer NOINHERIT CREATEROLE")
        assert set(read_roles(connection)) - set(there) == {Role("newcomer", False, True, False)}
        assert not any(one.name.startswith("pg_") for one in there)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("((a > 1))", "a > 1"), ("(a) AND (b)", "(a) AND (b)"), ("(')' || \"(\")", "')' || \"(\""), ("a", "a")],
)
def test_only_brackets_around_the_whole_expression_are_removed(text: str, expected: str) -> None:
    assert unbracketed(text) == expected
