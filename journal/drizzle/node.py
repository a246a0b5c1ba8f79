"""Start node processes: their environment, their permissions, and a limit for their output.

They run packages of the project, which may come from a pull request.
"""

import os
import re
import select
import subprocess
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path

import orjson

from journal.dataclass import dataclass
from journal.errors import EngineFailed
from journal.project.programs import find_program, trusted_path
from journal.project.system import kill_group, refuse_windows

MOST_BYTES = 64 * 1024 * 1024
"""The limit for the output of a process; the answer for 500,000 entries has half of it."""
_MOST_COMPLAINTS = 64 * 1024
_FEWEST_FILES = 64
_VERSION_SECONDS = 20.0
_GRACE_SECONDS = 2.0
_EXECUTABLE = (b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")  # Linux, macOS, macOS for two processors
_ERROR = re.compile(r"\s*(?:Uncaught )?[\w.]*Error(?: \[\w+\])?:")
_VERSION = re.compile(r"v?(\d+)\.(\d+)\.(\d+)")


@dataclass(frozen=True)
class NodeProgram:
    """A node program, which is not a shim that starts one, and its version."""

    program: str
    version: tuple[int, int, int]

    @property
    def permissions(self) -> str:
        """Return the option for the permission model; empty where there is none, or only that of 20.0, with commas."""
        if self.version >= (23, 5, 0) or (22, 13, 0) <= self.version < (23, 0, 0):
            return "--permission"
        return "--experimental-permission" if self.version >= (20, 7, 0) else ""

    def confined(self, readable: Iterable[Path], *, connects: bool = False) -> list[str]:
        """Return the first words of a command line that may read these paths, and neither write nor start programs.

        `connects`: it may use the network, which node before 25 cannot forbid.
        """
        if not self.permissions:
            return [self.program, "--no-warnings"]
        network = ["--allow-net"] if connects and self.version >= (25, 0, 0) else []
        # node:sqlite of 22 to 25 opens and makes files past the permission model
        closed = ["--no-experimental-sqlite"] if self.version >= (22, 5, 0) else []
        return [
            self.program, "--no-warnings", self.permissions, *network, *closed,
            *(f"--allow-fs-read={path}" for path in dict.fromkeys(readable)),
        ]  # fmt: skip

    @property
    def name(self) -> str:
        """Return the name for messages, such as `node 24.0.0`."""
        return "node " + ".".join(map(str, self.version))


def find_node() -> str | None:
    """Return the node in PATH, but not one that a package put into `node_modules/.bin`: it would run unconfined."""
    return find_program("node")


def bare_environment(home: Path) -> dict[str, str]:
    """Return the whole environment of a confined process: PATH and an empty home, without NODE_OPTIONS."""
    return {"PATH": trusted_path(), "HOME": str(home), "TMPDIR": str(home)}


@lru_cache
def node_at(program: str) -> NodeProgram:
    """Return the node behind a program, which may be a shim. Raises EngineFailed where it prints no version."""
    real, is_binary = os.path.realpath(program), False
    with suppress(OSError), open(real, "rb") as file:  # noqa: PTH123
        is_binary = file.read(4) in _EXECUTABLE
    if Path(real).name in ("node", "nodejs") and is_binary:
        command, environment = [real, "--version"], {"PATH": trusted_path()}
    else:  # a shim, such as volta's or asdf's, which needs the user's environment
        command = [program, "-p", "process.execPath + '\\n' + process.version"]
        environment = {key: value for key, value in os.environ.items() if key != "NODE_OPTIONS"}
    with started(command, cwd=Path("/"), environment=environment) as process:
        lines = answer(process, _VERSION_SECONDS).text.strip().split("\n")
    version = _VERSION.fullmatch(lines[-1].strip())
    if version is None:
        raise EngineFailed(f"{program} prints no version.", hint="Use --engine native.")
    return NodeProgram(lines[0] if len(lines) > 1 else real, (int(version[1]), int(version[2]), int(version[3])))


@dataclass(frozen=True)
class Streams:
    """The standard streams of a process, as for Popen."""

    stdin: int = subprocess.DEVNULL
    stdout: int = subprocess.PIPE
    stderr: int = subprocess.PIPE


@contextmanager
def started(
    command: Sequence[str], *, cwd: Path, environment: Mapping[str, str], streams: Streams | None = None
) -> Iterator["subprocess.Popen[bytes]"]:
    """Start a process for the duration of the block. Raises EngineFailed."""
    streams = streams or Streams()
    refuse_windows("Starting the project's drizzle packages")
    import resource

    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    if hard != resource.RLIM_INFINITY and hard < _FEWEST_FILES:  # node would wait for ever
        hint = "Type: ulimit -n 1024. Or use --engine native."
        raise EngineFailed(f"Node needs more than the {hard} open files that are allowed here.", hint=hint)
    try:
        process = subprocess.Popen(
            command, stdin=streams.stdin, stdout=streams.stdout, stderr=streams.stderr, cwd=cwd, env=environment,
            start_new_session=True,
        )  # fmt: skip
    except OSError as error:
        raise EngineFailed(f"{command[0]} cannot be started: {error.strerror}.", hint="Use --engine native.") from None
    try:
        yield process
    finally:
        # It is killed with its children, and not waited for a process that holds a pipe open.
        kill_group(process)
        process.kill()
        for pipe in (process.stdin, process.stdout, process.stderr):
            if pipe:
                with suppress(OSError):
                    pipe.close()
        process.wait()


@dataclass(frozen=True)
class Answer:
    """The standard output of a process, and the beginning of its standard error."""

    output: bytes
    complaints: bytes

    @property
    def text(self) -> str:
        """Return the output as text."""
        return self.output.decode("utf-8", "replace")

    @property
    def gist(self) -> str:
        """Return the line that names an error, or `no message`."""
        lines = self.complaints.decode("utf-8", "replace").splitlines()
        named = [line for line in lines if _ERROR.match(line)] or [line for line in lines if "Error" in line]
        return named[0].strip()[:300] if named else "no message"

    @property
    def value(self) -> object:
        """Return the output as JSON. Raises ValueError."""
        return orjson.loads(self.output)


def refuse_flood(size: int) -> None:
    """Raise EngineFailed where a process has printed too much."""
    if size > MOST_BYTES:
        raise EngineFailed(f"It printed more than {MOST_BYTES // 1024**2} MB, and was killed.")


def answer(process: "subprocess.Popen[bytes]", seconds: float, last_words: Sequence[str] = ()) -> Answer:
    """Read the output of a process until it ends, or until two seconds after it prints one of `last_words`.

    Raises TimeoutError, and EngineFailed where it prints more than MOST_BYTES.
    """
    assert process.stdout  # noqa: S101 - it is a pipe
    output, complaints = process.stdout.fileno(), process.stderr.fileno() if process.stderr else -1
    texts = {output: bytearray(), complaints: bytearray()}
    pipes, size, deadline, is_last = {output, complaints} - {-1}, 0, time.monotonic() + seconds, False
    tail = max(map(len, last_words), default=0)
    while output in pipes:
        if (rest := deadline - time.monotonic()) <= 0:
            if is_last:
                break
            raise TimeoutError
        has_ended = process.poll() is not None  # before the look: what it printed is in the pipe by then
        ready = select.select(list(pipes), [], [], 0.0 if has_ended else min(rest, 0.2))[0]
        if has_ended and not ready:
            break  # a child of it holds the pipe
        for pipe in ready:
            new = os.read(pipe, 65536)
            pipes -= set() if new else {pipe}
            size += len(new)
            refuse_flood(size)
            texts[pipe] += new if pipe == output else new[: max(0, _MOST_COMPLAINTS - len(texts[pipe]))]
            if not is_last and any(word.encode() in texts[output][-tail - len(new) :] for word in last_words):
                is_last, deadline = True, min(deadline, time.monotonic() + _GRACE_SECONDS)
    if complaints in pipes and select.select([complaints], [], [], 0)[0]:
        texts[complaints] += os.read(complaints, _MOST_COMPLAINTS)
    return Answer(bytes(texts[output]), bytes(texts[complaints]))
