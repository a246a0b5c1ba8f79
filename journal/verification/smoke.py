"""Run the project's own commands, each in a process group that is killed when it ends or its time is up."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from threading import Thread
from typing import IO

from journal.dataclass import dataclass
from journal.project.system import kill_group
from journal.project.verification import Smoke

KEPT_BYTES = 64 * 1024
_CHUNK = 8192
_GRACE_SECONDS = 2.0


@dataclass(frozen=True)
class Smoked:
    """How a command ended. `code` is its exit code, below 0 the signal that killed it, None where it did not start.

    `output` is the end of stdout and stderr, mixed. `why_not`: why it did not start.
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


def run_smoke(smoke: Smoke, folder: Path, environment: Mapping[str, str], clean: Callable[[str], str] = str) -> Smoked:
    """Run a command in a folder, with this whole environment. `clean` removes secrets from its output."""
    started = time.perf_counter()
    try:
        process = subprocess.Popen(
            smoke.words, cwd=folder, env=dict(environment), stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    except OSError as error:
        is_missing = isinstance(error, FileNotFoundError)
        program = smoke.words[0]
        why_not = f"there is no program {program}" if is_missing else f"{program} cannot be run: {error.strerror}"
        return Smoked(smoke, None, time.perf_counter() - started, why_not=why_not)
    with _output_of(process) as output:
        in_time = True
        try:
            process.wait(smoke.seconds)
        except subprocess.TimeoutExpired:
            in_time = False
            kill_group(process, signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                process.wait(_GRACE_SECONDS)
        seconds = time.perf_counter() - started
    return Smoked(smoke, process.returncode, seconds, clean(output.text), in_time)


@contextmanager
def _output_of(process: "subprocess.Popen[bytes]") -> "Iterator[_OutputEnd]":
    """Collect its output. Nothing that it started runs on, in the background or when we are interrupted."""
    with ExitStack() as closing:
        try:
            yield closing.enter_context(_OutputEnd(process.stdout))
        finally:  # before we wait for the end of its output
            kill_group(process)
            process.wait(_GRACE_SECONDS)


class _OutputEnd:
    """Reads the output of a command, and keeps the end of it."""

    def __init__(self, stream: IO[bytes] | None) -> None:
        self.stream = stream
        self.kept = bytearray()
        self.thread = Thread(target=self._read, daemon=True)

    def __enter__(self) -> "_OutputEnd":
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        # A process that left the group may still have the other end open: then we do not wait for it.
        self.thread.join(_GRACE_SECONDS)
        if self.stream and not self.thread.is_alive():
            self.stream.close()

    @property
    def text(self) -> str:
        """The kept output, without the first line where that was cut."""
        text = bytes(self.kept).decode("utf-8", "replace")
        return text.partition("\n")[2] if len(self.kept) >= KEPT_BYTES else text

    def _read(self) -> None:
        with suppress(ValueError, OSError):
            while self.stream and (chunk := os.read(self.stream.fileno(), _CHUNK)):
                self.kept += chunk
                del self.kept[:-KEPT_BYTES]
