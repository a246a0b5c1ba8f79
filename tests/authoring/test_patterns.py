"""The patterns with rows in them: what is archived or kept beside comes back."""

from collections.abc import Sequence
from pathlib import Path

import psycopg
import pytest
from conftest import Journal, Project

TABLES = """CREATE TABLE users (id bigint PRIMARY KEY, quota text DEFAULT '0' NOT NULL, note text);
CREATE TABLE orders (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id bigint REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE VIEW notes AS SELECT id, note FROM users;
COMMENT ON COLUMN users.quota IS 'In MiB.';
INSERT INTO users VALUES (1, '007', 'a'), (2, '8', NULL), (3, '9', 'c');
INSERT INTO orders (user_id) VALUES (1), (2);
"""
Rows = list[tuple[object, ...]]


def rows(database: str, query: str) -> Rows:
    with psycopg.connect(database) as connection:
        return connection.execute(query).fetchall()  # type: ignore[arg-type]


def made(project: Project, journal: Journal, *words: str) -> tuple[str, str]:
    """The texts of both files, which are proved."""
    project.migration("0001_tables", TABLES)
    result = journal("new", *words)
    assert result.code == 0, result.out + result.err
    assert "proved: up, down, up gives the same schema; without rows, on a temporary server." in result.out
    up, down = (path for path in sorted(project.root.glob("migrations/0002_*"), key=lambda path: "down" in path.name))
    return up.read_text(), down.read_text()


def run(database: str, texts: Sequence[str]) -> None:
    for text in texts:
        with psycopg.connect(database, autocommit=True) as connection:
            connection.execute(text)  # type: ignore[call-overload]


def test_a_dropped_table_comes_back_with_its_rows_and_counts_on(
    project: Project, journal: Journal, database: str
) -> None:
    up, down = made(project, journal, "drop_orders", "--drop-table", "orders")
    run(database, [TABLES])
    before = rows(database, "SELECT * FROM orders")
    run(database, [up])
    assert rows(database, "SELECT to_regclass('orders'), to_regclass('_backup_orders') IS NULL")[0][0] is None
    run(database, [down])
    assert rows(database, "SELECT * FROM orders") == before
    run(database, ["INSERT INTO orders (user_id) VALUES (3)"])
    assert rows(database, "SELECT max(id) FROM orders") == [(3,)]


def test_a_table_that_others_depend_on_goes_after_them_and_they_come_back(
    project: Project, journal: Journal, database: str
) -> None:
    up, down = made(project, journal, "drop_users", "--drop-table", "users")
    assert "DROP VIEW IF EXISTS public.notes;" in up
    assert "ALTER TABLE public.orders DROP CONSTRAINT IF EXISTS orders_user_id_fkey;" in up
    run(database, [TABLES])
    before = rows(database, "SELECT * FROM users, notes ORDER BY 1, 4")
    run(database, [up, up, down])
    assert rows(database, "SELECT * FROM users, notes ORDER BY 1, 4") == before


def test_a_dropped_column_comes_back_with_its_values(project: Project, journal: Journal, database: str) -> None:
    up, down = made(project, journal, "drop_quota", "--drop-column", "users.quota")
    run(database, [TABLES, up, up, down])
    query = "SELECT id, quota FROM users ORDER BY id"
    assert rows(database, query) == [(1, "007"), (2, "8"), (3, "9")]
    with pytest.raises(psycopg.errors.NotNullViolation):
        run(database, ["UPDATE users SET quota = NULL"])


def test_a_transformed_column_is_as_it_was_byte_for_byte(project: Project, journal: Journal, database: str) -> None:
    up, down = made(project, journal, "quota_int", "--transform", "users.quota", "--to", "integer")
    run(database, [TABLES, up, up])
    assert rows(database, "SELECT quota FROM users ORDER BY id") == [(7,), (8,), (9,)]
    run(database, ["INSERT INTO users (id) VALUES (4)", down])
    assert rows(database, "SELECT quota FROM users ORDER BY id") == [("007",), ("8",), ("9",), ("0",)]
    comment = "SELECT col_description('users'::regclass, 2)"
    assert rows(database, comment) == [("In MiB.",)]


def test_using_refers_to_the_column_as_it_was(project: Project, journal: Journal, database: str) -> None:
    words = ("--transform", "users.quota", "--to", "integer", "--using", "quota::integer * 2 + length(users.quota)")
    up, _ = made(project, journal, "quota_int", *words)
    run(database, [TABLES, up])
    assert rows(database, "SELECT quota FROM users ORDER BY id") == [(17,), (17,), (19,)]


WRONG = {
    ("--drop-table", "userz"): "The migrations create no table userz.",
    ("--drop-column", "users.nope"): "The migrations create no column users.nope.",
    ("--drop-column", "users"): "is not of the form [SCHEMA.]TABLE.COLUMN.",
    ("--transform", "orders.id", "--to", "text"): "orders.id is generated; --transform is for columns that hold values",
    ("--transform", "users.quota", "--to", "text", "--using", "1 +"): "is no SQL expression: syntax error",
}


@pytest.mark.parametrize(("words", "message"), WRONG.items(), ids=[" ".join(words) for words in WRONG])
def test_an_unknown_target_is_an_error_and_nothing_is_written(
    project: Project, journal: Journal, words: tuple[str, ...], message: str
) -> None:
    project.migration("0001_tables", TABLES)
    answer = journal("new", "x", *words)
    assert answer.code == 2
    assert message in answer.err
    assert [path.name for path in Path(project.root / "migrations").iterdir()] == ["0001_tables.sql"]
