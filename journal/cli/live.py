"""The progress of a replay: a live line for each migration on a terminal, plain lines elsewhere. On stderr."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from journal.replay.explain import Applied
from journal.replay.watch import Silence, Watcher
from journal.report.parts import counted, duration


class _Lines:
    """A plain line for each migration."""

    image = ""

    def reached(self, database: str) -> None:
        sys.stderr.write(f"database {database}\n")

    def starting(self, total: int) -> None:
        sys.stderr.write(f"running {counted(total, 'migration')}\n")

    def resumed(self, count: int) -> None:
        sys.stderr.write(f"{counted(count, 'migration')} kept from an earlier replay\n")

    def applied(self, applied: Applied) -> None:
        took = duration(applied.seconds)
        sys.stderr.write(f"applied {applied.tag} ({took})\n" if took else f"applied {applied.tag}\n")

    def notice(self, message: str) -> None:
        sys.stderr.write(f"notice: {message}\n")

    def pulling(self, image: str, done: int, total: int) -> None:
        if self.image != image:
            sys.stderr.write(f"pulling {image}\n")
        self.image = image


class _Live:
    """A spinner that stands below the lines of what has run."""

    def __init__(self, first: str) -> None:
        from rich.console import Console  # noqa: PLC0415 - only on a terminal
        from rich.text import Text  # noqa: PLC0415

        self.console = Console(stderr=True)
        self.status = self.console.status(first)
        self.styled = Text
        self.total = self.done = 0

    def reached(self, database: str) -> None:
        self.console.print(self.styled(f"database {database}", "dim"))

    def starting(self, total: int) -> None:
        self.total = total
        self.done = 0
        self.status.update(f"running {counted(total, 'migration')}")

    def resumed(self, count: int) -> None:
        self.console.print(self.styled(f"{counted(count, 'migration')} kept from an earlier replay", "dim"))

    def applied(self, applied: Applied) -> None:
        self.done += 1
        self.console.print(
            self.styled.assemble(("✓ ", "green"), applied.tag, (f"  {duration(applied.seconds)}", "dim"))
        )
        self.status.update(f"ran {self.done} of {self.total}")

    def notice(self, message: str) -> None:
        self.console.print(self.styled(f"notice: {message}", "yellow"))

    def pulling(self, image: str, done: int, total: int) -> None:
        filled = round(20 * done / total)
        self.status.update(
            f"pulling {image} {'━' * filled}{'╌' * (20 - filled)} {done / 1e6:.0f} of {total / 1e6:.0f} MB"
        )


class Notices(Silence):
    """Nothing but what PostgreSQL says, where a question has the terminal to itself."""

    def notice(self, message: str) -> None:
        """A plain line."""
        sys.stderr.write(f"notice: {message}\n")


@contextmanager
def watching(first: str, *, quiet: bool) -> Iterator[Watcher]:
    """The watcher that fits where stderr goes. `first` is what a terminal shows until the first migration runs."""
    if quiet:
        yield Silence()
    elif sys.stderr.isatty():
        live = _Live(first)
        with live.status:
            yield live
    else:
        yield _Lines()
