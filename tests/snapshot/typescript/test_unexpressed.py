"""The list of what drizzle cannot express names each such object, by its kind, and nothing that schema.ts has."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from conftest import empty_database

from journal.catalog.read import read_schema
from journal.server.provider import Server
from journal.snapshot.model import Snapshot
from journal.snapshot.typescript.module import SchemaSource
from journal.snapshot.typescript.unexpressed import unexpressed_in

_FUNCTION = "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'"
_FOUND: dict[str, dict[str, tuple[str, ...]]] = {
    "CREATE TABLE t (id int PRIMARY KEY, a text NOT NULL DEFAULT 'x' CHECK (a <> '')); CREATE INDEX ON t (a)": {},
    "CREATE TABLE t (id serial, b int GENERATED ALWAYS AS IDENTITY, c int CONSTRAINT there NOT NULL)": {},
    "CREATE TABLE t (a text CHECK (a <> ' DEFERRABLE NOT VALID'))": {},
    "CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1'": {"function": ("public.one()",)},
    "CREATE PROCEDURE p() LANGUAGE sql AS 'SELECT 1'": {"procedure": ("public.p()",)},
    "CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int)": {"aggregate": ("public.total(integer)",)},
    f"CREATE TABLE t (); {_FUNCTION}; CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()": {
        "function": ("public.f()",), "trigger": ("public.t.g",),
    },
    "CREATE DOMAIN cents AS int CONSTRAINT positive CHECK (value >= 0)": {"domain": ("public.cents",)},
    "CREATE TYPE pair AS (a int, b text)": {"composite type": ("public.pair",)},
    "CREATE TYPE span AS RANGE (subtype = float8)": {"range type": ("public.span",)},
    "CREATE EXTENSION citext": {"extension": ("citext",)},
    "CREATE TABLE t (a int); COMMENT ON TABLE t IS 'x'; COMMENT ON COLUMN t.a IS 'y'": {
        "comment": ("column public.t.a", "table public.t"),
    },
    "CREATE TABLE t (); GRANT SELECT ON t TO PUBLIC": {"grant": ("SELECT on table public.t to PUBLIC",)},
    "CREATE TABLE t (a int) PARTITION BY RANGE (a); CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (1) TO (2)": {
        "PARTITION BY": ("public.t",), "partition": ("public.t1",),
    },
    "CREATE TABLE t (a int); CREATE TABLE u (b int) INHERITS (t)": {"INHERITS": ("public.u",)},
    "CREATE UNLOGGED TABLE t () WITH (fillfactor = 70)": {
        "UNLOGGED": ("public.t",), "storage parameters": ("public.t",),
    },
    "CREATE TABLE t (a int UNIQUE DEFERRABLE INITIALLY DEFERRED, b int, EXCLUDE USING btree (b WITH =))": {
        "DEFERRABLE": ("public.t.t_a_key",), "INITIALLY DEFERRED": ("public.t.t_a_key",),
        "exclude constraint": ("public.t.t_b_excl",),
    },
    "CREATE TABLE t (a int PRIMARY KEY); CREATE TABLE u (a int); "
    "ALTER TABLE u ADD CONSTRAINT k FOREIGN KEY (a) REFERENCES t MATCH FULL NOT VALID": {
        "MATCH FULL": ("public.u.k",), "NOT VALID": ("public.u.k",),
    },
    "CREATE TABLE t (a int, b int, UNIQUE (a, b)); "
    "CREATE TABLE u (a int, b int, FOREIGN KEY (a, b) REFERENCES t (a, b) ON DELETE SET NULL (a))": {
        "ON DELETE SET with columns": ("public.u.u_a_b_fkey",),
    },
    "CREATE TABLE t (a int CHECK (a > 0) NO INHERIT, b int, CHECK (b > 1) NOT ENFORCED)": {
        "NO INHERIT": ("public.t.t_a_check",), "NOT ENFORCED": ("public.t.t_b_check",),
    },
    'CREATE TABLE t (a text COLLATE "C", b text STORAGE EXTERNAL, c int); ALTER TABLE t ALTER c SET STATISTICS 10': {
        "COLLATE": ("public.t.a",), "STATISTICS": ("public.t.c",), "STORAGE": ("public.t.b",),
    },
    "CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a + 1) VIRTUAL)": {"VIRTUAL generated column": ("public.t.b",)},
    "CREATE TABLE t (a int); ALTER TABLE t ADD CONSTRAINT n NOT NULL a NOT VALID": {
        "NOT NULL NOT VALID": ("public.t.a",),
    },
    "CREATE TABLE t (a int, b int); CREATE UNIQUE INDEX i ON t (a) INCLUDE (b); "
    "CREATE UNIQUE INDEX n ON t (b) NULLS NOT DISTINCT": {
        "INCLUDE": ("public.i",), "NULLS NOT DISTINCT index": ("public.n",),
    },
    "CREATE TABLE t (a int); CREATE INDEX i ON t ((a + 1)); ALTER INDEX i ALTER COLUMN 1 SET STATISTICS 99": {
        "STATISTICS": ("public.i",),
    },
    "CREATE MATERIALIZED VIEW m AS SELECT 1 AS a; CREATE INDEX i ON m (a)": {
        "index on a materialized view": ("public.i",),
    },
    "CREATE SEQUENCE s AS smallint": {"sequence AS smallint": ("public.s",)},
    "CREATE TABLE t (a int); CREATE SEQUENCE s OWNED BY t.a": {"owned sequence": ("public.s",)},
    "CREATE TABLE t (); ALTER TABLE t ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY": {
        "FORCE ROW LEVEL SECURITY": ("public.t",),
    },
    "CREATE TABLE t (); ALTER TABLE t REPLICA IDENTITY FULL": {"REPLICA IDENTITY": ("public.t",)},
    "CREATE TABLE t (a int PRIMARY KEY); ALTER TABLE t CLUSTER ON t_pkey": {"CLUSTER ON": ("public.t",)},
    "CREATE TABLE t (); CREATE RULE r AS ON DELETE TO t DO INSTEAD NOTHING": {"rule": ("public.t.r",)},
    "CREATE TABLE t (a int, b int); CREATE STATISTICS st ON a, b FROM t": {"statistics": ("public.st",)},
    "CREATE VIEW v AS SELECT 1 AS a; ALTER VIEW v ALTER a SET DEFAULT 2": {"column default": ("public.v",)},
}  # fmt: skip


@pytest.fixture(scope="module")
def connection(server: Server) -> Iterator["psycopg.Connection[Any]"]:
    with empty_database(server) as url, psycopg.connect(url, autocommit=True) as opened:
        yield opened


@pytest.mark.parametrize("sql", _FOUND)
def test_what_drizzle_cannot_express_is_named_by_its_kind(connection: "psycopg.Connection[Any]", sql: str) -> None:
    before = read_schema(connection)
    with connection.transaction(force_rollback=True):
        connection.execute(sql.encode())
        source = SchemaSource(Snapshot(), read_schema(connection), before)
        assert unexpressed_in(source, ()) == _FOUND[sql]
        platform = SchemaSource(Snapshot(), source.catalog, before=source.catalog)
        assert unexpressed_in(platform, ()) == {}


def test_what_the_writing_has_found_is_in_the_list_once_and_sorted(connection: "psycopg.Connection[Any]") -> None:
    schema = read_schema(connection)
    source = SchemaSource(Snapshot(), schema, schema, deviations=("column t.a is text there",))
    found = unexpressed_in(source, [("unknown type", "t.b"), ("unknown type", "t.a"), ("unknown type", "t.b")])
    assert found == {"different in the database": ("column t.a is text there",), "unknown type": ("t.a", "t.b")}
