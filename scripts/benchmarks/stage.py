"""What every measurement shares: a folder that goes away, processes and waits with a deadline, one way to fail."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import NoReturn

CHECKOUT = Path(__file__).resolve().parents[2]
JOURNAL = CHECKOUT / ".venv" / "bin" / "journal"
CACHE = "JOURNAL_CACHE_DIR"
DEADLINE = 180.0  # seconds for one process, one boot or one query
GRACE = 10.0  # seconds to clean up after SIGTERM
_OTHERS = ("DATABASE_URL", "POSTGRES_URL", "PYTHONDONTWRITEBYTECODE")


class BenchFailed(Exception):
    """It could not be measured; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Samples:
    """The result of each round, in the unit of the line. `peer` is empty for a line without a peer."""

    ours: list[float] = field(default_factory=list)
    peer: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process ended. `text` is all it said."""

    seconds: float
    code: int
    text: str

    def must_be_zero(self, what: str) -> None:
        self.must_be(0, what)

    def must_be(self, code: int, what: str) -> None:
        if self.code != code:
            raise BenchFailed(f"{what} ended with {self.code}: {' / '.join(self.text.strip().splitlines()[-3:])}")


@contextmanager
def stage() -> Iterator[Path]:
    """A temporary folder with a cache of its own; no database of the environment is seen by what runs in it.

    Bytecode is kept there, too: an installed package has it, a checkout may not, and is left as it is.
    """
    folder = Path(tempfile.mkdtemp(prefix="journal-bench-"))
    words = {CACHE: str(folder / "cache"), "PYTHONPYCACHEPREFIX": str(folder / "bytecode")}
    try:
        with environment(words, without=_OTHERS):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def environment(words: Mapping[str, str], *, without: Sequence[str] = ()) -> Iterator[None]:
    """Other environment variables for a while, for this process and those it starts."""
    before = dict(os.environ)
    for name in without:
        os.environ.pop(name, None)
    os.environ.update(words)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def run(command: Sequence[str | Path], folder: Path) -> Ended:
    """Run a program to its end, in a session of its own, so that nothing it started outlives the deadline."""
    started = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        said, _ = process.communicate(timeout=DEADLINE)
        return Ended(time.perf_counter() - started, process.returncode, said.decode("utf-8", "replace"))
    except subprocess.TimeoutExpired:
        raise BenchFailed(f"{Path(command[0]).name} did not end in {DEADLINE:g} s.") from None
    finally:
        _end(process)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """First SIGTERM, so that it can clean up behind itself."""
    if process.poll() is not None:
        return
    for number in (signal.SIGTERM, signal.SIGKILL):
        os.killpg(process.pid, number)
        try:
            process.wait(GRACE)
            return
        except subprocess.TimeoutExpired:
            continue


@contextmanager
def deadline() -> Iterator[None]:
    """The same limit for what is waited for inside this process."""

    def overdue(number: int, frame: FrameType | None) -> NoReturn:
        raise BenchFailed(f"No answer in {DEADLINE:g} s.")

    before = signal.signal(signal.SIGALRM, overdue)
    signal.setitimer(signal.ITIMER_REAL, DEADLINE)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def say(text: str) -> None:
    """Progress, on stderr."""
    sys.stderr.write(text + "\n")
