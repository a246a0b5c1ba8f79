"""Detect a transaction pooler, which gives each transaction another server: by its name, or by trying."""

import select
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from journal.connect.target import Target, connected
from journal.dataclass import dataclass

if TYPE_CHECKING:
    from psycopg import Connection

_ROUNDS = 5  # a busy pool may look like none by chance
_SECONDS = 2.0
PID = "SELECT pg_catalog.pg_backend_pid()"
"""Selects the server's process, which a pooler does not know when it greets."""


@dataclass(frozen=True)
class Pooler:
    """A transaction pooler: its name, and what to connect to instead."""

    name: str
    instead: str


UNNAMED = Pooler("a transaction pooler", "the URL of the server itself, or of a pool in session mode")


def known_pooler(words: Mapping[str, str]) -> Pooler | None:
    """Return the transaction pooler that a host and port are known to be.

    Source: the pages of Neon and Supabase on connection pooling.
    """
    host, port = words.get("host", ""), words.get("port") or "5432"
    first, _, domain = host.partition(".")
    if first.endswith("-pooler"):
        return Pooler("the pooler of Neon", f"the host {first.removesuffix('-pooler')}.{domain}")
    if port == "6543" and host.endswith(".pooler.supabase.com"):
        return Pooler("Supabase's pooler in transaction mode", "port 5432 of the same host, which is its session mode")
    if port == "6543" and host.startswith("db.") and host.endswith(".supabase.co"):
        return Pooler("Supabase's pooler in transaction mode", "port 5432 of the same host, which is the server itself")
    return None


def found_pooler(connection: "Connection[Any]", target: Target) -> Pooler | None:
    """Detect a pooler by trying, on a connection outside of any transaction.

    A pooler invents the process id of its greeting. In session mode it keeps the server for its client; in transaction
    mode it gives the server to the next client that begins a transaction.
    """
    own = _pid(connection)
    if own == connection.info.backend_pid:
        return None
    with connected(target, as_user=True) as second:  # no setting could change what runs in it
        for _ in range(_ROUNDS):
            other = number_within(second, f"BEGIN; {PID}")
            if own == other or own != _pid(connection) or other == 0:
                return UNNAMED
            if other is None:  # it waits for a server while we have ours
                second.close()
                return None
            second.execute("ROLLBACK")
    return None


def _pid(connection: "Connection[Any]") -> int:
    row = connection.execute(PID).fetchone()
    return int(row[0]) if row else 0


def number_within(connection: "Connection[Any]", text: str) -> int | None:
    """Return the number that the SQL selects; 0 if it is refused, None if no answer comes in time."""
    from psycopg import OperationalError
    from psycopg.pq import ExecStatus

    libpq, deadline, number = connection.pgconn, time.monotonic() + _SECONDS, 0
    libpq.send_query(text.encode())
    while True:
        while libpq.is_busy():
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([libpq.socket], [], [], left)[0]:
                return None
            try:
                libpq.consume_input()
            except OperationalError:  # a pooler in statement mode hangs up
                return 0
        result = libpq.get_result()
        if result is None:
            return number
        if result.status == ExecStatus.TUPLES_OK:
            number = int(result.get_value(0, 0) or 0)
