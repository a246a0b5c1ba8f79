"""Every start of node: what such a process sees of the environment, what it may do, and how much it may print.

What runs in it is the project's own package, which may be a pull request's.
"""

import os
import re
import select
import signal
import subprocess
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import orjson

from journal.errors import EngineFailed
from journal.project.programs import find_program, trusted_path

MOST_BYTES = 64 * 1024 * 1024
"""How much a process may print: the answer for 500,000 entries is half of it."""
_MOST_COMPLAINTS = 64 * 1024
_MOST_FILES = 100_000
_MOST_LINKS = 40  # as many as Linux follows
_VERSION_SECONDS = 20.0
_PACKAGES = "node_modules"
_EXECUTABLE = (b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")  # Linux, macOS, macOS for two processors
_ERROR = re.compile(r"\s*(?:Uncaught )?[\w.]*Error(?: \[\w+\])?:")
_VERSION = re.compile(r"v?(\d+)\.(\d+)\.(\d+)")


@dataclass(frozen=True)
class NodeProgram:
    """A node: the program itself, no shim that picks one, and its version."""

    program: str
    version: tuple[int, int, int]

    @property
    def permissions(self) -> str:
        """The option that turns on its permission model; empty where it has none, or only one by commas (20.0)."""
        if self.version >= (23, 5, 0) or (22, 13, 0) <= self.version < (23, 0, 0):
            return "--permission"
        return "--experimental-permission" if self.version >= (20, 7, 0) else ""

    def confined(self, readable: Iterable[Path], *, connects: bool = False) -> list[str]:
        """The start of a command line that may read these files and folders, and neither write nor start anything.

        `connects`: it is to reach a server. Before node 25 nothing stops the network.
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
        """Its name with the version, for people."""
        return "node " + ".".join(map(str, self.version))


def find_node() -> str | None:
    """The node in PATH. What a package has put into `node_modules/.bin` is passed over: it would run unconfined."""
    return find_program("node")


def bare_environment(home: Path) -> dict[str, str]:
    """All that a confined process sees: where programs are, and a home that is empty. NODE_OPTIONS is not passed on."""
    return {"PATH": trusted_path(), "HOME": str(home), "TMPDIR": str(home)}


@lru_cache
def node_at(program: str) -> NodeProgram:
    """What node that is. Raises EngineFailed where it does not say so."""
    real = os.path.realpath(program)
    if Path(real).name in ("node", "nodejs") and _is_executable(real):
        command, environment = [real, "--version"], {"PATH": trusted_path()}
    else:  # a shim, such as volta's or asdf's, which goes by the user's own environment
        command = [program, "-p", "process.execPath + '\\n' + process.version"]
        environment = {key: value for key, value in os.environ.items() if key != "NODE_OPTIONS"}
    with started(command, cwd=Path("/"), environment=environment) as process:
        said = answer(process, _VERSION_SECONDS).text.split("\n")
    version = _VERSION.fullmatch((said[1] if len(said) > 1 and said[1] else said[0]).strip())
    if version is None:
        raise EngineFailed(f"{program} does not say its version.", hint="Use --engine native.")
    numbers = int(version[1]), int(version[2]), int(version[3])
    return NodeProgram(said[0] if len(said) > 1 and said[1] else real, numbers)


def _is_executable(program: str) -> bool:
    try:
        with open(program, "rb") as file:  # noqa: PTH123
            return file.read(4) in _EXECUTABLE
    except OSError:
        return False


def packages_of(project: Path, names: Iterable[str]) -> list[Path]:
    """Every folder of packages that node would look into for the project and for these packages of it.

    Each with the links by which it is reached, as pnpm and workspaces have them: node wants to read those, too.
    """
    found = [folder / _PACKAGES for folder in (project, *project.parents)]
    found = [one for one in found if one.is_dir()]
    for package in [folder / name for name in names for folder in found if (folder / name).is_dir()]:
        parts = package.resolve().parts
        store = [Path(*parts[: parts.index(_PACKAGES) + 1])] if _PACKAGES in parts else []
        found += [package, *store]
    return [step for one in found for step in _steps(one)]


def _steps(path: Path) -> Iterator[Path]:
    """Each link on the way to where a path leads, and that place. Links to what holds more than packages are not."""
    for _ in range(_MOST_LINKS):
        link = next((one for one in (*reversed(path.parents), path) if one.is_symlink()), None)
        if link is None:
            break
        if _PACKAGES in link.parts:
            yield link
        path = Path(os.path.normpath(link.parent / link.readlink() / path.relative_to(link)))
    yield path.resolve()


def refuse_links_out(package: Path, project: Path) -> None:
    """Raise EngineFailed where more than a package would be readable: node's permission model follows links."""
    if project.resolve().is_relative_to(package):
        raise EngineFailed(f"{package}, which the package is a link to, has the project in it.")
    folders, seen = [package], 0
    try:
        while folders:
            with os.scandir(folders.pop()) as entries:
                for one in entries:
                    seen += 1
                    if one.is_symlink() and not Path(os.path.realpath(one.path)).is_relative_to(package):
                        raise EngineFailed(f"{one.path} is a link that leads out of its package.")
                    if one.is_dir(follow_symlinks=False):
                        folders.append(Path(one.path))
            if seen > _MOST_FILES:
                raise EngineFailed(f"{package} has more than {_MOST_FILES} files.")
    except OSError as error:
        raise EngineFailed(f"{error.filename} cannot be read: {error.strerror}.") from None


@dataclass(frozen=True)
class Streams:
    """What a process reads from and writes to, as for Popen."""

    stdin: int = subprocess.DEVNULL
    stdout: int = subprocess.PIPE
    stderr: int = subprocess.PIPE


@contextmanager
def started(
    command: Sequence[str], *, cwd: Path, environment: Mapping[str, str], streams: Streams | None = None
) -> Iterator["subprocess.Popen[bytes]"]:
    """A process for as long as the block lasts; it ends with all that it has started. Raises EngineFailed."""
    streams = streams or Streams()
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
        end(process)


def end(process: "subprocess.Popen[bytes]") -> None:
    """End it and its children. A pipe that somebody else holds open is not waited for."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe:
            with suppress(OSError):
                pipe.close()
    process.wait()


@dataclass(frozen=True)
class Answer:
    """What a process printed, and the beginning of what it complained about."""

    output: bytes
    complaints: bytes

    @property
    def text(self) -> str:
        """The output as text."""
        return self.output.decode("utf-8", "replace")

    @property
    def gist(self) -> str:
        """The line that names an error, for people; that it said nothing otherwise."""
        lines = self.complaints.decode("utf-8", "replace").splitlines()
        named = [line for line in lines if _ERROR.match(line)] or [line for line in lines if "Error" in line]
        return named[0].strip()[:300] if named else "no message"

    @property
    def value(self) -> object:
        """The output as JSON. Raises ValueError."""
        return orjson.loads(self.output)


def refuse_flood(size: int) -> None:
    """Raise EngineFailed where a process has printed more than any does that is what it says."""
    if size > MOST_BYTES:
        raise EngineFailed(f"It printed more than {MOST_BYTES // 1024**2} MB, and was ended.")


def answer(process: "subprocess.Popen[bytes]", seconds: float) -> Answer:
    """Hear a process to its end. Raises TimeoutError, and EngineFailed where it prints more than MOST_BYTES."""
    assert process.stdout and process.stderr  # noqa: S101 - they are pipes
    output, complaints = process.stdout.fileno(), process.stderr.fileno()
    parts: dict[int, list[bytes]] = {output: [], complaints: []}
    left, size, deadline = {output, complaints}, 0, time.monotonic() + seconds
    while output in left:
        if (rest := deadline - time.monotonic()) <= 0:
            raise TimeoutError
        has_ended = process.poll() is not None  # before the look: what it printed is in the pipe by then
        ready = select.select(list(left), [], [], 0.0 if has_ended else min(rest, 0.2))[0]
        if has_ended and not ready:
            break  # a child of it holds the pipe
        for one in ready:
            new = os.read(one, 65536)
            left -= set() if new else {one}
            kept = new if one == output else new[: max(0, _MOST_COMPLAINTS - sum(map(len, parts[one])))]
            size += len(new)
            refuse_flood(size)
            parts[one].append(kept)
    if complaints in left and select.select([complaints], [], [], 0)[0]:
        parts[complaints].append(os.read(complaints, _MOST_COMPLAINTS))
    return Answer(b"".join(parts[output]), b"".join(parts[complaints]))
