"""Values of a handback: what is asked, of which live database, and what came of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from journal.connect.target import NOWHERE, Target
from journal.handback.folder.renumber import Renumbering
from journal.handback.item import Item, ItemVerdict
from journal.handback.live import Landing
from journal.ledger.lock import LEDGER_LOCK_TIMEOUT
from journal.project.settings import Settings
from journal.rebuild.database import Recipe
from journal.rebuild.drift import Prove
from journal.result import Result
from journal.verbs.bootstrap import Bootstrapped
from journal.verbs.locate import LiveState
from journal.verbs.stamp import StampResult


@dataclass(frozen=True)
class HandbackRequest:
    """What is asked.

    `replace`: put snapshots right that do not fit; `anew`: rebuild all of them. `renumber`: tags `0000_name`. `bridge`:
    rename what differs by name alone, in a migration of its own. `move_meta`: the journal goes where drizzle-kit looks.
    `v1`: a folder with drizzle-kit 1.0, whose upgrade is rehearsed. `ignore`: patterns of what drizzle-kit is not to
    know. `unproved`: write without drizzle-kit's proof. `words`: what else was typed and has to be typed again with
    any other flag, such as what the temporary server needs.
    """

    replace: bool = False
    anew: bool = False
    renumber: bool = False
    bridge: bool = False
    move_meta: bool = False
    ignore: tuple[str, ...] = ()
    v1: Path | None = None
    accept: frozenset[str] = frozenset()
    unproved: bool = False
    apply: bool = False
    recipe: Recipe = field(default_factory=Recipe)
    words: tuple[str, ...] = ()

    def command(self, settings: Settings, *words: str) -> str:
        """How to type the same handback once more, with these words added."""
        flags = {
            "--replace": self.replace, "--replace-all": self.anew, "--renumber": self.renumber,
            "--bridge": self.bridge, "--move-meta": self.move_meta,
        }  # fmt: skip
        said = [flag for flag, is_said in flags.items() if is_said and flag not in words]
        ignored = [word for one in self.ignore for word in ("--ignore", one)]
        return settings.command("handback", *said, *ignored, *self.words, *words)


@dataclass(frozen=True)
class Database:
    """A live database. `live`: as it was read; `prove`: that its schema is that of the entry it is stamped up to.

    `agree` is called before anything is written, there and here, and may raise.
    """

    target: Target
    live: LiveState
    prove: Prove
    agree: "Callable[[HandedBack], None]"
    lock_seconds: float = LEDGER_LOCK_TIMEOUT


@dataclass(frozen=True)
class HandedBack(Result):
    """The result. `files`: what is written or would be, relative to the migrations folder; `items`: go or no go.

    `bridge`: the tag and the text of the migration that renames, where one was asked for and needed. `landing`: where
    the live database is, `stamped` what was done there.
    """

    document: ClassVar[str] = "handback.handback_json"

    settings: Settings
    request: HandbackRequest
    boot: Bootstrapped
    renumbering: Renumbering | None
    bridge: tuple[str, str] | None
    items: tuple[Item, ...]
    files: tuple[str, ...]
    landing: Landing | None = None
    written: bool = False
    stamped: StampResult | None = None
    target: Target = field(default=NOWHERE, kw_only=True)

    @property
    def passed(self) -> bool:
        """Tell whether everything is go, or (`unproved`) nothing is no go."""
        may_be_unknown = self.verdict is ItemVerdict.UNKNOWN and self.request.unproved
        return may_be_unknown or self.verdict not in (ItemVerdict.NO_GO, ItemVerdict.UNKNOWN)

    def command(self, *words: str) -> str:
        """The same handback once more, with these words added."""
        return self.request.command(self.settings, *words)

    @property
    def verdict(self) -> ItemVerdict:
        """The worst of the items."""
        order = [ItemVerdict.NO_GO, ItemVerdict.UNKNOWN, ItemVerdict.SAID, ItemVerdict.GO]
        return min((one.verdict for one in self.items), key=order.index, default=ItemVerdict.GO)
