"""Tell whether two URLs lead to one database of one server, by looking: each session would see a lock of the other.

It needs no rights and works through a transaction pooler. An identifier of the server would not do: a copy of its
files, such as a branch or a restored volume, has the same one.
"""

from dataclasses import replace
from secrets import randbits
from typing import TYPE_CHECKING, Any

from journal.connect.pins import PATH
from journal.connect.pooler import PID, number_within
from journal.connect.target import Target, connected
from journal.dataclass import dataclass
from journal.errors import DatabaseUnreachable

if TYPE_CHECKING:
    from psycopg import Connection

_SECONDS = "3"
_BEGIN = f"BEGIN TRANSACTION READ ONLY; SET LOCAL search_path = {PATH}; "
_LOCK = _BEGIN + "SELECT pg_catalog.pg_try_advisory_xact_lock({key})::int"
_SEEN = (
    _BEGIN
    + """
SELECT pg_catalog.count(*) FROM pg_catalog.pg_locks AS held
  JOIN pg_catalog.pg_database AS own ON own.oid = held.database
 WHERE own.datname = pg_catalog.current_database() AND held.locktype = 'advisory' AND held.granted AND held.objsubid = 1
   AND (held.classid::bigint << 32 | held.objid::bigint) = {key}
"""
)


@dataclass(frozen=True)
class OneServer:
    """Two URLs are one database; whether the first one and the second one are a pooler of it."""

    first_pooled: bool
    second_pooled: bool


def look_at_both(one: Target, other: Target) -> OneServer | None:
    """Connect to both; None if they are two databases, or if one does not answer at once."""
    from psycopg import Error

    try:
        with connected(_quick(one)) as first, connected(_quick(other)) as second:
            try:
                return _compared(first, second)
            finally:
                for session in (second, first):  # it may still wait for a pool
                    session.close()
    except (DatabaseUnreachable, Error):
        return None


def _compared(first: "Connection[Any]", second: "Connection[Any]") -> OneServer | None:
    key, sessions = randbits(62), (first, second)
    own = [number_within(session, PID) for session in sessions]
    if not all(own) or not number_within(first, _LOCK.format(key=key)):
        return None
    if not number_within(second, _SEEN.format(key=key)):
        return None
    return OneServer(*(pid != session.info.backend_pid for pid, session in zip(own, sessions, strict=True)))


def _quick(target: Target) -> Target:
    """Return the target with a short wait, and without PGPASSWORD, which may be meant for another host only."""
    return replace(target, words={"connect_timeout": _SECONDS, "password": "", **target.words})
