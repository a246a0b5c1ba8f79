"""Defaults that are written differently and have the same value."""

import psycopg
import pytest

from journal.catalog.read import read_schema
from journal.handback.comparable import find_equal_defaults


@pytest.mark.parametrize(
    ("column", "ours", "theirs", "equal"),
    [
        ("numeric", "0", "'0'::numeric", True),
        ("numeric", "1", "1.0", False),
        ("json", """'{"a": [1, 2]}'""", """'{"a":[1,2]}'""", True),
        ("json", """'{"a": 1, "b": 2}'""", """'{"b": 2, "a": 1}'""", False),
        ("json", "'[1, 2]'", "'[1.0, 2]'", False),
        ("json", "'[1]'", """'["1"]'""", False),
        ("json", """'{"a": 1}'""", """'[["a", 1]]'""", False),
        ("json", "'[]'", "'{}'", False),
        ("json", "NULL::json", "'null'", False),
        ("text", "'a b'", "'a  b'", False),
        ("text", "current_user", "'postgres'", False),
    ],
)
def test_defaults_are_equal_where_a_row_shows_the_same(
    database: str, column: str, ours: str, theirs: str, *, equal: bool
) -> None:
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(f"CREATE TABLE t (c {column} DEFAULT {ours})")
        before = read_schema(connection)
        connection.execute(f"ALTER TABLE t ALTER c SET DEFAULT {theirs}")
        found = find_equal_defaults(connection, before, read_schema(connection))
    assert [one.key for one in found] == ([("column", "public", "t", "c")] if equal else [])
