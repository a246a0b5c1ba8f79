"""Who replays and who confirms: the choice of --engine, and what the project's drizzle-orm has to say."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from shutil import which

from journal.drizzle.bridge import Seen, confirming
from journal.drizzle.find import DrizzleOrm, find_drizzle_orm
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

    `disagreeing` are the tags for which it would store another row than the database did.
    """

    version: str | None
    disagreeing: tuple[str, ...] = ()
    why_not: str = ""


Confirm = Callable[[Sequence[CapturedRow]], Confirmed]


@dataclass(frozen=True)
class Choice:
    """The engine asked for, and the drizzle-orm that was found for it."""

    engine: Engine
    orm: DrizzleOrm | None

    @property
    def replays_by(self) -> DrizzleOrm | None:
        """The drizzle-orm that is to apply the migrations; None when we do."""
        return self.orm if self.engine is Engine.DRIZZLE else None

    @contextmanager
    def confirming(self, journal: Journal, migrations: Mapping[str, Migration]) -> Iterator[Confirm]:
        """Set drizzle-orm to work beside the replay where it is to confirm; yields how to ask for the result."""
        if self.engine is not Engine.AUTO or self.orm is None or not self.orm.reads_journals:
            said = self._unasked()
            yield lambda captured: said
            return
        version = self.orm.version
        with confirming(self.orm, journal, migrations) as confirmation:

            def confirm(captured: Sequence[CapturedRow]) -> Confirmed:
                try:
                    seen = confirmation.wait()
                except EngineFailed as error:  # it was not asked for by name, so it need not work
                    return Confirmed(None, why_not=error.message.rstrip("."))
                return Confirmed(version, _disagreeing(journal.entries, seen, captured))

            yield confirm

    def _unasked(self) -> Confirmed:
        if self.engine is Engine.NATIVE:
            return Confirmed(None, why_not="--engine native")
        if self.orm is None:
            return Confirmed(None, why_not="no drizzle-orm was found" if which("node") else "there is no node")
        if self.engine is Engine.DRIZZLE:
            return Confirmed(self.orm.version)
        return Confirmed(None, why_not=f"drizzle-orm {self.orm.version} reads no journal")


def choose(engine: Engine, root: Path) -> Choice:
    """Look for what the engine needs. Raises EngineFailed when drizzle-orm is asked for and not there."""
    orm = None if engine is Engine.NATIVE else find_drizzle_orm(root)
    if orm is None and engine is Engine.DRIZZLE:
        raise EngineFailed(
            "--engine drizzle: "
            + (
                f"there is no drizzle-orm in node_modules from {root} upwards."
                if which("node")
                else "there is no node."
            ),
            hint="npm install drizzle-orm, or use --engine native.",
        )
    return Choice(engine, orm)


def _disagreeing(entries: Sequence[Entry], seen: Sequence[Seen], captured: Sequence[CapturedRow]) -> tuple[str, ...]:
    stored = {(row.created_at, row.hash) for row in captured}
    return tuple(entry.tag for entry, one in zip(entries, seen, strict=True) if (one.when, one.hash) not in stored)
