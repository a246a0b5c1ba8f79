"""What PostgreSQL prints of an array of constants is printed the same once it is read again."""

import psycopg
import pytest

from journal.baseline.array_casts import with_array_types

CHECKS = {
    "varchar": ("varchar", "x in ('a', 'ü''b')"),
    "varchar with a length": ("varchar(20)", "x not in ('a', 'b')"),
    "char": ("char(3)", "x::text in ('abc'::char(3), 'b')"),
    "text": ("text", "x in ('a', 'b')"),
    "numbers": ("numeric", "x in (1, 2)"),
    "an array": ("text[]", "x && array['a'::varchar, 'b']::text[]"),
}


@pytest.mark.parametrize("name", CHECKS)
def test_an_expression_is_the_same_after_it_was_read_again(database: str, name: str) -> None:
    type_, check = CHECKS[name]
    with psycopg.connect(database, autocommit=True) as connection:

        def printed(table: str, text: str) -> str:
            connection.execute(f"create table {table} (x {type_}, constraint c check {text})".encode())
            query = f"select pg_get_constraintdef(oid) from pg_constraint where conrelid = '{table}'::regclass"
            found = connection.execute(query.encode()).fetchone()
            assert found
            return str(found[0]).removeprefix("CHECK ")

        first = printed("one", f"({check})")
        statement = with_array_types(f"ALTER TABLE one ADD CHECK {first}")
        assert printed("two", statement.removeprefix("ALTER TABLE one ADD CHECK ")) == first
