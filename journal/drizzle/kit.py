"""drizzle-kit at work on a folder that is not the project's `out`: its own config, but for what is said here.

Its exit codes lie and its errors are silent, so that whoever asks judges by what it wrote.
"""

import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import orjson

from journal.connect.private import clean_environment
from journal.drizzle.bridge import Address
from journal.drizzle.find import DrizzleKit
from journal.errors import EngineFailed

DEADLINE_SECONDS = 180.0
NO_CHANGES = "No schema changes, nothing to migrate"
FINE = "Everything's fine"
_COLOURS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
# What reads the URL of a database finds one at which nobody answers: only `migrate` is to reach any.
_NOWHERE = "postgresql://nobody@127.0.0.1:1/nothing"
_URLS = ("DATABASE_URL", "POSTGRES_URL")
_QUESTIONS = ("Interactive prompts require a TTY", "renamed from another")


@dataclass(frozen=True)
class Said:
    """What it printed, without colours."""

    text: str

    @property
    def asks(self) -> bool:
        """Whether it wanted to ask, which only a terminal can answer: mostly whether something new is a rename."""
        return any(words in self.text for words in _QUESTIONS)

    @property
    def gist(self) -> str:
        """Its last words that say anything, for a person."""
        lines = [line.strip() for line in self.text.splitlines() if line.strip() and "Reading config" not in line]
        telling = [line for line in lines if "rror" in line] or lines[-1:]
        return telling[0][:300] if telling else "it said nothing"


@dataclass(frozen=True)
class Kit:
    """drizzle-kit as the project would call it. `root`: where it is started, which its config's paths are relative to.

    `config` is the project's drizzle.config, `folder` a private one, in which ours is written.
    """

    package: DrizzleKit
    root: Path
    config: Path
    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)

    def run(self, word: str, out: Path, *words: str, database: Address | None = None) -> Said:
        """Run it on that `out`, with that database where there is one. Raises EngineFailed when it does not end."""
        config = self._config(out, database)
        command = [self.package.node, str(self.package.script), word, f"--config={config}", *words]
        try:
            done = subprocess.run(
                command, cwd=self.root, env=self._environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT, timeout=DEADLINE_SECONDS, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise EngineFailed(
                f"drizzle-kit {self.package.version} {word} did not end in {DEADLINE_SECONDS:g} s.",
                hint="Does schema.ts wait for something, such as a connection that it opens?",
            ) from None
        finally:
            config.unlink()
        return Said(_COLOURS.sub("", done.stdout.decode("utf-8", "replace")))

    def _environment(self) -> dict[str, str]:
        unusable = dict.fromkeys(_URLS, _NOWHERE)
        return clean_environment() | unusable | {"NO_COLOR": "1"} | dict(self.environment)

    def _config(self, out: Path, database: Address | None) -> Path:
        """A config that says what the project's says, and where to work. An absolute `out` breaks drizzle-kit 0.31."""
        said = {"out": os.path.relpath(out.resolve(), self.root.resolve())}
        target = {"dbCredentials": _credentials(database)} if database else {}
        path = self.folder / "drizzle.config.ts"
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
