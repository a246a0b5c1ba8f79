"""Run the project's drizzle-kit with its config on another `out` folder.

Its exit codes are wrong and it hides errors, so callers judge it by the files that it wrote.
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
from journal.drizzle.terminal import COLOURS, run_and_answer
from journal.drizzle.variables import Variables
from journal.errors import EngineFailed

DEADLINE_SECONDS = 180.0
_NO_TERMINAL = "Interactive prompts require a TTY"


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
        lines = [line.strip() for line in self.text.splitlines() if line.strip() and "Reading config" not in line]
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

    package: DrizzleKit
    root: Path
    config: Path
    folder: Path
    variables: Variables
    environment: Mapping[str, str] = field(default_factory=dict)

    def run(self, word: str, out: Path, *words: str, database: Address | None = None) -> KitOutput:
        """Run a command on that `out` and database. Raises EngineFailed when it does not end in time."""
        with self._command(word, out, words, database) as command:
            text = read_until_done(command, self.root, self._environment(database), DEADLINE_SECONDS)
        return KitOutput(COLOURS.sub("", text))

    def run_and_answer(self, word: str, out: Path, *words: str) -> KitOutput:
        """Run it on a terminal, and answer each question whether something new is a rename with "new"."""
        with self._command(word, out, words, None) as command:
            text, asked = run_and_answer(command, self.root, self._environment(None), DEADLINE_SECONDS)
        return KitOutput(text, tuple(asked))

    @contextmanager
    def _command(
        self, word: str, out: Path, words: Sequence[str], database: Address | None
    ) -> Iterator[tuple[str, ...]]:
        """Yield the command line, with a config that exists during the block."""
        config = self._write_config(out, database)
        try:
            yield (self.package.node, str(self.package.script), word, f"--config={config}", *words)
        except (subprocess.TimeoutExpired, TimeoutError):
            raise EngineFailed(
                f"drizzle-kit {self.package.version} {word} did not end in {DEADLINE_SECONDS:g} s.",
                hint="schema.ts may wait for something, such as a connection that it opens.",
            ) from None
        finally:
            config.unlink()

    def _environment(self, database: Address | None) -> dict[str, str]:
        """Set our folder for temporary files: drizzle-kit retries without end in one that it cannot write to."""
        own = {"NO_COLOR": "1", "TMPDIR": str(self.folder), "TMP": str(self.folder), "TEMP": str(self.folder)}
        return self.variables.environment(self.root, database) | own | dict(self.environment)

    def _write_config(self, out: Path, database: Address | None) -> Path:
        """Write a config that changes the project's one. An absolute `out` breaks drizzle-kit 0.31."""
        changes: dict[str, object] = {"out": os.path.relpath(out.resolve(), self.root.resolve())}
        if database:
            values = {
                "host": database.host, "port": database.port, "user": database.user, "password": database.password,
                "database": database.database, "ssl": False,
            }  # fmt: skip
            changes["dbCredentials"] = {key: value for key, value in values.items() if value is not None}
        descriptor, name = tempfile.mkstemp(prefix="drizzle.config.", suffix=".ts", dir=self.folder)
        os.close(descriptor)
        path = Path(name)
        own, ours = (orjson.dumps(value).decode() for value in (str(self.config), changes))
        path.write_text(f"import own from {own};\nexport default {{ ...own, ...{ours} }};\n")
        return path
