"""URLs as people have them, in libpq's words; and what must never be shown of them."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg.conninfo import conninfo_to_dict
from psycopg.pq import Conninfo

from journal.connect.dsn import environment_of, parse_dsn, sslmode_of
from journal.errors import DatabaseUnreachable


@pytest.mark.parametrize(
    ("query", "words", "named"),
    [
        ("", {}, []),
        ("?sslmode=require&channel_binding=require", {"sslmode": "require", "channel_binding": "require"}, []),
        ("?schema=public", {}, ["schema"]),
        ("?pgbouncer=true&a.b=1&sslmode=disable", {"sslmode": "disable"}, ["pgbouncer", "a.b"]),
        ("?sslmode=no-verify", {"sslmode": "require"}, ["sslmode=no-verify"]),
        ("?uselibpqcompat=true&sslmode=require", {"sslmode": "require"}, ["uselibpqcompat"]),
        ("?ssl=true", {"sslmode": "require"}, []),
        ("?ssl=0", {"sslmode": "disable"}, []),
        ("?ssl=maybe", {}, ["ssl"]),
        ("?options=-c%20search_path%3Da%26b", {"options": "-c search_path=a&b"}, []),
        ("?", {}, []),
    ],
)  # fmt: skip
def test_the_query_of_a_url(query: str, words: dict[str, str], named: list[str]) -> None:
    found, notes = parse_dsn(f"postgresql://u:p@h:5/d{query}", "--url")
    assert found == {"user": "u", "password": "p", "host": "h", "port": "5", "dbname": "d"} | words
    assert [note.split(" of the URL")[0].strip("`") for note in notes] == named


def test_what_libpq_reads_itself_is_left_to_it() -> None:
    text = "host=h dbname='a b' sslmode=verify-full"
    assert parse_dsn(text, "--url") == ({"host": "h", "dbname": "a b", "sslmode": "verify-full"}, ())
    assert parse_dsn("postgresql://", "--url") == ({}, ())
    assert parse_dsn("postgresql:///d?host=/tmp,b&port=1,2", "x")[0] == {"host": "/tmp,b", "port": "1,2", "dbname": "d"}
    assert Conninfo.parse(b"postgresql://h/d?ssl=true")  # libpq takes that word for sslmode itself


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u:ge@heim@h/d",
        "postgresql://u:12/geheim@h/d",
        "postgresql://u:12/w?geheim@h/d",
        "postgresql://u:12/w?geheim=1@h/d",
        "postgresql://u:geheim?x@h/d?ge%heim@h/d",
        "postgresql://u:p@w/x?geheim@h/d",
        "postgresql://u:ge%heim@h/d",
        "geheim",
        "",
    ],
)
def test_a_url_that_a_password_tore_is_refused_and_not_shown(url: str) -> None:
    with pytest.raises(DatabaseUnreachable) as caught:
        parse_dsn(url, "--url")
    assert caught.value.message == "The URL of --url cannot be read (it is not shown, because it may hold a password)."


def test_a_password_may_have_a_question_mark() -> None:
    assert parse_dsn("postgresql://u:a?b=c@h/d?schema=x", "--url")[0]["password"] == "a?b=c"


@pytest.mark.parametrize(
    ("ssl", "mode"),
    [
        (True, "require"),
        (False, "disable"),
        ("require", "require"),
        ("prefer", "prefer"),
        ("verify-full", "verify-full"),
    ],
)
def test_ssl_of_a_driver_of_node(ssl: object, mode: str) -> None:
    assert sslmode_of(ssl) == mode


@pytest.mark.parametrize(
    ("url", "scheme"),
    [
        ("prisma://geheim", "prisma"),
        ("prisma+postgres://h/?api_key=geheim", "prisma+postgres"),
        ("jdbc:postgresql://h/d?user=u&password=geheim", "jdbc:postgresql"),
        ("mysql://u:geheim@h/d", "mysql"),
        (" 'MySQL://u:geheim@h/d' ", "mysql"),
    ],
)
def test_of_a_url_of_something_else_nothing_but_its_scheme_is_shown(url: str, scheme: str) -> None:
    with pytest.raises(DatabaseUnreachable) as caught:
        parse_dsn(url, "--url")
    assert caught.value.message == (f"The URL of --url begins with {scheme}://, which is not a PostgreSQL database.")
    assert "geheim" not in caught.value.hint


@pytest.mark.parametrize(
    "url",
    ["postgres+asyncpg://u:p@h/d", "postgresql+psycopg://u:p@h/d", '"postgres://u:p@h/d"', " 'POSTGRESQL://u:p@h/d'\n"],
)
def test_quotes_blanks_capitals_and_the_name_of_a_driver_are_taken_off_a_url(url: str) -> None:
    words, notes = parse_dsn(url, "--url")
    assert (words["host"], words["password"], words["dbname"]) == ("h", "p", "d")
    assert len(notes) == ("+" in url)


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


LOGINS = st.from_regex(r"(?:[A-Za-z0-9_.-]{1,12}(?::[A-Za-z0-9_.~-]{1,12})?@)?", fullmatch=True)
PLACES = st.from_regex(r"[a-zA-Z0-9.-]{1,12}(?::[0-9]{1,5})?/[A-Za-z0-9_-]{1,9}", fullmatch=True)


@given(st.sampled_from(["postgres", "postgresql"]), LOGINS, PLACES, st.sampled_from(["", "require", "disable"]))
def test_a_plain_url_is_read_as_libpq_reads_it(scheme: str, login: str, place: str, mode: str) -> None:
    url = f"{scheme}://{login}{place}{f'?sslmode={mode}' if mode else ''}"
    words, notes = parse_dsn(url, "--url")
    assert (list(words.items()), notes) == (list(conninfo_to_dict(url).items()), ())


def test_a_plain_url_needs_no_driver() -> None:
    code = (
        "import sys\nfrom journal.connect.dsn import parse_dsn\n"
        "parse_dsn('postgresql://ann:x@db.example.com:5432/app?sslmode=require', '--url')\n"
        "print('psycopg' in sys.modules)"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True) == "False\n"
