"""The progress of a replay: a live line for each migration on a terminal, plain lines elsewhere. On stderr."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from journal.cli.output import console, someone_follows, styled, talk
from journal.escape import cut, joined
from journal.replay.explain import AppliedMigration
from journal.replay.progress import Silence, Watcher
from journal.report.parts import counted, duration

MOST_NOTICES = 100
"""Shown of a run; how many more there were is said at its end."""
_LONGEST_NOTICE = 500


class Notices(Silence):
    """Nothing but what PostgreSQL says, where a question has the terminal to itself."""

    def __init__(self) -> None:
        self.notices = 0

    def notice(self, message: str) -> None:
        """Write the first of many, and the beginning of a long one."""
        self.notices += 1
        if self.notices <= MOST_NOTICES:
            self.line(f"notice: {cut(message, _LONGEST_NOTICE)}", "yellow")

    def line(self, text: str, style: str = "dim") -> None:
        """Write a line. On a terminal it has a style."""
        talk(joined([text]))

    def end(self) -> None:
        """Say how many notices were not shown."""
        if self.notices > MOST_NOTICES:
            self.line(f"… and {self.notices - MOST_NOTICES:,} more notices")


class _Lines(Notices):
    """A plain line for each migration."""

    image = ""

    def reached(self, database: str) -> None:
        self.line(f"database {database}")

    def starting(self, total: int) -> None:
        self.line(f"running {counted(total, 'migration')}")

    def resumed(self, count: int) -> None:
        self.line(f"{counted(count, 'migration')} kept from an earlier replay")

    def applied(self, applied: AppliedMigration) -> None:
        took = duration(applied.seconds)
        self.line(f"applied {applied.tag} ({took})" if took else f"applied {applied.tag}")

    def pulling(self, image: str, done: int, total: int) -> None:
        if self.image != image:
            self.line(f"pulling {image}")
        self.image = image


class _Live(_Lines):
    """A spinner that stands below the lines of what has run."""

    def __init__(self, first: str) -> None:
        super().__init__()
        self.console = console()
        self.status = self.console.status(first)
        self.total = self.done = 0

    def starting(self, total: int) -> None:
        self.total = total
        self.done = 0
        self.status.update(f"running {counted(total, 'migration')}")

    def applied(self, applied: AppliedMigration) -> None:
        self.done += 1
        took = styled(f"  {duration(applied.seconds)}", "dim")
        self.console.print(styled("✓ ", "green") + styled(applied.tag) + took)
        self.status.update(f"ran {self.done} of {self.total}")

    def pulling(self, image: str, done: int, total: int) -> None:
        filled = round(20 * done / total)
        bar, size = f"{'━' * filled}{'╌' * (20 - filled)}", f"{done / 1e6:.0f} of {total / 1e6:.0f} MB"
        self.status.update(styled(f"pulling {image} {bar} {size}"))

    def line(self, text: str, style: str = "dim") -> None:
        self.console.print(styled(text, style))


@contextmanager
def noticing(*, quiet: bool) -> Iterator[Watcher]:
    """A watcher that tells nothing but notices."""
    if quiet:
        yield Silence()
        return
    notices = Notices()
    try:
        yield notices
    finally:
        notices.end()


@contextmanager
def watching(first: str, *, quiet: bool) -> Iterator[Watcher]:
    """The watcher that fits where stderr goes. `first` is what a terminal shows until the first migration runs."""
    if quiet:
        yield Silence()
        return
    told = _Live(first) if someone_follows() else _Lines()
    with told.status if isinstance(told, _Live) else nullcontext():
        try:
            yield told
        finally:
            told.end()
