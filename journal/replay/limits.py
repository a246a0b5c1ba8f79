"""The limits of a replay: the time of a statement, the wait for a lock, and the disk space.

The server has timeouts of its own, but a file may set statement_timeout (dumps do), and a block may catch the
cancellation. So a watchdog cancels the statement, and closes the connection where that has no effect.
"""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from journal.connect.timeouts import setting_of
from journal.dataclass import dataclass
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
        """Return libpq's `options`, which apply from the first statement on."""
        statement, lock = map(setting_of, (self.statement_seconds, self.lock_seconds))
        return f"-c statement_timeout={statement} -c lock_timeout={lock}"


def refuse_full(refusal: ServerError) -> None:
    """Raise ServerFailed where the disk of the temporary server is full: the migration is not the cause."""
    if refusal.sqlstate == _DISK_FULL:
        raise ServerFailed(
            f"The temporary PostgreSQL's disk is full: {refusal.message}.",
            hint="Name a folder with more space: export JOURNAL_RUN_DIR=DIR. Or another server, with --temp.",
        )


class Watchdog:
    """Watches one connection. `reason`: why it intervened, or empty."""

    def __init__(self, connection: "Connection[Any]", limits: Limits, used: Callable[[], int] | None) -> None:
        self.connection = connection
        self.limits = limits
        self.used = used
        self.reason = ""
        self._since: float | None = None
        self._intervened: float | None = None
        self._done = threading.Event()
        self._measure_at = 0.0

    @contextmanager
    def piece(self) -> Iterator[None]:
        """Measure the time of one piece, whose statements share the limit, because only its end is seen."""
        self._since = time.monotonic()
        try:
            yield
        finally:
            self._since = self._intervened = None

    @contextmanager
    def on_duty(self) -> Iterator["Watchdog"]:
        """Watch during the block, in a thread."""
        thread = threading.Thread(target=self._watch, name="journal-watchdog", daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._done.set()
            thread.join()

    def _watch(self) -> None:
        """Cancel a statement beyond a limit; where it still runs later, close the connection."""
        while not self._done.wait(_LOOK_SECONDS):
            self.reason = self.reason or self._exceeded()
            if not self.reason or self._since is None:
                continue
            now = time.monotonic()
            if self._intervened is None:
                self._intervened = now
                with suppress(Exception):
                    self.connection.cancel_safe(timeout=_GRACE_SECONDS)
            elif now - self._intervened > _GRACE_SECONDS:
                raw = socket.socket(fileno=self.connection.fileno())
                with suppress(OSError):
                    raw.shutdown(socket.SHUT_RDWR)
                raw.detach()  # the file descriptor is libpq's to close

    def _exceeded(self) -> str:
        """Return which limit is exceeded, and the option that allows more; else an empty text."""
        since, seconds, size = self._since, self.limits.statement_seconds, self.limits.disk_bytes
        if since is not None and seconds and time.monotonic() - since >= seconds + _GRACE_SECONDS:
            return f"stopped after {seconds:g} s; --statement-timeout SECONDS allows more"
        if self.used is None or not size or time.monotonic() < self._measure_at:
            return ""
        self._measure_at = time.monotonic() + _MEASURE_SECONDS
        if self.used() <= size:
            return ""
        return f"stopped: the temporary database took more than {size / GIGABYTE:g} GB; --disk-quota GB allows more"

    def with_reason(self, refusal: ServerError) -> ServerError:
        """Return the refusal, with our reason where the watchdog caused it. Raises ServerFailed for a full disk."""
        refuse_full(refusal)
        if self.reason:
            return replace(refusal, sqlstate="57014", message=self.reason, hint="")
        return refusal
