"""The only module that starts git: no file of a pull request can make git run a program."""

import os
import selectors
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from journal.project.programs import find_program

SECONDS = 20.0
MOST_BYTES = 256 * 1024 * 1024
_MOST_ERRORS = 64 * 1024
_CHUNK = 64 * 1024
_KEPT = ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM")  # they name the user's own configuration

_OPTIONS = (
    "--no-pager",
    "--no-replace-objects",
    "--literal-pathspecs",
    "--no-optional-locks",
    *("-c", "safe.bareRepository=explicit"),
    *("-c", "core.hooksPath=/dev/null"),
    *("-c", "core.fsmonitor="),  # before 2.36 any value is a program
    *("-c", "core.pager=cat"),
    *("-c", "core.sshCommand=false"),
    *("-c", "core.askPass=false"),
    *("-c", "credential.helper="),
    *("-c", "protocol.allow=never"),
    *("-c", "log.showSignature=false"),
)
_ENVIRONMENT = {
    "GIT_NO_LAZY_FETCH": "1",  # from 2.45 on
    "GIT_ALLOW_PROTOCOL": "",  # stronger than any protocol.NAME.allow of a config
    "GIT_SSH_COMMAND": "false",
    "GIT_ASKPASS": "false",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_PAGER": "cat",
    "LC_ALL": "C",
}


class NotStarted(Exception):
    """No git was found outside of the project, or it did not start."""


class GitOutputTooLarge(Exception):
    """Git printed more bytes than allowed."""


@dataclass(frozen=True)
class Ended:
    """The result of a git command: its exit code (below 0: a signal), its output and its error messages."""

    code: int
    output: bytes
    errors: str


def run_git(
    words: Sequence[str], *, outside: Path | None, stdin: bytes = b"", seconds: float = SECONDS, most: int = MOST_BYTES
) -> Ended:
    """Run one git command. `outside` is a folder whose programs are not trusted, `most` the bytes it may print.

    Raises NotStarted, TimeoutError or GitOutputTooLarge.
    """
    program = find_program("git", outside)
    if program is None:
        raise NotStarted("git is not installed")
    command = [program, *_OPTIONS, *words]
    try:
        # Not in the folder of the project: no program and no configuration is looked up relative to it.
        process = subprocess.Popen(
            command, cwd="/", env=clean_environment(os.environ), start_new_session=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
    except OSError as error:
        raise NotStarted(f"{program} does not start: {error.strerror}") from None
    with _killed_at_end(process):
        return _Exchange(process, stdin, most).run(time.monotonic() + seconds)


def clean_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the environment for git: of its own variables, only those that name the user's configuration."""
    passed = {key: value for key, value in environment.items() if not key.startswith("GIT_") or key in _KEPT}
    return passed | _ENVIRONMENT


@contextmanager
def _killed_at_end(process: "subprocess.Popen[bytes]") -> Iterator[None]:
    """Kill the process and its children at the end of the block."""
    try:
        yield
    finally:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        for pipe in (process.stdin, process.stdout, process.stderr):
            if pipe:
                with suppress(OSError):
                    pipe.close()
        process.wait()


class _Exchange:
    """Writes to git and reads from it at the same time, so that neither waits for the other."""

    def __init__(self, process: "subprocess.Popen[bytes]", stdin: bytes, most: int) -> None:
        self.process, self.stdin, self.most = process, memoryview(stdin), most
        self.output, self.errors = bytearray(), bytearray()

    def run(self, deadline: float) -> Ended:
        """Write and read until git has ended. Raises TimeoutError or GitOutputTooLarge."""
        with selectors.DefaultSelector() as selector:
            self._watch(selector)
            while selector.get_map():
                ready = selector.select(max(0.0, deadline - time.monotonic()))
                if not ready or time.monotonic() > deadline:
                    raise TimeoutError
                for key, _ in ready:
                    if not key.data(key.fd):
                        selector.unregister(key.fileobj)
                        key.fileobj.close()  # type: ignore[union-attr]  # they are pipes
        try:
            code = self.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            raise TimeoutError from None
        return Ended(code, bytes(self.output), self.errors.decode("utf-8", "replace"))

    def _watch(self, selector: selectors.BaseSelector) -> None:
        stdin, stdout, stderr = self.process.stdin, self.process.stdout, self.process.stderr
        assert stdin and stdout and stderr  # noqa: S101 - they are pipes
        os.set_blocking(stdin.fileno(), False)
        selector.register(stdin, selectors.EVENT_WRITE, self._write)
        selector.register(stdout, selectors.EVENT_READ, self._read)
        selector.register(stderr, selectors.EVENT_READ, self._read_errors)

    def _write(self, descriptor: int) -> bool:
        try:
            written = os.write(descriptor, self.stdin[:_CHUNK]) if self.stdin else 0
        except BlockingIOError:
            return True
        except BrokenPipeError:  # git has stopped reading; its error message says why
            return False
        self.stdin = self.stdin[written:]
        return bool(self.stdin)

    def _read(self, descriptor: int) -> bool:
        chunk = os.read(descriptor, _CHUNK)
        self.output += chunk
        if len(self.output) > self.most:
            raise GitOutputTooLarge
        return bool(chunk)

    def _read_errors(self, descriptor: int) -> bool:
        chunk = os.read(descriptor, _CHUNK)
        self.errors += chunk[: max(0, _MOST_ERRORS - len(self.errors))]
        return bool(chunk)
