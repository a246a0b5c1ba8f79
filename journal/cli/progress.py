"""The progress of a replay on stderr: a line that erases itself on a terminal, plain lines elsewhere.

With -v each migration has a line of its own; with -q there is no progress.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from journal.cli.loudness import LOUDNESS
from journal.cli.output import console, someone_follows, styled, talk
from journal.escape import cut, joined
from journal.replay.explain import AppliedMigration
from journal.replay.watcher import Silence
from journal.report.parts import counted, duration

MOST_NOTICES = 100
"""Shown of a run; the number of the others is shown at its end."""
_LONGEST_NOTICE = 500
_MOMENT = 1.0  # seconds


class Progress(Silence):
    """What a command watches a replay with; this one writes nothing."""

    def pause(self) -> None:
        """Leave the terminal to a question."""

    def end(self) -> None:
        """End the display."""


class Notices(Progress):
    """Writes the notices of PostgreSQL only."""

    def __init__(self) -> None:
        self.notices = 0

    def notice(self, message: str) -> None:
        """Write one of the first notices; a long one is cut."""
        self.notices += 1
        if self.notices <= MOST_NOTICES:
            self.line(f"notice: {cut(message, _LONGEST_NOTICE)}", "yellow")

    def line(self, text: str, style: str = "dim") -> None:
        """Write a line. On a terminal it has a style."""
        talk(joined([text]))

    def end(self) -> None:
        """Write how many notices were not shown."""
        if self.notices > MOST_NOTICES:
            self.line(f"… and {self.notices - MOST_NOTICES:,} more notices")


class _Lines(Notices):
    """Writes plain lines: what begins, each migration that takes longer than a moment, and with -v all of them."""

    image = ""

    def reached(self, database: str) -> None:
        self.line(f"database {database}")

    def starting(self, total: int, temporary: str = "") -> None:
        self.line(_starts(total, temporary))

    def resumed(self, count: int) -> None:
        self.line(f"{counted(count, 'migration')} kept from an earlier replay")

    def applied(self, applied: AppliedMigration) -> None:
        took = duration(applied.seconds)
        if not LOUDNESS.verbose and (applied.seconds or 0) < _MOMENT:
            return
        self.line(f"applied {applied.tag} ({took})" if took else f"applied {applied.tag}")

    def pulling(self, image: str, done: int, total: int) -> None:
        if self.image != image:
            self.line(f"pulling {image}")
        self.image = image


class _Live(_Lines):
    """Shows a spinner with the number of applied migrations, which erases itself."""

    def __init__(self, first: str) -> None:
        super().__init__()
        self.console = console()
        self.status = self.console.status(first)
        self.status.start()
        self.total = self.done = 0

    def starting(self, total: int, temporary: str = "") -> None:
        self.total = total
        self.done = 0
        self.status.update(_starts(total, temporary))

    def applied(self, applied: AppliedMigration) -> None:
        self.done += 1
        took = styled(f"  {duration(applied.seconds)}", "dim")
        if LOUDNESS.verbose or (applied.seconds or 0) >= _MOMENT:
            self.console.print(styled("✓ ", "green") + styled(applied.tag) + took)
        self.status.update(styled(f"ran {self.done} of {self.total}: {applied.tag}"))

    def pulling(self, image: str, done: int, total: int) -> None:
        filled = round(20 * done / total)
        bar, size = f"{'━' * filled}{'╌' * (20 - filled)}", f"{done / 1e6:.0f} of {total / 1e6:.0f} MB"
        self.status.update(styled(f"pulling {image} {bar} {size}"))

    def line(self, text: str, style: str = "dim") -> None:
        self.console.print(styled(text, style))

    def pause(self) -> None:
        self.status.stop()

    def end(self) -> None:
        super().end()
        self.status.stop()


def _starts(total: int, temporary: str) -> str:
    where = f" in a temporary database of PostgreSQL {temporary}; no other database is touched" if temporary else ""
    return f"running {counted(total, 'migration')}{where}"


def noticing(*, quiet: bool) -> AbstractContextManager[Progress]:
    """Return a watcher that writes notices only, for the time of the block."""
    return _ending(Progress() if quiet or LOUDNESS.quiet else Notices())


def watching(first: str, *, quiet: bool) -> AbstractContextManager[Progress]:
    """Return the watcher that fits stderr, for the time of the block. `first` is what a terminal shows at first."""
    if quiet or LOUDNESS.quiet:
        return _ending(Progress())
    return _ending(_Live(first) if someone_follows() else _Lines())


@contextmanager
def _ending(progress: Progress) -> Iterator[Progress]:
    try:
        yield progress
    finally:
        progress.end()
