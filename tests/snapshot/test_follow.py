"""Tests of the snapshot after each migration, where drizzle-kit's model differs from its SQL or from the server."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from journal.folder.file_names import Kind
from journal.folder.migrations import Migration
from journal.project.settings import Ledger
from journal.snapshot.follow import Following
from journal.snapshot.model import Column, Snapshot
from journal.sql.statements import MARKER

MARK = f"{MARKER}\n"


def followed(database: str, *files: str, following: Following | None = None) -> Iterator[tuple[Snapshot, bool]]:
    """Yield the snapshot after each of these files, and whether the file has changed nothing in it."""
    following = following or Following(Ledger())
    with psycopg.connect(database) as connection:
        for number, text in enumerate(files):
            connection.execute(text.encode())
            migration = Migration(f"{number:04}_it", Kind.FORWARD, Path("it.sql"), text.encode())
            yield following.after(connection, migration, ended=False), following.is_unchanged


ON = 'ALTER TABLE "t" ENABLE ROW LEVEL SECURITY;'
POLICY = 'CREATE POLICY "{}" ON "t" AS PERMISSIVE FOR ALL TO public;'
TABLE = 'CREATE TABLE "t" (\n\t"a" integer\n);\n'


@pytest.mark.parametrize(
    ("files", "asked"),
    [
        ((TABLE, ON), [False, True]),
        ((TABLE + MARK + ON, POLICY.format("p")), [True, True]),
        ((TABLE + MARK + ON, ON + MARK + POLICY.format("p")), [True, False]),
        ((TABLE, ON + MARK + POLICY.format("p")), [False, False]),
        ((TABLE, ON + MARK + POLICY.format("p"), POLICY.format("q")), [False, False, False]),
        ((TABLE, ON + MARK + POLICY.format("p"), ON), [False, False, True]),
        ((TABLE + MARK + ON, POLICY.format("p"), POLICY.format("q")), [True, True, True]),
    ],
)
def test_enable_rls_of_schema_ts_is_found_in_the_sql(database: str, files: tuple[str, ...], asked: list[bool]) -> None:
    assert [one.tables["public.t"].is_rls_enabled for one, _ in followed(database, *files)] == asked


def test_enable_rls_stays_when_the_table_is_renamed(database: str) -> None:
    renames = (
        'CREATE SCHEMA "s";\n' + MARK + 'ALTER TABLE "t" RENAME TO "u";' + MARK + 'ALTER TABLE "u" SET SCHEMA "s";\n'
    )
    files = (TABLE + MARK + ON, POLICY.format("p"), renames, 'ALTER SCHEMA "s" RENAME TO "r";')
    last = [one.tables for one, _ in followed(database, *files)]
    assert last[2]["s.u"].is_rls_enabled and last[3]["r.u"].is_rls_enabled


@pytest.mark.parametrize(
    ("sql", "is_inline"),
    [
        ('ALTER TABLE "t" ADD CONSTRAINT "t_pkey" PRIMARY KEY("a");', False),
        ('ALTER TABLE "t" ADD CONSTRAINT "t_pkey" PRIMARY KEY("a");\n', True),
        ('ALTER TABLE "t" ADD PRIMARY KEY ("a");', True),
    ],
)
def test_a_primary_key_is_named_only_where_drizzle_kit_wrote_its_name(database: str, sql: str, is_inline: bool) -> None:
    *_, (last, _) = followed(database, TABLE, sql)
    table = last.tables["public.t"]
    assert (table.columns["a"].primary_key, list(table.composite_primary_keys)) == (
        (True, []) if is_inline else (False, ["t_pkey"])
    )


KEYED = """CREATE TABLE "t" (
\t"a" integer,
\t"b" integer,
\t"c" integer NOT NULL,
\tCONSTRAINT "k" PRIMARY KEY("a","b","c")
);
"""


def test_a_column_of_a_dropped_key_is_nullable_in_the_model_and_noted(database: str) -> None:
    following = Following(Ledger())
    other = 'ALTER TABLE "t" DROP CONSTRAINT "k";' + MARK + 'ALTER TABLE "t" ADD CONSTRAINT "l" PRIMARY KEY("a");'
    *_, (last, _) = followed(database, KEYED, other, 'ALTER TABLE "t" ADD COLUMN "d" text;', following=following)
    assert [one.not_null for one in last.tables["public.t"].columns.values()] == [False, False, True, False]
    assert [(note.code, note.message.split()[0]) for note in following.notes] == [("still-not-null", "public.t.b")]


def test_actual_state_has_the_not_null_of_the_database(database: str) -> None:
    following = Following(Ledger(), actual_state=True)
    other = 'ALTER TABLE "t" DROP CONSTRAINT "k";' + MARK + 'ALTER TABLE "t" ADD CONSTRAINT "l" PRIMARY KEY("a");'
    *_, (last, _) = followed(database, KEYED, other, following=following)
    assert [one.not_null for one in last.tables["public.t"].columns.values()] == [False, True, True]
    assert [note.code for note in following.notes] == ["still-not-null"]


def test_a_column_of_a_dropped_handwritten_key_stays_not_null(database: str) -> None:
    files = ("CREATE TABLE t (a int, CONSTRAINT k PRIMARY KEY (a));", "ALTER TABLE t DROP CONSTRAINT k;")
    *_, (last, _) = followed(database, *files)
    assert last.tables["public.t"].columns["a"].not_null


@pytest.mark.parametrize("before_it", ["", 'ALTER TABLE "t" ALTER COLUMN "a" SET NOT NULL;\n'])
def test_a_column_of_another_style_is_written_by_hand_in_a_file_that_begins_as_those_of_drizzle_kit(
    database: str, before_it: str
) -> None:
    *_, (last, _) = followed(database, TABLE, before_it + 'ALTER TABLE "t"\nADD COLUMN "b" DATE DEFAULT NOW();')
    column = last.tables["public.t"].columns["b"]
    assert (column.type, column.default) == ("date", "now()")


SERIAL = 'CREATE TABLE "t" (\n\t"a" serial NOT NULL\n);\n'


@pytest.mark.parametrize(
    ("sql", "type_", "default", "notes"),
    [
        ('ALTER TABLE "t" ALTER COLUMN "a" SET DATA TYPE integer;', "integer", None, ["still-numbered"]),
        ('ALTER TABLE "t" ALTER COLUMN "a" SET DATA TYPE text;', "text", None, ["still-numbered"]),
        (
            'ALTER TABLE "t" ALTER COLUMN "a" SET DATA TYPE integer;'
            + MARK
            + 'ALTER TABLE "t" ALTER COLUMN "a" SET DEFAULT 5;',
            "integer",
            5,
            [],
        ),
        ("ALTER TABLE t ALTER a TYPE bigint;", "bigserial", None, []),
    ],
)
def test_a_serial_that_drizzle_kit_gave_another_type_has_no_default_in_the_model(
    database: str, sql: str, type_: str, default: int | None, notes: list[str]
) -> None:
    following = Following(Ledger())
    *_, (last, _) = followed(database, SERIAL, sql, 'ALTER TABLE "t" RENAME COLUMN "a" TO "b";', following=following)
    column = last.tables["public.t"].columns["b"]
    assert (column.type, column.default) == (type_, default)
    assert [note.code for note in following.notes] == notes


def test_actual_state_has_the_serial_of_the_database(database: str) -> None:
    following = Following(Ledger(), actual_state=True)
    change = 'ALTER TABLE "t" ALTER COLUMN "a" SET DATA TYPE integer;'
    *_, (last, _) = followed(database, SERIAL, change, following=following)
    assert last.tables["public.t"].columns["a"].type == "serial"


CYCLE = "INCREMENT BY 1 MINVALUE 1 MAXVALUE 9 START WITH 1 CACHE 1"


@pytest.mark.parametrize(
    ("sql", "cycles"),
    [
        (f'ALTER SEQUENCE "public"."s" {CYCLE};', False),
        (f'ALTER SEQUENCE "public"."s" {CYCLE} CYCLE;', True),
        ("ALTER SEQUENCE s CACHE 5;", True),
        ("ALTER SEQUENCE s NO CYCLE;", False),
    ],
)
def test_a_sequence_altered_by_drizzle_kit_does_not_cycle_in_the_model(database: str, sql: str, cycles: bool) -> None:
    files = (f'CREATE SEQUENCE "public"."s" {CYCLE} CYCLE;', sql, 'ALTER SEQUENCE "public"."s" RENAME TO "r";')
    *_, last = followed(database, *files)
    assert last[0].sequences["public.r"].cycle is cycles


LOST = (
    'CREATE TABLE "t" (\n\t"a" integer,\n\t"b" text,\n\tCONSTRAINT "b_once" UNIQUE("b"),\n'
    '\tCONSTRAINT "b_short" CHECK (length("b") < 9)\n);\n'
    + MARK
    + 'CREATE INDEX "by_b" ON "t" USING btree ("b");'
    + MARK
    + 'CREATE INDEX "by_a" ON "t" USING btree ("a");'
)
RECREATED = (
    'ALTER TABLE "t" drop column "b";'
    + MARK
    + 'ALTER TABLE "t" ADD COLUMN "b" text GENERATED ALWAYS AS (\'x\') STORED;'
)


def test_parts_dropped_with_a_recreated_column_stay_in_the_model_and_are_noted(database: str) -> None:
    following = Following(Ledger())
    files = (LOST, RECREATED, 'ALTER TABLE "t" ADD COLUMN "c" integer;')
    for snapshot, _ in followed(database, *files, following=following):
        table = snapshot.tables["public.t"]
        assert {*table.indexes, *table.unique_constraints, *table.check_constraints} == {
            "by_a",
            "by_b",
            "b_once",
            "b_short",
        }
    assert sorted(note.message.split(" no longer")[0] for note in following.notes) == [
        "b_once on public.t", "b_short on public.t", "by_b on public.t"
    ]  # fmt: skip


@pytest.mark.parametrize("recreate", [f"{RECREATED}\n", 'DROP INDEX "by_b";' + MARK + RECREATED])
def test_an_explicitly_dropped_index_is_gone(database: str, recreate: str) -> None:
    *_, (last, _) = followed(database, LOST, recreate)
    assert "by_b" not in last.tables["public.t"].indexes


def test_a_sequence_that_still_cycles_is_noted(database: str) -> None:
    following = Following(Ledger())
    files = (f'CREATE SEQUENCE "public"."s" {CYCLE} CYCLE;', f'ALTER SEQUENCE "public"."s" {CYCLE};')
    assert not [one for one, _ in followed(database, *files, following=following)][-1].sequences["public.s"].cycle
    assert [note.code for note in following.notes] == ["still-cycles"]


def test_a_type_has_the_form_that_drizzle_kit_wrote(database: str) -> None:
    files = (
        'CREATE TABLE "t" (\n\t"a" timestamptz,\n\t"b" timestamptz[]\n);\n', "CREATE TABLE u (a timestamptz);",
        'ALTER TABLE "t" ALTER COLUMN "a" SET DATA TYPE timetz;',
        "ALTER TABLE t ALTER a TYPE timestamptz USING now();\n",
    )  # fmt: skip
    columns = [one.tables["public.t"].columns for one, _ in followed(database, *files)]
    assert [one["a"].type for one in columns] == ["timestamptz", "timestamptz", "timetz", "timestamp with time zone"]
    assert {one["b"].type for one in columns} == {"timestamptz[]"}


def test_a_migration_without_schema_change_is_unchanged(database: str) -> None:
    files = (
        TABLE,
        "INSERT INTO t VALUES (1);",
        "ALTER TABLE t ADD b int;",
        "CREATE FUNCTION f() RETURNS int RETURN 1;",
    )
    assert [is_unchanged for _, is_unchanged in followed(database, *files)] == [False, True, False, True]


def test_a_view_of_the_query_builder_shows_the_columns_of_tables(database: str) -> None:
    table = 'CREATE TABLE "t" (\n\t"a" serial PRIMARY KEY NOT NULL,\n\t"b" text NOT NULL\n);\n'
    view = 'CREATE VIEW "public"."v" AS (select "t"."b", "a", upper("b") as "c" from "t" where "a" > 1);'
    snapshots = [one for one, _ in followed(database, table + MARK + view, "ALTER TABLE t ALTER b SET DEFAULT 'x';")]
    assert snapshots[0].views["public.v"].columns == {
        "b": Column("b", "text", not_null=True), "a": Column("a", "serial", primary_key=True, not_null=True),
    }  # fmt: skip
    assert snapshots[1].views["public.v"].columns["b"].default == "'x'"


def test_a_handwritten_view_declares_its_columns(database: str) -> None:
    files = ("CREATE TABLE t (a serial); CREATE VIEW v AS SELECT a, 1 AS b FROM t;",)
    ((snapshot, _),) = followed(database, *files)
    assert snapshot.views["public.v"].columns == {"a": Column("a", "integer"), "b": Column("b", "integer")}


def test_a_view_of_a_view_shows_the_columns_of_tables(database: str) -> None:
    views = [
        f'CREATE VIEW "public"."{name}" AS (select "b" from "{source}");' for name, source in (("v", "t"), ("a", "v"))
    ]
    files = (
        'CREATE TABLE "t" (\n\t"b" text NOT NULL\n);\n' + MARK + MARK.join(views),
        "ALTER TABLE t ALTER b SET DEFAULT 'x';",
    )
    *_, (last, _) = followed(database, *files)
    assert last.views["public.a"].columns == {"b": Column("b", "text", not_null=True, default="'x'")}
