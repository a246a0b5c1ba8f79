"""Open every session here, by purpose: for our SQL, pinned from its first moment, or for the user's own SQL.

Only a session for the user's own SQL has the settings of the database and the role for new sessions.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from journal.connect.pins import meaning, set_to, setting, startup

if TYPE_CHECKING:
    from psycopg import Connection

_NO_OPTIONS = re.compile(r"startup parameter|command-line options|unrecognized configuration parameter", re.IGNORECASE)
"""What PgBouncer, RDS Proxy and an old server answer to `options`. Other poolers may ignore them silently."""


def open_ours(words: Mapping[str, str], pins: Mapping[str, str]) -> "Connection[Any]":
    """Open a session for our SQL, in autocommit mode, with the pins in its startup packet, after the user's options.

    If a pooler refuses them, the session has none, and `is_pinned` is false: then the pins must be the first statement
    of each transaction, or of the session if it is known to be its own.
    """
    import psycopg

    options = f"{words.get('options', '')} {startup(pins)}".strip()
    if words.get("service") and "options" not in words:  # the service may have options that we do not know
        return open_users(words)
    try:
        return open_users({**words, "options": options})
    except psycopg.OperationalError as error:
        if not _NO_OPTIONS.search(str(error)):
            raise
    return open_users(words)


def open_users(words: Mapping[str, str]) -> "Connection[Any]":
    """Open a session for the user's own SQL, in autocommit mode, as the user's programs do.

    It speaks UTF-8, as Node's drivers do, whatever encoding the database has.
    """
    import logging  # psycopg imports it

    import psycopg
    from psycopg.conninfo import make_conninfo

    # Without a handler its warnings go to stderr, such as that a broken connection cannot roll back, which we explain.
    logging.getLogger("psycopg").addHandler(logging.NullHandler())
    conninfo = make_conninfo(**{**words, "client_encoding": "UTF8"})
    return psycopg.connect(conninfo, autocommit=True, prepare_threshold=None)


def words_of(connection: "Connection[Any]") -> dict[str, str]:
    """Return libpq's keywords of a session, password included."""
    return {option.keyword.decode(): option.val.decode() for option in connection.pgconn.info if option.val}


def is_pinned(connection: "Connection[Any]", pins: Mapping[str, str]) -> bool:
    """Tell whether the pins were in the session's startup packet. A pooler may have ignored them."""
    return (connection.pgconn.options or b"").decode().endswith(startup(pins))


def pin(connection: "Connection[Any]", pins: Mapping[str, str], *, local: bool = False) -> None:
    """Set the pins now, for the session or until its transaction ends."""
    connection.execute(setting(pins, connection.info.server_version, local=local).encode())


@contextmanager
def pinned(connection: "Connection[Any]") -> Iterator[None]:
    """Pin our statements in a session that runs the user's SQL, and restore its settings at the end.

    In a transaction the pins are local to it. A failed transaction runs nothing, and needs no pins.
    """
    from psycopg.pq import TransactionStatus

    able = (TransactionStatus.IDLE, TransactionStatus.INTRANS)
    if connection.info.transaction_status not in able:
        yield
        return
    with in_utf8(connection):
        local = connection.info.transaction_status == TransactionStatus.INTRANS
        pins = meaning(connection.info.server_version)
        current = ", ".join(f"pg_catalog.current_setting('{name}')" for name in pins)
        before = connection.execute(f"SELECT {current}".encode()).fetchone() or ()
        connection.execute(set_to(pins, local=local).encode())
        try:
            yield
        finally:
            if not connection.closed and connection.info.transaction_status in able:
                settings = ", ".join(f"pg_catalog.set_config('{name}', %s, {str(local).lower()})" for name in pins)
                connection.execute(f"SELECT {settings}".encode(), before)


@contextmanager
def in_utf8(connection: "Connection[Any]") -> Iterator[None]:
    """Speak UTF-8 for our statements, whatever the user's SQL has set, and restore the encoding at the end.

    The driver's own `execute` is not used: it refuses encodings that Python has no name for.
    """
    encoding = connection.pgconn.parameter_status(b"client_encoding") or b"UTF8"
    if encoding == b"UTF8":
        yield
        return
    speak(connection, b"UTF8")
    try:
        yield
    finally:
        if not connection.closed:
            speak(connection, encoding)


def speak(connection: "Connection[Any]", encoding: bytes) -> None:
    """Set the encoding of a session, unless its transaction has failed: no statement runs there."""
    connection.pgconn.exec_(b"SET client_encoding TO '%b'" % encoding)
