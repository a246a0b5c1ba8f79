"""The progress of a replay: a live line for each migration on a terminal, plain lines elsewhere. On stderr."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from journal.bootstrap import Silence, Watcher
from journal.replay.explain import Applied
from journal.report.parts import counted, duration


class _Lines:
    """A plain line for each migration."""

    image = ""

    def starting(self, total: int) -> None:
        sys.stderr.write(f"replaying {counted(total, 'migration')}\n")

    def applied(self, applied: Applied) -> None:
        sys.stderr.write(f"applied {applied.tag} ({duration(applied.seconds)})\n")

    def pulling(self, image: str, done: int, total: int) -> None:
        if self.image != image:
            sys.stderr.write(f"pulling {image}\n")
        self.image = image


class _Live:
    """A spinner that stands below the lines of what has run."""

    def __init__(self) -> None:
        from rich.console import Console  # noqa: PLC0415 - only on a terminal
        from rich.text import Text  # noqa: PLC0415

        self.console = Console(stderr=True)
        self.status = self.console.status("starting PostgreSQL")
        self.styled = Text
        self.total = self.done = 0

    def starting(self, total: int) -> None:
        self.total = total
        self.status.update(f"replaying {counted(total, 'migration')}")

    def applied(self, applied: Applied) -> None:
        self.done += 1
        self.console.print(
            self.styled.assemble(("✓ ", "green"), applied.tag, (f"  {duration(applied.seconds)}", "dim"))
        )
        self.status.update(f"replayed {self.done} of {self.total}")

    def pulling(self, image: str, done: int, total: int) -> None:
        filled = round(20 * done / total)
        self.status.update(
            f"pulling {image} {'━' * filled}{'╌' * (20 - filled)} {done / 1e6:.0f} of {total / 1e6:.0f} MB"
        )


@contextmanager
def watching(*, quiet: bool) -> Iterator[Watcher]:
    """The watcher that fits where stderr goes."""
    if quiet:
        yield Silence()
    elif sys.stderr.isatty():
        live = _Live()
        with live.status:
            yield live
    else:
        yield _Lines()
