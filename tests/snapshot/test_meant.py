"""What drizzle-kit means where its SQL says less, or the server has more: told by the files, one after the other."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from journal.folder.migrations import Migration
from journal.folder.names import Kind
from journal.project.settings import Ledger
from journal.snapshot.follow import Following
from journal.snapshot.values import Column, Snapshot
from journal.sql.statements import MARKER

MARK = f"{MARKER}\n"


def followed(database: str, *files: str, following: Following | None = None) -> Iterator[tuple[Snapshot, bool]]:
    """After each of these files the snapshot, and whether it is the last one, copied."""
    following = following or Following(Ledger())
    with psycopg.connect(database) as connection:
        for number, text in enumerate(files):
            connection.execute(text.encode())
            migration = Migration(f"{number:04}_it", Kind.FORWARD, Path("it.sql"), text.encode())
            yield following.after(connection, migration, ended=False), following.copied


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
def test_row_security_was_asked_for_as_drizzle_kit_tells(
    database: str, files: tuple[str, ...], asked: list[bool]
) -> None:
    assert [one.tables["public.t"].is_rls_enabled for one, _ in followed(database, *files)] == asked


def test_row_security_stays_asked_for_under_another_name(database: str) -> None:
    renames = (
        'CREATE SCHEMA "s";\n' + MARK + 'ALTER TABLE "t" RENAME TO "u";' + MARK + 'ALTER TABLE "u" SET SCHEMA "s";\n'
    )
    files = (TABLE + MARK + ON, POLICY.format("p"), renames, 'ALTER SCHEMA "s" RENAME TO "r";')
    last = [one.tables for one, _ in followed(database, *files)]
    assert last[2]["s.u"].is_rls_enabled and last[3]["r.u"].is_rls_enabled


@pytest.mark.parametrize(
    ("said", "is_inline"),
    [
        ('ALTER TABLE "t" ADD CONSTRAINT "t_pkey" PRIMARY KEY("a");', False),
        ('ALTER TABLE "t" ADD CONSTRAINT "t_pkey" PRIMARY KEY("a");\n', True),
        ('ALTER TABLE "t" ADD PRIMARY KEY ("a");', True),
    ],
)
def test_a_key_has_a_name_of_its_own_where_drizzle_kit_wrote_one(database: str, said: str, is_inline: bool) -> None:
    *_, (last, _) = followed(database, TABLE, said)
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


def test_what_a_key_left_not_null_is_nullable_for_drizzle_kit_and_is_told(database: str) -> None:
    following = Following(Ledger())
    other = 'ALTER TABLE "t" DROP CONSTRAINT "k";' + MARK + 'ALTER TABLE "t" ADD CONSTRAINT "l" PRIMARY KEY("a");'
    *_, (last, _) = followed(database, KEYED, other, 'ALTER TABLE "t" ADD COLUMN "d" text;', following=following)
    assert [one.not_null for one in last.tables["public.t"].columns.values()] == [False, False, True, False]
    assert [(note.code, note.message.split()[0]) for note in following.notes] == [("still-not-null", "public.t.b")]


def test_what_is_there_is_told_where_that_is_asked_for(database: str) -> None:
    following = Following(Ledger(), actual_state=True)
    other = 'ALTER TABLE "t" DROP CONSTRAINT "k";' + MARK + 'ALTER TABLE "t" ADD CONSTRAINT "l" PRIMARY KEY("a");'
    *_, (last, _) = followed(database, KEYED, other, following=following)
    assert [one.not_null for one in last.tables["public.t"].columns.values()] == [False, True, True]
    assert [note.code for note in following.notes] == ["still-not-null"]


def test_what_people_made_a_key_is_not_null(database: str) -> None:
    files = ("CREATE TABLE t (a int, CONSTRAINT k PRIMARY KEY (a));", "ALTER TABLE t DROP CONSTRAINT k;")
    *_, (last, _) = followed(database, *files)
    assert last.tables["public.t"].columns["a"].not_null


CYCLE = "INCREMENT BY 1 MINVALUE 1 MAXVALUE 9 START WITH 1 CACHE 1"


@pytest.mark.parametrize(
    ("said", "cycles"),
    [
        (f'ALTER SEQUENCE "public"."s" {CYCLE};', False),
        (f'ALTER SEQUENCE "public"."s" {CYCLE} CYCLE;', True),
        ("ALTER SEQUENCE s CACHE 5;", True),
        ("ALTER SEQUENCE s NO CYCLE;", False),
    ],
)
def test_a_sequence_that_drizzle_kit_says_all_of_has_no_cycle(database: str, said: str, cycles: bool) -> None:
    files = (f'CREATE SEQUENCE "public"."s" {CYCLE} CYCLE;', said, 'ALTER SEQUENCE "public"."s" RENAME TO "r";')
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
ANEW = (
    'ALTER TABLE "t" drop column "b";'
    + MARK
    + 'ALTER TABLE "t" ADD COLUMN "b" text GENERATED ALWAYS AS (\'x\') STORED;'
)


def test_what_went_with_a_column_made_anew_is_there_for_drizzle_kit_and_is_told(database: str) -> None:
    following = Following(Ledger())
    files = (LOST, ANEW, 'ALTER TABLE "t" ADD COLUMN "c" integer;')
    for snapshot, _ in followed(database, *files, following=following):
        table = snapshot.tables["public.t"]
        assert {*table.indexes, *table.unique_constraints, *table.check_constraints} == {
            "by_a",
            "by_b",
            "b_once",
            "b_short",
        }
    assert sorted(note.message.split(" is ")[0] for note in following.notes) == [
        "b_once on public.t", "b_short on public.t", "by_b on public.t"
    ]  # fmt: skip


@pytest.mark.parametrize("anew", [f"{ANEW}\n", 'DROP INDEX "by_b";' + MARK + ANEW])
def test_what_somebody_dropped_is_gone(database: str, anew: str) -> None:
    *_, (last, _) = followed(database, LOST, anew)
    assert "by_b" not in last.tables["public.t"].indexes


def test_a_sequence_that_still_cycles_is_told(database: str) -> None:
    following = Following(Ledger())
    files = (f'CREATE SEQUENCE "public"."s" {CYCLE} CYCLE;', f'ALTER SEQUENCE "public"."s" {CYCLE};')
    assert not [one for one, _ in followed(database, *files, following=following)][-1].sequences["public.s"].cycle
    assert [note.code for note in following.notes] == ["still-cycles"]


def test_a_type_is_as_drizzle_kit_wrote_it(database: str) -> None:
    files = (
        'CREATE TABLE "t" (\n\t"a" timestamptz,\n\t"b" timestamptz[]\n);\n', "CREATE TABLE u (a timestamptz);",
        'ALTER TABLE "t" ALTER COLUMN "a" SET DATA TYPE timetz;',
        "ALTER TABLE t ALTER a TYPE timestamptz USING now();\n",
    )  # fmt: skip
    said = [one.tables["public.t"].columns for one, _ in followed(database, *files)]
    assert [one["a"].type for one in said] == ["timestamptz", "timestamptz", "timetz", "timestamp with time zone"]
    assert {one["b"].type for one in said} == {"timestamptz[]"}


def test_what_changes_nothing_is_a_copy(database: str) -> None:
    files = (
        TABLE,
        "INSERT INTO t VALUES (1);",
        "ALTER TABLE t ADD b int;",
        "CREATE FUNCTION f() RETURNS int RETURN 1;",
    )
    assert [is_copy for _, is_copy in followed(database, *files)] == [False, True, False, True]


def test_a_view_of_the_query_builder_shows_the_columns_of_tables(database: str) -> None:
    table = 'CREATE TABLE "t" (\n\t"a" serial PRIMARY KEY NOT NULL,\n\t"b" text NOT NULL\n);\n'
    view = 'CREATE VIEW "public"."v" AS (select "t"."b", "a", upper("b") as "c" from "t" where "a" > 1);'
    snapshots = [one for one, _ in followed(database, table + MARK + view, "ALTER TABLE t ALTER b SET DEFAULT 'x';")]
    assert snapshots[0].views["public.v"].columns == {
        "b": Column("b", "text", not_null=True), "a": Column("a", "serial", primary_key=True, not_null=True),
    }  # fmt: skip
    assert snapshots[1].views["public.v"].columns["b"].default == "'x'"


def test_a_view_that_somebody_wrote_declares_its_columns(database: str) -> None:
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
