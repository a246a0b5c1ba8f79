"""Connections to servers that are ours: nothing of the user's libpq environment bears on them."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from psycopg import Connection

_EXPLICIT = {"options": "", "client_encoding": "UTF8", "application_name": "drizzle-journal"}


def private_conninfo(words: Mapping[str, str]) -> str:
    """libpq's text for these keywords, with what PGOPTIONS and PGCLIENTENCODING would set said outright."""
    from psycopg.conninfo import make_conninfo  # noqa: PLC0415 - the server boots meanwhile

    return make_conninfo(**(_EXPLICIT | dict(words)))


def with_options(conninfo: str, options: str) -> str:
    """The same with settings for the server, as libpq writes them: `-c name=value`."""
    from psycopg.conninfo import make_conninfo  # noqa: PLC0415 - the server boots meanwhile

    return make_conninfo(conninfo, options=options)


def connect(conninfo: str) -> "Connection[Any]":
    """Connect in autocommit mode."""
    import psycopg  # noqa: PLC0415 - the server boots meanwhile

    with without_libpq_variables():
        return psycopg.connect(conninfo, autocommit=True, prepare_threshold=None)


def clean_environment() -> dict[str, str]:
    """Our environment without what libpq, and node's drivers, would read in it."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}


@contextmanager
def without_libpq_variables() -> Iterator[None]:
    """Hide PGSERVICE and the like for a moment: libpq has no other way to be told to pass over them."""
    hidden = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("PG")}
    try:
        yield
    finally:
        os.environ.update(hidden)
