"""The choice of `--engine`: who replays the migrations, and whether the project's drizzle-orm confirms the hashes."""

import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from enum import StrEnum
from itertools import zip_longest
from pathlib import Path

from journal.dataclass import dataclass
from journal.drizzle.node import Streams, bare_environment, find_node, node_at, started
from journal.drizzle.orm import answer_of, private_folders, script_at, stage
from journal.drizzle.packages import DrizzlePackage, find_drizzle, refuse_links_out
from journal.errors import EngineFailed
from journal.folder.entries import Entry, Journal
from journal.folder.migrations import Migration
from journal.replay.runner import CapturedRow

CONFIRM_SECONDS = 60.0
"""The timeout after the replay, during which it reads; it reads 4,000 files in less than a second."""
_SHA256_LENGTH = 64


class Engine(StrEnum):
    """NATIVE: we replay; DRIZZLE: the project's drizzle-orm does; AUTO: we replay and it confirms."""

    AUTO = "auto"
    NATIVE = "native"
    DRIZZLE = "drizzle"


@dataclass(frozen=True)
class Confirmed:
    """The answer of drizzle-orm. `version` is None where there is none, for the reason in `why_not`.

    `disagreeing`: tags for which it stores another row than the database, or none; `unexpected`: the number of its
    other rows. `package` is its name for messages, `unconfined` that of a node without permission model. `applied`: it
    ran the migrations itself.
    """

    version: str | None
    disagreeing: tuple[str, ...] = ()
    why_not: str = ""
    unexpected: int = 0
    package: str = ""
    unconfined: str = ""
    applied: bool = False

    @property
    def contradicts(self) -> bool:
        """Tell whether it stores other rows than the database."""
        return bool(self.disagreeing or self.unexpected)


@dataclass(frozen=True)
class _LoadedOrm:
    """A drizzle-orm that waits for the name of `folder`: except for its own package it can read only what is there."""

    orm: DrizzlePackage
    folder: Path
    process: "subprocess.Popen[bytes]"
    unconfined_node: str

    def rows(self) -> list[tuple[int, str]]:
        """Return the `when` and the hash of each entry, validated: a package of the project made them."""
        value = answer_of(self.orm, self.process, CONFIRM_SECONDS)
        try:
            if isinstance(value, list):
                return [_valid_row(one["hash"], one["when"]) for one in value]
        except (KeyError, TypeError, ValueError, OverflowError):
            pass
        raise EngineFailed(
            f"drizzle-orm {self.orm.version} returned something other than a hash and a number for each entry.",
            hint="Use --engine native.",
        )


def _valid_row(hash_: object, when: object) -> tuple[int, str]:
    """Return the row; the journal may have `when` in quotes. Raises ValueError."""
    if not isinstance(hash_, str) or len(hash_) > _SHA256_LENGTH:
        raise ValueError
    if isinstance(when, bool) or not isinstance(when, int | str) or len(str(when)) > _SHA256_LENGTH:
        raise ValueError
    return int(when), hash_


@contextmanager
def _loaded(orm: DrizzlePackage) -> Iterator[_LoadedOrm]:
    """Start node and let it load drizzle-orm, for the duration of the block. Raises EngineFailed."""
    with private_folders() as (home, place):
        node, script = node_at(orm.node), script_at("confirm.cjs")
        if node.permissions:
            refuse_links_out(orm.real, orm.project)
        command = [*node.confined([script, orm.real, place]), str(script), str(orm.real)]
        with started(
            command, cwd=home, environment=bare_environment(home), streams=Streams(stdin=subprocess.PIPE)
        ) as process:
            yield _LoadedOrm(orm, place, process, "" if node.permissions else node.name)


