"""The command line, loaded once: each call is a fork of that process, which has nothing left to import.

The imports of a command take as long as the work that most tests give it. Other tests measure, on the real command,
what imports cost and that nothing is imported too early.
"""

import importlib
import json
import os
import pkgutil
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

COMMAND = str(Path(sys.executable).parent / "journal")


class Done(subprocess.CompletedProcess[str]):
    """How a call ended; `megabytes` is the peak memory of its largest process."""

    megabytes = 0.0


@dataclass(frozen=True)
class CommandLine:
    """The address at which the loaded process listens."""

    address: str

    def run(
        self,
        words: Sequence[str],
        folder: Path,
        environment: Mapping[str, str],
        timeout: float,
        started: Callable[[int], object] = int,
    ) -> Done:
        """Run the command in a folder, without input; `started` gets its process.

        Raises TimeoutExpired, after which the process is killed.
        """
        asked = {"words": list(words), "folder": str(folder), "environment": dict(environment)}
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            code, kilobytes = self._asked(asked, (out.fileno(), err.fileno()), timeout, started)
            out.seek(0)
            err.seek(0)
            done = Done(list(words), code, out.read().decode(), err.read().decode())
        done.megabytes = kilobytes / 1024
        return done

    def _asked(
        self, asked: Mapping[str, object], streams: Sequence[int], timeout: float, started: Callable[[int], object]
    ) -> tuple[int, int]:
        deadline = time.monotonic() + timeout
        with socket.socket(socket.AF_UNIX) as one:
            one.connect(self.address)
            socket.send_fds(one, [b"!"], streams)
            one.sendall(json.dumps(asked).encode())
            one.shutdown(socket.SHUT_WR)
            process = _number(one, deadline)
            started(process)
            try:
                return _number(one, deadline), _number(one, deadline)
            except TimeoutError:
                os.kill(process, signal.SIGKILL)
                raise subprocess.TimeoutExpired(COMMAND, timeout) from None


class Running:
    """A call that runs meanwhile, with the methods of a Popen that are needed."""

    def __init__(self, one: CommandLine, words: Sequence[str], folder: Path, timeout: float) -> None:
        self._started = threading.Event()
        self._process = 0
        self._done: Done | None = None
        self._thread = threading.Thread(target=self._run, args=(one, words, folder, timeout))
        self._thread.start()
        self._started.wait(timeout)

    def _run(self, one: CommandLine, words: Sequence[str], folder: Path, timeout: float) -> None:
        clean = {
            key: value for key, value in os.environ.items() if not key.startswith(("PG", "DATABASE_", "POSTGRES_"))
        }
        self._done = one.run(words, folder, clean, timeout, self._begin)

    def _begin(self, process: int) -> None:
        self._process = process
        self._started.set()

    def poll(self) -> int | None:
        """Return how it ended, or None while it runs."""
        return self._done.returncode if self._done else None

    def send_signal(self, number: int) -> None:
        """Send a signal, if it still runs."""
        with suppress(ProcessLookupError):
            os.kill(self._process, number)

    def wait(self) -> Done:
        """Return how it ended. Raises TimeoutError where it does not end in time."""
        self._thread.join()
        if self._done is None:
            raise TimeoutError("The command did not end in time.")
        return self._done


@contextmanager
def command_line() -> Iterator[CommandLine]:
    """Start the process, and end it with the block."""
    with tempfile.TemporaryDirectory(prefix="jf-") as folder:
        address = str(Path(folder) / "s")
        loaded = subprocess.Popen([sys.executable, __file__, address], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        try:
            assert loaded.stdout and loaded.stdout.readline() == b"ready\n"
            yield CommandLine(address)
        finally:
            assert loaded.stdin and loaded.stdout
            loaded.stdin.close()
            loaded.wait(30)
            loaded.stdout.close()


def _number(one: socket.socket, deadline: float) -> int:
    """Return the number on the next line of the socket."""
    line = b""
    while not line.endswith(b"\n"):
        one.settimeout(max(deadline - time.monotonic(), 0.01))
        byte = one.recv(1)
        if not byte:
            raise EOFError("The process that was to run the command line is gone.")
        line += byte
    return int(line)


def _load() -> None:
    import postgast  # noqa: F401
    import psycopg.sql  # noqa: F401

    import journal

    for module in pkgutil.walk_packages(journal.__path__, "journal."):
        importlib.import_module(module.name)


def _serve(address: str) -> socket.socket:
    """Wait for calls, return in a new process for each, and end when the parent is gone."""
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(address)
        listening.listen(64)
        os.write(1, b"ready\n")
        while True:
            if sys.stdin in select.select([listening, sys.stdin], [], [])[0]:
                os._exit(0)
            one, _ = listening.accept()
            if os.fork() == 0:
                return one
            one.close()


def _attended(one: socket.socket) -> dict[str, object]:
    """Return the request in the process that runs it; another process waits for its end and reports it."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    _, streams, _, _ = socket.recv_fds(one, 1, 2)
    asked = b"".join(iter(lambda: one.recv(65536), b""))
    process = os.fork()
    if process:
        for stream in streams:
            os.close(stream)
        one.sendall(f"{process}\n".encode())
        _, status, usage = os.wait4(process, 0)
        one.sendall(f"{os.waitstatus_to_exitcode(status)}\n{usage.ru_maxrss}\n".encode())
        os._exit(0)
    one.close()
    for number, stream in enumerate((os.open(os.devnull, os.O_RDONLY), *streams)):
        os.dup2(stream, number)
        os.close(stream)
    found: dict[str, object] = json.loads(asked)
    return found


def _become(asked: Mapping[str, object]) -> None:
    """Make this process look as if it had been started with these words, folder and environment."""
    os.environ.clear()
    os.environ.update(asked["environment"])  # type: ignore[call-overload]
    time.tzset()
    os.chdir(str(asked["folder"]))
    sys.argv = [COMMAND, *asked["words"]]  # type: ignore[misc]
    sys.stdin, sys.stdout, sys.stderr = (os.fdopen(number, mode, encoding="utf-8") for number, mode in enumerate("rww"))
    sys.stderr.reconfigure(line_buffering=True)  # type: ignore[attr-defined]


if __name__ == "__main__":
    _load()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    _become(_attended(_serve(sys.argv[1])))
    from journal.cli.main import main

    main()
