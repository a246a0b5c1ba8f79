"""The choice of `--engine`: who replays the migrations, and whether the project's drizzle-orm confirms the hashes."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest
from pathlib import Path

from journal.drizzle.bridge import Confirmation, loaded
from journal.drizzle.find import DrizzleOrm, find_drizzle_orm
from journal.drizzle.node import find_node
from journal.drizzle.orm_folder import stage
from journal.errors import EngineFailed
from journal.folder.entries import Entry, Journal
from journal.folder.migrations import Migration
from journal.replay.capture import CapturedRow


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


class Confirming:
    """A confirmation by drizzle-orm, or the reason why there is none."""

    def __init__(self, confirmation: Confirmation | None, otherwise: Confirmed) -> None:
        self._confirmation = confirmation
        self._otherwise = otherwise
        self._begun = False

    def begin(self, journal: Journal, migrations: Mapping[str, Migration]) -> None:
        """Let drizzle-orm read the folder while we replay; a second call does nothing."""
        if self._confirmation and not self._begun:
            try:
                stage(self._confirmation.folder, journal, migrations)
            except EngineFailed as error:
                self._confirmation, self._otherwise = None, _unconfirmed(error)
                return
            self._begun = True
            self._confirmation.read()

    def answer(self, entries: Sequence[Entry], captured: Sequence[CapturedRow]) -> Confirmed:
        """Compare the captured rows with those of drizzle-orm."""
        if self._confirmation is None or not self._begun:
            return self._otherwise
        try:
            seen = self._confirmation.wait()
        except EngineFailed as error:  # no option has named it, so it may fail
            return _unconfirmed(error)
        orm = self._confirmation.orm
        stored = {(row.created_at, row.hash) for row in captured}
        rows = [(migration.when, migration.hash) for migration in seen[: len(entries)]]
        return Confirmed(
            orm.version,
            tuple(entry.tag for entry, row in zip_longest(entries, rows) if row not in stored),
            unexpected=max(0, len(seen) - len(entries)),
            package=orm.name,
            unconfined=self._confirmation.unconfined_node,
        )


def _unconfirmed(error: EngineFailed) -> Confirmed:
    return Confirmed(None, why_not=error.message.rstrip("."))


@dataclass(frozen=True)
class EngineChoice:
    """The engine, and the drizzle-orm that was found for it."""

    engine: Engine
    orm: DrizzleOrm | None

    @property
    def replays_by(self) -> DrizzleOrm | None:
        """Return the drizzle-orm that applies the migrations, or None when we do."""
        return self.orm if self.engine is Engine.DRIZZLE else None

    @contextmanager
    def confirming(self) -> Iterator[Confirming]:
        """Load drizzle-orm for the duration of the block, where it confirms."""
        orm = self.orm if self.engine is Engine.AUTO and self.orm and self.orm.reads_journals else None
        with ExitStack() as stack:
            try:
                confirming = Confirming(stack.enter_context(loaded(orm)) if orm else None, self._without_confirmation())
            except EngineFailed as error:
                confirming = Confirming(None, _unconfirmed(error))
            yield confirming

    def _without_confirmation(self) -> Confirmed:
        if self.engine is Engine.NATIVE:
            return Confirmed(None, why_not="--engine native")
        if self.orm is None:
            return Confirmed(None, why_not="no drizzle-orm was found" if find_node() else "there is no node")
        if self.engine is Engine.DRIZZLE:
            return Confirmed(self.orm.version, package=self.orm.name, applied=True)
        return Confirmed(None, why_not=f"drizzle-orm {self.orm.version} reads no journal")


def choose(engine: Engine, root: Path) -> EngineChoice:
    """Find what the engine needs. Raises EngineFailed where `--engine drizzle` finds no drizzle-orm."""
    orm = None if engine is Engine.NATIVE else find_drizzle_orm(root)
    if orm is None and engine is Engine.DRIZZLE:
        raise EngineFailed(
            "--engine drizzle: "
            + (f"there is no drizzle-orm in node_modules from {root} upwards." if find_node() else "there is no node."),
            hint="npm install drizzle-orm, or use --engine native.",
        )
    return EngineChoice(engine, orm)
