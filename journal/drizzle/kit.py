"""drizzle-kit at work on a folder that is not the project's `out`: its own config, but for what is said here.

Its exit codes lie and its errors are silent, so that whoever asks judges by what it wrote.
"""

import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import orjson

from journal.drizzle.bridge import Address
from journal.drizzle.find import DrizzleKit
from journal.drizzle.kit_output import read_until_done
from journal.drizzle.terminal import COLOURS, answered
from journal.drizzle.variables import Variables
from journal.errors import EngineFailed

DEADLINE_SECONDS = 180.0
_NO_TERMINAL = "Interactive prompts require a TTY"


@dataclass(frozen=True)
class KitOutput:
    """What it printed, without colours, and what it asked where it had a terminal."""

    text: str
    asked: tuple[str, ...] = ()

    @property
    def asks(self) -> bool:
        """Whether it wanted to ask, and had no terminal for it."""
        return _NO_TERMINAL in self.text

    @property
    def gist(self) -> str:
        """Its last words that say anything, for a person."""
        lines = [line.strip() for line in self.text.splitlines() if line.strip() and "Reading config" not in line]
        if not lines:
            return "it said nothing"
        at = next((number for number, line in enumerate(lines) if "rror" in line), len(lines) - 1)
        more = 2 if lines[at].endswith(":") else 1  # the heading of a list
        return " ".join(lines[at : at + more])[:300]


@dataclass(frozen=True)
class Kit:
    """drizzle-kit as the project would call it. `root`: where it is started, which its config's paths are relative to.

    `config` is the project's drizzle.config, `folder` a private one, in which ours is written. `variables` says what
    it gets of the environment, `environment` is set over that.
    """

    package: DrizzleKit
    root: Path
    config: Path
    folder: Path
    variables: Variables
    environment: Mapping[str, str] = field(default_factory=dict)

    def run(self, word: str, out: Path, *words: str, database: Address | None = None) -> KitOutput:
        """Run it on that `out`, with that database where there is one. Raises EngineFailed when it does not end."""
        with self._command(word, out, words, database) as command:
            text = read_until_done(command, self.root, self._environment(database), DEADLINE_SECONDS)
        return KitOutput(COLOURS.sub("", text))

    def run_and_answer(self, word: str, out: Path, *words: str) -> KitOutput:
        """The same on a terminal, where each question whether something new is a rename is answered: it is new."""
        with self._command(word, out, words, None) as command:
            text, asked = answered(command, self.root, self._environment(None), DEADLINE_SECONDS)
        return KitOutput(text, tuple(asked))

    @contextmanager
    def _command(
        self, word: str, out: Path, words: Sequence[str], database: Address | None
    ) -> Iterator[tuple[str, ...]]:
        """The command line, with its config for as long as the block lasts."""
        config = self._config(out, database)
        try:
            yield (self.package.node, str(self.package.script), word, f"--config={config}", *words)
        except (subprocess.TimeoutExpired, TimeoutError):
            raise EngineFailed(
                f"drizzle-kit {self.package.version} {word} did not end in {DEADLINE_SECONDS:g} s.",
                hint="Does schema.ts wait for something, such as a connection that it opens?",
            ) from None
        finally:
            config.unlink()

    def _environment(self, database: Address | None) -> dict[str, str]:
        """Its temporary files go into our folder: with a TMPDIR that takes none, it tries for ever."""
        own = {"NO_COLOR": "1", "TMPDIR": str(self.folder), "TMP": str(self.folder), "TEMP": str(self.folder)}
        return self.variables.environment(self.root, database) | own | dict(self.environment)

    def _config(self, out: Path, database: Address | None) -> Path:
        """A config that says what the project's says, and where to work. An absolute `out` breaks drizzle-kit 0.31."""
        said = {"out": os.path.relpath(out.resolve(), self.root.resolve())}
        target = {"dbCredentials": _credentials(database)} if database else {}
        descriptor, name = tempfile.mkstemp(prefix="drizzle.config.", suffix=".ts", dir=self.folder)
        os.close(descriptor)
        path = Path(name)
        path.write_text(
            f"import own from {_js(str(self.config))};\nexport default {{ ...own, ...{_js(said | target)} }};\n"
        )
        return path


def _credentials(database: Address) -> dict[str, object]:
    words = {
        "host": database.host, "port": database.port, "user": database.user, "password": database.password,
        "database": database.database, "ssl": False,
    }  # fmt: skip
    return {key: value for key, value in words.items() if value is not None}


def _js(value: object) -> str:
    return orjson.dumps(value).decode()
