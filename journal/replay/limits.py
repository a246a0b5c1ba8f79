"""What a replay may take: how long a statement may run or wait for a lock, and how much disk it may fill.

The server keeps the time itself, but a file may set its own statement_timeout (dumps do), and a block may catch the
cancellation. So a watchdog stands by: it cancels, and what does not heed that loses its connection.
"""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from journal.errors import ServerFailed
from journal.replay.send import ServerError

if TYPE_CHECKING:
    from psycopg import Connection

GIGABYTE = 1024**3
_LOOK_SECONDS = 0.25
_MEASURE_SECONDS = 1.0
_GRACE_SECONDS = 2.0
_DISK_FULL = "53100"


@dataclass(frozen=True)
class Limits:
    """Seconds for one statement and for one lock, bytes on disk; 0 is no limit."""

    statement_seconds: float = 300.0
    lock_seconds: float = 60.0
    disk_bytes: int = 8 * GIGABYTE

    def options(self) -> str:
        """libpq's `options`, so that they hold from the first statement on."""
        statement, lock = (round(seconds * 1000) for seconds in (self.statement_seconds, self.lock_seconds))
        return f"-c statement_timeout={statement} -c lock_timeout={lock}"


def refuse_full(refusal: ServerError) -> None:
    """Raise ServerFailed where the temporary server has no room: that tells nothing of the migration."""
    if refusal.sqlstate == _DISK_FULL:
        raise ServerFailed(
            f"The temporary PostgreSQL says that its disk is full: {refusal.message}.",
            hint="Have it in a folder with room: export JOURNAL_RUN_DIR=DIR. Or name another server with --temp.",
        )


class Watchdog:
    """Watches one connection. `reason` says why it stepped in, if it did."""

    def __init__(self, connection: "Connection[Any]", limits: Limits, used: Callable[[], int] | None) -> None:
        self.connection = connection
        self.limits = limits
        self.used = used
        self.reason = ""
        self._since: float | None = None
        self._stepped_in: float | None = None
        self._done = threading.Event()
        self._measure_at = 0.0

    @contextmanager
    def piece(self) -> Iterator[None]:
        """Around what is sent in one go; its statements share the time of one, since we see only its end."""
        self._since = time.monotonic()
        try:
            yield
        finally:
            self._since = self._stepped_in = None

    @contextmanager
    def on_duty(self) -> Iterator["Watchdog"]:
        """Watch while the block runs."""
        thread = threading.Thread(target=self._watch, name="journal-watchdog", daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._done.set()
            thread.join()

    def _watch(self) -> None:
        while not self._done.wait(_LOOK_SECONDS):
            self.reason = self.reason or self._overdue() or self._overfull()
            if self.reason and self._since is not None:
                self._step_in()

    def _overdue(self) -> str:
        since, limit = self._since, self.limits.statement_seconds
        if since is None or not limit or time.monotonic() - since < limit + _GRACE_SECONDS:
            return ""
        return f"stopped after {limit:g} s; --statement-timeout SECONDS allows more"

    def _overfull(self) -> str:
        limit = self.limits.disk_bytes
        if self.used is None or not limit or not self._is_time_to_measure() or self.used() <= limit:
            return ""
        return f"stopped: the temporary database took more than {limit / GIGABYTE:g} GB; --disk-quota GB allows more"

    def _is_time_to_measure(self) -> bool:
        if time.monotonic() < self._measure_at:
            return False
        self._measure_at = time.monotonic() + _MEASURE_SECONDS
        return True

    def told(self, refusal: ServerError) -> ServerError:
        """The refusal as it came, or with our reason where it is our doing. Raises ServerFailed for a full disk."""
        refuse_full(refusal)
        if self.reason:
            return replace(refusal, sqlstate="57014", message=self.reason, hint="")
        return refusal

    def _step_in(self) -> None:
        """First the polite way; a block that catches that is cut off."""
        now = time.monotonic()
        if self._stepped_in is None:
            self._stepped_in = now
            with suppress(Exception):
                self.connection.cancel_safe(timeout=_GRACE_SECONDS)
        elif now - self._stepped_in > _GRACE_SECONDS:
            raw = socket.socket(fileno=self.connection.fileno())
            with suppress(OSError):
                raw.shutdown(socket.SHUT_RDWR)
            raw.detach()  # the file descriptor is libpq's to close
