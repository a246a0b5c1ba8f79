"""The only module that starts git: no file of a pull request can make git run a program."""

import os
import selectors
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from journal.dataclass import dataclass
from journal.project.programs import find_program
from journal.project.system import IS_POSIX, kill_group

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
    deadline = time.monotonic() + seconds
    try:
        with tempfile.TemporaryFile() as file:  # no pipe, so that nothing waits for git to read it
            file.write(stdin)
            file.seek(0)
            # Not in the folder of the project: no program and no configuration is looked up relative to it.
            process = subprocess.Popen(
                [program, *_OPTIONS, *words], cwd="/", env=clean_environment(os.environ), start_new_session=True,
                stdin=file, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            )  # fmt: skip
    except OSError as error:
        raise NotStarted(f"{program} does not start: {error.strerror}") from None
    try:
        return _read_to_end(process, deadline, most)
    finally:
        kill_group(process)
        for pipe in (process.stdout, process.stderr):
            if pipe:
                pipe.close()
        process.wait()


def clean_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the environment for git: of its own variables, only those that name the user's configuration."""
    passed = {key: value for key, value in environment.items() if not key.startswith("GIT_") or key in _KEPT}
    return passed | _ENVIRONMENT


def _read_to_end(process: "subprocess.Popen[bytes]", deadline: float, most: int) -> Ended:
    """Read both outputs until git has ended. Raises TimeoutError or GitOutputTooLarge."""
    if not IS_POSIX:  # where select knows no pipes
        return _communicate(process, deadline, most)
    output, errors = bytearray(), bytearray()
    with selectors.DefaultSelector() as selector:
        for pipe, found, kept in ((process.stdout, output, most + 1), (process.stderr, errors, _MOST_ERRORS)):
            selector.register(pipe, selectors.EVENT_READ, (found, kept))  # type: ignore[arg-type]  # they are pipes
        while selector.get_map():
            ready = selector.select(max(0.0, deadline - time.monotonic()))
            if not ready or time.monotonic() > deadline:
                raise TimeoutError
            for key, _ in ready:
                chunk = os.read(key.fd, _CHUNK)
                found, kept = key.data
                found += chunk[: max(0, kept - len(found))]
                if not chunk:
                    selector.unregister(key.fileobj)
            if len(output) > most:
                raise GitOutputTooLarge
    try:
        code = process.wait(max(0.1, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        raise TimeoutError from None
    return Ended(code, bytes(output), errors.decode("utf-8", "replace"))


def _communicate(process: "subprocess.Popen[bytes]", deadline: float, most: int) -> Ended:
    """Read both outputs by threads, and look at the limit at the end."""
    try:
        output, errors = process.communicate(timeout=max(0.1, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        raise TimeoutError from None
    if len(output) > most:
        raise GitOutputTooLarge
    return Ended(process.returncode, output, errors[:_MOST_ERRORS].decode("utf-8", "replace"))
