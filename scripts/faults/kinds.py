"""The faults, one function each: a fresh database, a run, what befalls it, and how the run ended."""

import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from forked import Running

from faults.files import ROWS
from faults.place import Place, communicate

# A lock on what a CREATE INDEX CONCURRENTLY, a REINDEX and a DETACH PARTITION wait for, and on where a run records.
_LOCKS = (
    "LOCK TABLE thing IN ROW EXCLUSIVE MODE",
    "LOCK TABLE ONLY parted IN ROW EXCLUSIVE MODE",
    "LOCK TABLE _manual_migrations IN ACCESS EXCLUSIVE MODE",
    "LOCK TABLE _manual_migrations_position IN ACCESS EXCLUSIVE MODE",
    "LOCK TABLE trace IN ACCESS EXCLUSIVE MODE",
)
_LEDGERS = "LOCK TABLE drizzle.__drizzle_migrations IN SHARE MODE"
_AT_ROW = "SELECT FROM gate WHERE name = '{}' FOR UPDATE"


@dataclass(frozen=True)
class Point:
    """Where in the run, from 0 to 1; `steps` and `size`: the moments that an undisturbed run spends, and the bytes."""

    at: float
    steps: int
    size: int
    chance: random.Random

    def wait(self, place: Place, process: Running) -> None:
        """Until the run has come so far; and a little more, since a moment has a beginning and an end."""
        place.wait_for(process, int(self.at * (self.steps + 1)))
        time.sleep(self.chance.uniform(0, 0.3 if self.at * self.steps < 1 else 0.01))


Ended = list[tuple[int, str]]
Fault = Callable[[Place, Point], Ended]
"""Returns the exit code and the words of each run; None of them may be a bug's."""


def sigkill(place: Place, point: Point) -> Ended:
    """The process is gone at once; its session ends when the server sees that."""
    process = place.begin()
    point.wait(place, process)
    process.send_signal(signal.SIGKILL)
    return communicate([process])


def sigterm(place: Place, point: Point) -> Ended:
    """The process is asked to end, as by an orchestrator: it says how far it came."""
    process = place.begin()
    point.wait(place, process)
    process.send_signal(signal.SIGTERM)
    return communicate([process])


def terminate(place: Place, point: Point) -> Ended:
    """The server ends the session."""
    process = place.begin()
    point.wait(place, process)
    place.end_sessions()
    return communicate([process])


def server(place: Place, point: Point) -> Ended:
    """The server is gone at once, and started again."""
    process = place.begin()
    point.wait(place, process)
    place.server.end_at_once()
    place.server.start()
    return communicate([process])


def disk(place: Place, point: Point) -> Ended:
    """The disk has room for a part of what a run writes."""
    place.server.leave_free(int(point.at * point.size))
    try:
        return communicate([place.begin()])
    finally:
        place.server.make_room()


def lock(place: Place, point: Point) -> Ended:
    """Another session holds a row from the beginning, or a table from some moment on, for longer than a run waits."""
    words = ("--lock-timeout", "0.2")
    if point.chance.random() < 0.6:
        with _holding(place, _AT_ROW.format(ROWS[int(point.at * len(ROWS))])):
            return communicate([place.begin(*words)])
    process = place.begin(*words)
    point.wait(place, process)
    with _holding(place, point.chance.choice([*_LOCKS, *([_LEDGERS] if place.with_ledger else [])])):
        return communicate([process])


@contextmanager
def _holding(place: Place, statement: str) -> Iterator[None]:
    """A table that is not there yet is not held."""
    with psycopg.connect(place.url) as connection:
        try:
            connection.execute(statement.encode())
        except psycopg.errors.UndefinedTable:
            connection.rollback()
        yield
        connection.rollback()


def three(place: Place, point: Point) -> Ended:
    """Three runs at once; every other time one of them is killed."""
    return _together(place, point, 3)


def eight(place: Place, point: Point) -> Ended:
    """Eight runs at once."""
    return _together(place, point, 8)


def _together(place: Place, point: Point, count: int) -> Ended:
    """They wait for each other, or, every third time, give up at once."""
    words = ("--ledger-lock-timeout", "0.001" if point.chance.random() < 1 / 3 else "50")
    processes: list[Running] = []
    for _ in range(count):
        processes.append(place.begin(*words))
        time.sleep(point.chance.uniform(0, 0.02))
    if point.chance.random() < 0.5:
        point.wait(place, processes[0])
        point.chance.choice(processes).send_signal(signal.SIGKILL)
    return communicate(processes)


KINDS: dict[str, Fault] = {
    "sigkill": sigkill, "sigterm": sigterm, "terminate": terminate, "lock": lock, "disk": disk, "server": server,
    "three": three, "eight": eight,
}  # fmt: skip
