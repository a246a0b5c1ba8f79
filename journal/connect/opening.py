"""The one place that opens a session, by purpose: for SQL of ours, pinned from its first moment, or for the user's own.

Only a session for the user's own SQL has what the database and the role set for new sessions.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from journal.connect.pins import meaning, set_to, setting, startup

if TYPE_CHECKING:
    from psycopg import Connection

_NO_OPTIONS = re.compile(r"startup parameter|command-line options|unrecognized configuration parameter", re.IGNORECASE)
"""What PgBouncer and RDS Proxy say to `options`, and a server that is too old. Others may pass over them in silence."""


def open_ours(words: Mapping[str, str], pins: Mapping[str, str]) -> "Connection[Any]":
    """A session for SQL of ours, in autocommit mode, with the pins in its startup packet, after the user's options.

    Where a pooler refuses those, the session begins without, and `is_pinned` says so: then the pins are to be the first
    statement of each transaction, or, where the session is known to be its own, of the session.
    """
    import psycopg  # noqa: PLC0415 - `--help` does not pay for it

    options = f"{words.get('options', '')} {startup(pins)}".strip()
    if words.get("service") and "options" not in words:  # the service may name options that are not known here
        return _open(words)
    try:
        return _open({**words, "options": options})
    except psycopg.OperationalError as error:
        if not _NO_OPTIONS.search(str(error)):
            raise
    return _open(words)


def open_users(words: Mapping[str, str]) -> "Connection[Any]":
    """A session for the user's own SQL, in autocommit mode, as the user's own programs get it."""
    return _open(words)


def is_pinned(connection: "Connection[Any]", pins: Mapping[str, str]) -> bool:
    """Whether the pins were in the session's startup packet. A pooler may have passed over them all the same."""
    return (connection.pgconn.options or b"").decode().endswith(startup(pins))


def pin(connection: "Connection[Any]", pins: Mapping[str, str], *, local: bool = False) -> None:
    """Set the pins now: for the session, or until its transaction ends."""
    connection.execute(setting(pins, connection.info.server_version, local=local).encode())


@contextmanager
def pinned(connection: "Connection[Any]") -> Iterator[None]:
    """Statements of ours in a session that runs the user's SQL; at the end its settings are as they were.

    In a transaction they are set for that alone. One that has failed runs nothing, and needs no pins.
    """
    from psycopg.pq import TransactionStatus  # noqa: PLC0415 - `--help` does not pay for it

    able = (TransactionStatus.IDLE, TransactionStatus.INTRANS)
    if connection.info.transaction_status not in able:
        yield
        return
    with in_utf8(connection):
        yield from _pinned(connection)


def _pinned(connection: "Connection[Any]") -> Iterator[None]:
    from psycopg.pq import TransactionStatus  # noqa: PLC0415

    able = (TransactionStatus.IDLE, TransactionStatus.INTRANS)
    local = connection.info.transaction_status == TransactionStatus.INTRANS
    pins = meaning(connection.info.server_version)
    asked = ", ".join(f"pg_catalog.current_setting('{name}')" for name in pins)
    before = connection.execute(f"SELECT {asked}".encode()).fetchone() or ()
    connection.execute(set_to(pins, local=local).encode())
    try:
        yield
    finally:
        if not connection.closed and connection.info.transaction_status in able:
            words = ", ".join(f"pg_catalog.set_config('{name}', %s, {str(local).lower()})" for name in pins)
            connection.execute(f"SELECT {words}".encode(), before)


@contextmanager
def in_utf8(connection: "Connection[Any]") -> Iterator[None]:
    """Statements of ours where the user's SQL may have changed the encoding; at the end it is as it was.

    Not by the driver's own `execute`: it refuses encodings that Python has no name for.
    """
    spoken = connection.pgconn.parameter_status(b"client_encoding") or b"UTF8"
    if spoken == b"UTF8":
        yield
        return
    speak(connection, b"UTF8")
    try:
        yield
    finally:
        if not connection.closed:
            speak(connection, spoken)


def speak(connection: "Connection[Any]", encoding: bytes) -> None:
    """Set the encoding of a session, where it can be set: no statement runs in a transaction that has failed."""
    connection.pgconn.exec_(b"SET client_encoding TO '%b'" % encoding)


def _open(words: Mapping[str, str]) -> "Connection[Any]":
    """The encoding is that of the drivers of Node, whatever the database has."""
    import psycopg  # noqa: PLC0415 - `--help` does not pay for it
    from psycopg.conninfo import make_conninfo  # noqa: PLC0415

    conninfo = make_conninfo(**{**words, "client_encoding": "UTF8"})
    return psycopg.connect(conninfo, autocommit=True, prepare_threshold=None)
