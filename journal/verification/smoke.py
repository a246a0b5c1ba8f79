"""Run the project's own commands: each in a process group of its own, which is gone when it ends or its time is up."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import IO

from journal.project.verification import Smoke

KEPT_BYTES = 64 * 1024
_CHUNK = 8192
_GRACE_SECONDS = 2.0


@dataclass(frozen=True)
class Smoked:
    """How a command ended. `code` is its exit code, below 0 the signal that ended it, None where it did not start.

    `output` is the end of what it wrote, stdout and stderr together. `why_not`: why it could not be started.
    """

    smoke: Smoke
    code: int | None
    seconds: float
    output: str = ""
    in_time: bool = True
    why_not: str = ""

    @property
    def passed(self) -> bool:
        """Whether it ended with 0, in time."""
        return self.code == 0 and self.in_time


@dataclass(frozen=True)
class Surroundings:
    """Where commands run: the folder, all of the environment, and what takes secrets out of their output."""

    folder: Path
    environment: Mapping[str, str]
    clean: Callable[[str], str] = str


def run_smokes(smokes: Sequence[Smoke], around: Surroundings) -> tuple[Smoked, ...]:
    """Run them one after another; one that fails stops no other."""
    return tuple(_run(smoke, around) for smoke in smokes)


def _run(smoke: Smoke, around: Surroundings) -> Smoked:
    started = time.perf_counter()
    try:
        process = subprocess.Popen(
            smoke.words, cwd=around.folder, env=dict(around.environment), stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    except OSError as error:
        return Smoked(smoke, None, time.perf_counter() - started, why_not=_why_not(smoke, error))
    with _heard(process) as end:
        in_time = _waited(process, smoke.seconds)
        seconds = time.perf_counter() - started
    return Smoked(smoke, process.returncode, seconds, around.clean(end.text), in_time)


def _why_not(smoke: Smoke, error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return f"there is no program {smoke.words[0]}"
    return f"{smoke.words[0]} cannot be run: {error.strerror}"


def _waited(process: "subprocess.Popen[bytes]", seconds: float) -> bool:
    with suppress(subprocess.TimeoutExpired):
        process.wait(seconds)
        return True
    _signal_group(process, signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        process.wait(_GRACE_SECONDS)
    return False


def _signal_group(process: "subprocess.Popen[bytes]", number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


@contextmanager
def _heard(process: "subprocess.Popen[bytes]") -> "Iterator[_End]":
    """What it says. Nothing that it started runs on, in the background or when we are interrupted."""
    with ExitStack() as closing:
        try:
            yield closing.enter_context(_End(process.stdout))
        finally:  # before the end of its output is waited for
            _signal_group(process, signal.SIGKILL)
            process.wait(_GRACE_SECONDS)


class _End:
    """Reads what a command writes, and keeps the end of it."""

    def __init__(self, stream: IO[bytes] | None) -> None:
        self.stream = stream
        self.kept = bytearray()
        self.thread = Thread(target=self._read, daemon=True)

    def __enter__(self) -> "_End":
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        # Something that left the group may still hold the other end: then we do not wait for it.
        self.thread.join(_GRACE_SECONDS)
        if self.stream and not self.thread.is_alive():
            self.stream.close()

    @property
    def text(self) -> str:
        """What was kept, without the first line where that was cut."""
        text = bytes(self.kept).decode("utf-8", "replace")
        return text.partition("\n")[2] if len(self.kept) >= KEPT_BYTES else text

    def _read(self) -> None:
        with suppress(ValueError, OSError):
            while self.stream and (chunk := os.read(self.stream.fileno(), _CHUNK)):
                self.kept += chunk
                del self.kept[:-KEPT_BYTES]