class Confirming:
    """A confirmation by drizzle-orm, or the reason why there is none."""

    def __init__(self, otherwise: Confirmed, loaded: _LoadedOrm | None = None) -> None:
        self._otherwise, self._loaded, self._begun = otherwise, loaded, False

    def begin(self, journal: Journal, migrations: Mapping[str, Migration]) -> None:
        """Let drizzle-orm read the folder while we replay; a second call does nothing."""
        if self._loaded is None or self._begun:
            return
        try:
            stage(self._loaded.folder, journal, migrations)
        except EngineFailed as error:
            self._loaded, self._otherwise = None, _unconfirmed(error)
            return
        self._begun = True
        process = self._loaded.process
        stdin, process.stdin = process.stdin, None
        if stdin:
            with suppress(BrokenPipeError), stdin:  # its output tells why, where it has ended
                stdin.write(os.fsencode(self._loaded.folder))

    def answer(self, entries: Sequence[Entry], captured: Sequence[CapturedRow]) -> Confirmed:
        """Compare the captured rows with those of drizzle-orm."""
        if self._loaded is None or not self._begun:
            return self._otherwise
        try:
            seen = self._loaded.rows()
        except EngineFailed as error:  # no option has named it, so it may fail
            return _unconfirmed(error)
        orm, stored = self._loaded.orm, {(row.created_at, row.hash) for row in captured}
        return Confirmed(
            orm.version,
            tuple(entry.tag for entry, row in zip_longest(entries, seen[: len(entries)]) if row not in stored),
            unexpected=max(0, len(seen) - len(entries)),
            package=orm.label,
            unconfined=self._loaded.unconfined_node,
        )


def _unconfirmed(error: EngineFailed) -> Confirmed:
    return Confirmed(None, why_not=error.message.rstrip("."))


@dataclass(frozen=True)
class EngineChoice:
    """The engine, and the drizzle-orm that was found for it. `why_not`: why none confirms, where it is `NATIVE`."""

    engine: Engine
    orm: DrizzlePackage | None
    why_not: str = "--engine native"

    @property
    def replays_by(self) -> DrizzlePackage | None:
        """Return the drizzle-orm that applies the migrations, or None when we do."""
        return self.orm if self.engine is Engine.DRIZZLE else None

    @contextmanager
    def confirming(self) -> Iterator[Confirming]:
        """Load drizzle-orm for the duration of the block, where it confirms."""
        otherwise = Confirmed(None, why_not=self.why_not)
        if self.engine is not Engine.NATIVE and self.orm is None:
            otherwise = Confirmed(None, why_not="no drizzle-orm was found" if find_node() else "there is no node")
        elif self.orm and self.engine is Engine.DRIZZLE:
            otherwise = Confirmed(self.orm.version, package=self.orm.label, applied=True)
        elif self.orm:
            otherwise = Confirmed(None, why_not=f"drizzle-orm {self.orm.version} reads no journal")
        loaded = None
        with ExitStack() as stack:
            if self.engine is Engine.AUTO and self.orm and self.orm.reads_journals:
                try:
                    loaded = stack.enter_context(_loaded(self.orm))
                except EngineFailed as error:
                    otherwise = _unconfirmed(error)
            yield Confirming(otherwise, loaded)


def choose(engine: Engine, root: Path, *, is_version_1: bool) -> EngineChoice:
    """Find what the engine needs. `is_version_1`: the folder has the layout of 1.0, so we replay, and nobody confirms.

    Raises EngineFailed where `--engine drizzle` finds no drizzle-orm.
    """
    if is_version_1:
        return EngineChoice(Engine.NATIVE, None, "the folder has no journal, which drizzle-orm 0.x would read")
    orm = None if engine is Engine.NATIVE else find_drizzle(root, "drizzle-orm")
    if orm is None and engine is Engine.DRIZZLE:
        why = f"there is no drizzle-orm in node_modules from {root} upwards." if find_node() else "there is no node."
        raise EngineFailed(f"--engine drizzle: {why}", hint="npm install drizzle-orm, or use --engine native.")
    return EngineChoice(engine, orm)
