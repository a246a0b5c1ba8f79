"""Who replays and who confirms: the choice of --engine, and what the project's drizzle-orm has to say."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest
from pathlib import Path

from journal.drizzle.bridge import Confirmation, OrmMigration, loaded
from journal.drizzle.find import DrizzleOrm, find_drizzle_orm
from journal.drizzle.node import find_node
from journal.drizzle.orm_folder import stage
from journal.errors import EngineFailed
from journal.folder.entries import Entry, Journal
from journal.folder.migrations import Migration
from journal.replay.capture import CapturedRow


class Engine(StrEnum):
    """Who applies the migrations: we do, the project's drizzle-orm does, or we do and it confirms."""

    AUTO = "auto"
    NATIVE = "native"
    DRIZZLE = "drizzle"


@dataclass(frozen=True)
class Confirmed:
    """What drizzle-orm said. `version` is None when it said nothing, and `why_not` tells why.

    `disagreeing` are the tags for which it would store another row than the database did, or none; `unexpected` is how
    many rows more it would store. `package` names it for people; `unconfined` the node that ran it, where that has no
    permission model. `applied`: it ran the migrations itself.
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
        """Whether it would store something else than the database did."""
        return bool(self.disagreeing or self.unexpected)


class Confirming:
    """drizzle-orm, where it is to confirm: `begin` sets it to work, `answer` asks what it found."""

    def __init__(self, confirmation: Confirmation | None, otherwise: Confirmed) -> None:
        self._confirmation = confirmation
        self._otherwise = otherwise
        self._begun = False

    def begin(self, journal: Journal, migrations: Mapping[str, Migration]) -> None:
        """Let it read, if it does not yet: it reads while we replay."""
        if self._confirmation and not self._begun:
            try:
                stage(self._confirmation.folder, journal, migrations)
            except EngineFailed as error:
                self._confirmation, self._otherwise = None, _unconfirmed(error)
                return
            self._begun = True
            self._confirmation.read()

    def answer(self, entries: Sequence[Entry], captured: Sequence[CapturedRow]) -> Confirmed:
        """What it said of the rows."""
        if self._confirmation is None or not self._begun:
            return self._otherwise
        try:
            seen = self._confirmation.wait()
        except EngineFailed as error:  # it was not asked for by name, so it need not work
            return _unconfirmed(error)
        orm = self._confirmation.orm
        return Confirmed(
            orm.version,
            _disagreeing(entries, seen, captured),
            unexpected=max(0, len(seen) - len(entries)),
            package=orm.name,
            unconfined=self._confirmation.unconfined_node,
        )


def _unconfirmed(error: EngineFailed) -> Confirmed:
    return Confirmed(None, why_not=error.message.rstrip("."))


@dataclass(frozen=True)
class EngineChoice:
    """The engine asked for, and the drizzle-orm that was found for it."""

    engine: Engine
    orm: DrizzleOrm | None

    @property
    def replays_by(self) -> DrizzleOrm | None:
        """The drizzle-orm that is to apply the migrations; None when we do."""
        return self.orm if self.engine is Engine.DRIZZLE else None

    @contextmanager
    def confirming(self) -> Iterator[Confirming]:
        """drizzle-orm for as long as the block lasts, loaded where it is to confirm."""
        orm = self.orm
        with ExitStack() as stack:
            asked = self.engine is Engine.AUTO and orm is not None and orm.reads_journals
            try:
                confirmation = stack.enter_context(loaded(orm)) if orm and asked else None
            except EngineFailed as error:
                confirming = Confirming(None, _unconfirmed(error))
            else:
                confirming = Confirming(confirmation, self._unasked())
            yield confirming

    def _unasked(self) -> Confirmed:
        if self.engine is Engine.NATIVE:
            return Confirmed(None, why_not="--engine native")
        if self.orm is None:
            return Confirmed(None, why_not="no drizzle-orm was found" if find_node() else "there is no node")
        if self.engine is Engine.DRIZZLE:
            return Confirmed(self.orm.version, package=self.orm.name, applied=True)
        return Confirmed(None, why_not=f"drizzle-orm {self.orm.version} reads no journal")


def choose(engine: Engine, root: Path) -> EngineChoice:
    """Look for what the engine needs. Raises EngineFailed when drizzle-orm is asked for and not there."""
    orm = None if engine is Engine.NATIVE else find_drizzle_orm(root)
    if orm is None and engine is Engine.DRIZZLE:
        raise EngineFailed(
            "--engine drizzle: "
            + (f"there is no drizzle-orm in node_modules from {root} upwards." if find_node() else "there is no node."),
            hint="npm install drizzle-orm, or use --engine native.",
        )
    return EngineChoice(engine, orm)


def _disagreeing(
    entries: Sequence[Entry], seen: Sequence[OrmMigration], captured: Sequence[CapturedRow]
) -> tuple[str, ...]:
    """The tags whose row it would not store as the database did; also those that it gave none for."""
    stored = {(row.created_at, row.hash) for row in captured}
    rows = [(one.when, one.hash) for one in seen]
    return tuple(entry.tag for entry, row in zip_longest(entries, rows[: len(entries)]) if row not in stored)
