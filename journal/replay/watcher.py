"""What receives the progress of a replay or a manual run; `cli/progress.py` displays it."""

from journal.replay.explain import AppliedMigration


class Watcher:
    """Receives progress, from the thread that works; a method that a subclass does not define ignores it."""

    def reached(self, database: str) -> None:
        """Receive the live database that is connected, before anything is written to it."""

    def starting(self, total: int, temporary: str = "") -> None:
        """Receive the number of migrations that will run, and the version of the temporary server, if it is one."""

    def resumed(self, count: int) -> None:
        """Receive the number of migrations that came with a kept state."""

    def applied(self, applied: AppliedMigration) -> None:
        """Receive a migration that has run."""

    def notice(self, message: str) -> None:
        """Receive a NOTICE of PostgreSQL."""

    def pulling(self, image: str, done: int, total: int) -> None:
        """Receive how many bytes of an image's `total` are downloaded."""


class Silence(Watcher):
    """A watcher that ignores all progress."""
