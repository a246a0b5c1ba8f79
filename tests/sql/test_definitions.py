"""What statements create, drop and rename, by the names that a later statement would look for."""

import pytest

from journal.sql.definitions import Family, definitions
from journal.sql.statements import cut


def found(sql: str) -> list[tuple[str, str | None, str, bool]]:
    return [(str(one.family), one.within, one.name, one.gone) for one in definitions(cut(sql))]


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("CREATE TYPE s.mood AS ENUM ('a')", ("type", "s", "mood", False)),
        ("CREATE TYPE pair AS (a int)", ("type", None, "pair", False)),
        ("CREATE DOMAIN d AS int", ("type", None, "d", False)),
        ("CREATE FUNCTION s.f(int) RETURNS int LANGUAGE sql AS 'SELECT 1'", ("function", "s", "f", False)),
        ("CREATE AGGREGATE total (int) (sfunc = int4pl, stype = int)", ("function", None, "total", False)),
        ("CREATE VIEW v AS SELECT 1", ("relation", None, "v", False)),
        ("CREATE MATERIALIZED VIEW s.m AS SELECT 1", ("relation", "s", "m", False)),
        ("CREATE INDEX i ON s.t (a)", ("relation", "s", "i", False)),
        ("CREATE SCHEMA s", ("schema", None, "s", False)),
        ("CREATE ROLE r", ("role", None, "r", False)),
        ("DROP ROLE r", ("role", None, "r", True)),
        ("CREATE EXTENSION vector", ("extension", None, "vector", False)),
        ("CREATE TRIGGER g BEFORE INSERT ON s.t FOR EACH ROW EXECUTE FUNCTION f()", ("trigger", "t", "g", False)),
        ("DROP POLICY p ON t", ("policy", "t", "p", True)),
        ("ALTER TABLE s.t ADD COLUMN c int", ("column", "t", "c", False)),
        ("ALTER TABLE t DROP CONSTRAINT k", ("constraint", "t", "k", True)),
        ("CREATE PUBLICATION p", ("object", None, "p", False)),
    ],
)
def test_a_statement_of_one_definition(sql: str, expected: tuple[str, str | None, str, bool]) -> None:
    assert found(sql) == [expected]


def test_a_table_has_columns_and_named_constraints_and_a_unique_one_has_an_index() -> None:
    assert found("CREATE TABLE s.t (a int, CONSTRAINT u UNIQUE (a))") == [
        ("relation", "s", "t", False),
        ("column", "t", "a", False),
        ("constraint", "t", "u", False),
        ("relation", "s", "u", False),
    ]


def test_a_rename_takes_one_name_away_and_gives_another() -> None:
    assert found("ALTER TABLE a RENAME TO b; ALTER TYPE s.x RENAME TO y; ALTER TABLE t RENAME COLUMN c TO d") == [
        ("relation", None, "a", True),
        ("relation", None, "b", False),
        ("type", "s", "x", True),
        ("type", "s", "y", False),
        ("column", "t", "c", True),
        ("column", "t", "d", False),
    ]


def test_a_relation_moves_to_another_schema() -> None:
    assert found("ALTER TABLE t SET SCHEMA s") == [("relation", None, "t", True), ("relation", "s", "t", False)]


def test_several_objects_are_dropped_at_once() -> None:
    assert found("DROP TABLE s.a, b") == [("relation", "s", "a", True), ("relation", None, "b", True)]


def test_a_do_block_is_read_and_marked_as_not_sure() -> None:
    block = 'DO $$ BEGIN CREATE TYPE "public"."mood" AS ENUM (\'a\'); EXCEPTION WHEN others THEN null; END $$'
    (one,) = definitions(cut(block))
    assert (one.family, one.within, one.name, one.sure) == (Family.TYPE, "public", "mood", False)


def test_a_piece_that_does_not_parse_defines_nothing() -> None:
    assert found("CREATE TABL t (a int)") == []
