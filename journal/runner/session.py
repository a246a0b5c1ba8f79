"""The session that files run in: each file starts as in a new psql, with our time limits and under our lock."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from journal.connect.message import send_at_once
from journal.connect.pins import PATH, entering
from journal.connect.session import HOLDS_LOCK, commit, roll_back, server_message
from journal.connect.target import Target
from journal.connect.timeouts import RunTimeouts, setting_of
from journal.errors import JournalError, Locked

if TYPE_CHECKING:
    from psycopg import Connection

# All that a file can leave behind. DISCARD ALL would release the advisory lock, too.
_RESET = "RESET ALL; CLOSE ALL; UNLISTEN *; DEALLOCATE ALL; DISCARD TEMP; DISCARD SEQUENCES"
_OWN_SETTINGS = f"RESET SESSION AUTHORIZATION; SET search_path = {PATH}; SET client_min_messages = error"


def reset_session(connection: "Connection[Any]", timeouts: RunTimeouts) -> None:
    """Reset the session for the next file. Raises Locked if the file before released our lock."""
    limits = {"lock_timeout": timeouts.lock, "statement_timeout": timeouts.statement}
    waits = (f"SET {name} = '{setting_of(seconds)}'" for name, seconds in limits.items())
    # In one message: the round trips take most of the time.
    answers = send_at_once(connection, "; ".join([_OWN_SETTINGS, HOLDS_LOCK, _RESET, *waits]))
    if not any(answer.ntuples for answer in answers):
        raise Locked(
            "The previous file released the lock that separates two runs (pg_advisory_unlock_all, or DISCARD ALL).",
            hint="What ran is recorded. Remove that statement from the file, and run again to continue.",
        )


def as_ourselves(connection: "Connection[Any]") -> None:
    """Write as the role that connected until the transaction ends, with our settings until `pins.leaving`."""
    send_at_once(connection, becoming_ourselves(connection))


def becoming_ourselves(connection: "Connection[Any]") -> str:
    """Return the statements of `as_ourselves`, for the message of the first write.

    Neither a file's SET ROLE nor its search_path may decide what is written to the records.
    """
    settings = entering(connection.info.server_version)
    return f"SET LOCAL SESSION AUTHORIZATION DEFAULT; SET LOCAL ROLE NONE; {settings}"


class Stopped(JournalError):
    """The database ended the run between two files, or the connection to it broke."""

    code = "stopped"


@contextmanager
def records_transaction(connection: "Connection[Any]") -> Iterator[None]:
    """Write records in one transaction of our own, on a connection in autocommit mode. Raises OutcomeUnknown."""
    connection.execute("BEGIN")
    try:
        yield
        commit(connection)
    finally:
        roll_back(connection)  # does nothing after the COMMIT


@contextmanager
def run_errors(
    target: Target, state: str = "The files that ran are recorded.", hint: str = "Run again to continue."
) -> Iterator[None]:
    """Turn a driver error between two files into Stopped; `state` is what is true of the database then."""
    import psycopg

    try:
        yield
    except psycopg.Error as error:
        raise Stopped(
            f"{target.shown} ended the session: {target.clean(server_message(error))}. {state}", hint=hint
        ) from None
