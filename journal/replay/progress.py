"""Who is told of the work as it goes on: a progress display, or nobody."""

from typing import Protocol

from journal.replay.explain import AppliedMigration


class Watcher(Protocol):
    """Told of a replay or a manual run, from the thread that does it."""

    def reached(self, database: str) -> None:
        """A database of the user's is connected to, and is about to be written to; told before anything is sent."""

    def starting(self, total: int) -> None:
        """`total` migrations are about to run."""

    def resumed(self, count: int) -> None:
        """The first `count` migrations are in the database already, from an earlier replay."""

    def applied(self, applied: AppliedMigration) -> None:
        """One more has run."""

    def notice(self, message: str) -> None:
        """PostgreSQL sent a NOTICE."""

    def pulling(self, image: str, done: int, total: int) -> None:
        """`done` bytes of an image's `total` have come."""


class Silence:
    """A watcher that says nothing."""

    def reached(self, database: str) -> None:
        """Say nothing."""

    def starting(self, total: int) -> None:
        """Say nothing."""

    def resumed(self, count: int) -> None:
        """Say nothing."""

    def applied(self, applied: AppliedMigration) -> None:
        """Say nothing."""

    def notice(self, message: str) -> None:
        """Say nothing."""

    def pulling(self, image: str, done: int, total: int) -> None:
        """Say nothing."""
