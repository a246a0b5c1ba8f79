"""The variables that name a database to other programs: libpq reads the same from them."""

import pytest
from psycopg.conninfo import conninfo_to_dict

from journal.connect.address import environment_of


@pytest.mark.parametrize(
    "words",
    [
        {"host": "db.example", "port": "6543", "user": "me@org", "password": "p@ss/w:rd%", "dbname": "a b"},
        {"host": "one,two", "port": "1,2", "dbname": "app", "target_session_attrs": "read-write"},
        {"host": "::1", "user": "me", "dbname": "app", "sslmode": "require"},
        {"dbname": "app", "options": "-c statement_timeout=5"},
    ],
)
def test_libpq_reads_the_same_out_of_the_url(words: dict[str, str]) -> None:
    variables = environment_of(words)
    assert conninfo_to_dict(variables["DATABASE_URL"]) == words
    assert variables["POSTGRES_URL"] == variables["DATABASE_URL"]


def test_the_folder_of_a_socket_is_in_a_variable() -> None:
    words = {"host": "/run/pg", "port": "5433", "user": "me", "password": "", "dbname": "app"}
    assert environment_of(words) == {
        "PGHOST": "/run/pg", "PGPORT": "5433", "PGUSER": "me", "PGDATABASE": "app",
        "DATABASE_URL": "postgresql:///app", "POSTGRES_URL": "postgresql:///app",
    }  # fmt: skip


def test_one_port_is_that_of_every_host() -> None:
    words = {"host": "one,two", "port": "5", "dbname": "a"}
    assert environment_of(words)["DATABASE_URL"] == "postgresql://one:5,two:5/a"
