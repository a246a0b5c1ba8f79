"""Run the project's drizzle-kit with its config on another `out` folder.

Its exit codes are wrong and it hides errors, so callers judge it by the files that it wrote.
"""

import os
import re
import select
import struct
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import field
from pathlib import Path

import orjson

from journal.dataclass import dataclass
from journal.drizzle.migrate import Address
from journal.drizzle.node import Streams, answer, refuse_flood, started
from journal.drizzle.packages import DrizzlePackage
from journal.drizzle.variables import Variables
from journal.errors import EngineFailed
from journal.escape import unicode
from journal.project.system import refuse_windows

DEADLINE_SECONDS = 180.0
NO_CHANGES = "No schema changes, nothing to migrate"
FINE = "Everything's fine"
_LAST_WORDS = (NO_CHANGES, FINE, "Your SQL migration file")
"""The text that `generate` and `check` print when all is written. Source: `writeResult` and `check` of 0.31."""
ENVIRONMENT_OF_1 = {"TZ": "UTC", "JITI_FS_CACHE": "false", "JITI_CACHE": "false"}
"""rc.4 and rc.5 take the folder's year from local time and the rest from UTC; jiti would leave files behind."""
_NO_TERMINAL = "Interactive prompts require a TTY"
_QUESTION = re.compile(r"Is [^\n]+? (?:created or renamed from another|renamed from another)[^\n]*")
_COLOURS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_SPINNER = re.compile(r"\[[\u2800-\u28ff]\] [\w ]+\.\.\.")  # what `migrate` prints while it waits
_QUIET_SECONDS = 0.2  # without output, after which a question is complete
_ROWS, _COLUMNS = 60, 400


@dataclass(frozen=True)
class KitOutput:
    """The output without colours, and the questions that it asked on a terminal."""

    text: str
    asked: tuple[str, ...] = ()

    @property
    def asks(self) -> bool:
        """Tell whether it needs a terminal to ask a question."""
        return _NO_TERMINAL in self.text

    @property
    def gist(self) -> str:
        """Return its error, or else its last line, for a message."""
        lines = [
            line.strip()
            for line in _SPINNER.sub("\n", self.text).splitlines()
            if line.strip() and "Reading config" not in line
        ]
        if not lines:
            return "it printed nothing"
        at = next((number for number, line in enumerate(lines) if "rror" in line), len(lines) - 1)
        count = 2 if lines[at].endswith(":") else 1  # the heading of a list
        return " ".join(lines[at : at + count])[:300]


@dataclass(frozen=True)
class Kit:
    """How to run drizzle-kit. `root`: its working directory, to which the paths of its config are relative.

    `config` is the project's drizzle.config, `folder` a private folder for ours. `variables` select its environment,
    to which `environment` is added.
    """

    package: DrizzlePackage
    root: Path
    config: Path
    folder: Path
    variables: Variables
    environment: Mapping[str, str] = field(default_factory=dict)

    def run(self, word: str, out: Path, *words: str, database: Address | None = None) -> KitOutput:
        """Run a command on that `out` and database. Raises EngineFailed when it does not end in time.

        It is ended after its last words: `schema.ts` may keep node alive.
        """
        with self._running(word, out, words, database, Streams(stderr=subprocess.STDOUT)) as process:
            return KitOutput(_COLOURS.sub("", answer(process, DEADLINE_SECONDS, _LAST_WORDS).text))

    def run_and_answer(self, word: str, out: Path, *words: str) -> KitOutput:
        """Run it on a terminal, where it asks whether something new is a rename, and answer each question with "new".

        "New" is the first choice of each question; a user may answer differently.
        """
        refuse_windows("A terminal for drizzle-kit")
        import fcntl
        import pty
        import termios

        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", _ROWS, _COLUMNS, 0, 0))
        try:
            with self._running(word, out, words, None, Streams(theirs, theirs, theirs)) as process:
                os.close(theirs)  # so that the end of the process is seen
                theirs = -1
                output = _converse(ours, time.monotonic() + DEADLINE_SECONDS)
                with suppress(subprocess.TimeoutExpired):
                    process.wait(2)
                return output
        finally:
            for descriptor in {ours, theirs} - {-1}:
                os.close(descriptor)

    @contextmanager
    def _running(
        self, word: str, out: Path, words: Sequence[str], database: Address | None, streams: Streams
    ) -> Iterator["subprocess.Popen[bytes]"]:
        """Run it during the block, with a config that changes the project's one. An absolute `out` breaks 0.31."""
        changes: dict[str, object] = {"out": os.path.relpath(out.resolve(), self.root.resolve())}
        if database:
            password = {"password": database.password} if database.password is not None else {}
            changes["dbCredentials"] = {
                "host": database.host, "port": database.port, "user": database.user, **password,
                "database": database.database, "ssl": False,
            }  # fmt: skip
        if unicode(str(self.config)) != str(self.config):
            hint = "Move the project to a path that is UTF-8."
            raise EngineFailed(f"{unicode(str(self.config))} is not UTF-8, so drizzle-kit cannot load it.", hint=hint)
        descriptor, name = tempfile.mkstemp(prefix="drizzle.config.", suffix=".ts", dir=self.folder)
        os.close(descriptor)
        own, ours = (orjson.dumps(value).decode() for value in (str(self.config), changes))
        Path(name).write_text(f"import own from {own};\nexport default {{ ...own, ...{ours} }};\n")
        # drizzle-kit retries without end in a folder for temporary files that it cannot write to.
        temporary = {"TMPDIR": str(self.folder), "TMP": str(self.folder), "TEMP": str(self.folder)}
        environment = {**self.variables.environment(self.root, database), "NO_COLOR": "1", "TERM": "xterm", **temporary}
        command = (self.package.node, str(self.package.folder / "bin.cjs"), word, f"--config={name}", *words)
        try:
            with started(
                command, cwd=self.root, environment={**environment, **self.environment}, streams=streams
            ) as process:
                yield process
        except TimeoutError:
            raise EngineFailed(
                f"drizzle-kit {self.package.version} {word} did not end in {DEADLINE_SECONDS:g} s.",
                hint="schema.ts may wait for something, such as a connection that it opens.",
            ) from None
        finally:
            Path(name).unlink()


def _converse(terminal: int, deadline: float) -> KitOutput:
    """Read to the end of the command, and answer each question. Raises TimeoutError."""
    before, new = "", ""
    questions: list[str] = []
    while time.monotonic() < deadline:
        if select.select([terminal], [], [], _QUIET_SECONDS)[0]:
            try:
                read = os.read(terminal, 65536).decode("utf-8", "replace")
            except OSError:  # Linux reports a closed other end like this
                read = ""
            if not read:
                return KitOutput(before + new, tuple(questions))
            new += _COLOURS.sub("", read).replace("\r\n", "\n")
            refuse_flood(len(before) + len(new))
        elif _QUESTION.search(new):
            questions.append(_QUESTION.findall(new)[-1].strip())
            os.write(terminal, b"\r")
            before, new = before + new, ""
        elif any(word in new for word in _LAST_WORDS):
            return KitOutput(before + new, tuple(questions))  # schema.ts keeps node alive
    raise TimeoutError
