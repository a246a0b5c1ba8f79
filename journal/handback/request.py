"""The values of a handback: the request, the live database, and the result."""

from collections.abc import Mapping
from dataclasses import field, replace
from pathlib import Path
from typing import ClassVar

from journal.connect.target import NOWHERE, Target
from journal.connect.timeouts import LEDGER_LOCK_TIMEOUT
from journal.dataclass import dataclass
from journal.handback.checklist import Item, ItemVerdict, worst
from journal.handback.complete import Bridge
from journal.handback.numbering import Renumbering
from journal.ledger.naming import NOTHING_NAMED, Naming
from journal.ledger.read import LiveLedger
from journal.ledger.rehash import NOTHING_REHASHED, Rehash
from journal.ledger.scripts import LedgerScript
from journal.project.project import Result
from journal.project.settings import Settings
from journal.rebuild.database import Recipe
from journal.server.provider import Provider
from journal.verbs.bootstrap import Bootstrapped
from journal.verbs.locate import LiveState, LocateResult
from journal.verbs.stamp import StampResult


@dataclass(frozen=True)
class HandbackRequest:
    """The options of a handback.

    `fix`: choose of `replace`, `renumber`, `bridge` and `move_meta` what is needed.
    `replace`: fix snapshots that do not fit; `rebuild_all`: rebuild all of them. `renumber`: tags become `0000_name`.
    `bridge`: rename what differs only by name, in a migration of its own. `move_meta`: move the journal to where
    drizzle-kit looks for it. `v1`: a folder with drizzle-kit 1.0, for a rehearsal of the upgrade. `ignore`: patterns of
    objects to hide from drizzle-kit. `to`: the generation whose layout the folder gets, `1.0` or `0.x`, or None for the
    one that it has; `v0`: a folder with drizzle-kit 0.x, for the proof of `0.x`. `unproved`: write also without
    drizzle-kit's proof. `dry_run`: write nothing. `words`: other options that a command to paste has to repeat, such as
    those of the temporary server.
    """

    replace: bool = False
    rebuild_all: bool = False
    renumber: bool = False
    bridge: bool = False
    move_meta: bool = False
    ignore: tuple[str, ...] = ()
    v1: Path | None = None
    to: str | None = None
    v0: Path | None = None
    accept: frozenset[str] = frozenset()
    unproved: bool = False
    dry_run: bool = False
    recipe: Recipe = field(default_factory=Recipe)
    words: tuple[str, ...] = ()
    fix: bool = False

    @property
    def to_1(self) -> bool:
        """Tell whether the folder gets the layout of 1.0."""
        return self.to == "1.0"

    def command(self, settings: Settings, *words: str) -> str:
        """Return the command line of this handback with these words added."""
        flags = {
            "--replace": self.replace, "--renumber": self.renumber, "--bridge": self.bridge,
            "--move-meta": self.move_meta,
        }  # fmt: skip
        if self.fix or self.to_1:  # they choose these themselves
            words = (*["--fix"] * self.fix, *(word for word in words if word not in flags))
            flags = {}
        flags["--replace-all"] = self.rebuild_all
        chosen = [flag for flag, is_chosen in flags.items() if is_chosen and flag not in words]
        ignored = [
            word for pattern in self.ignore if pattern not in settings.ignore_objects for word in ("--ignore", pattern)
        ]
        return settings.command("handback", *chosen, *ignored, *self.words, *words)


@dataclass(frozen=True)
class Database:
    """A live database. `live`: its state as it was read; `provider`: temporary servers of its version."""

    target: Target
    live: LiveState
    provider: Provider
    lock_seconds: float = LEDGER_LOCK_TIMEOUT


@dataclass(frozen=True)
class LivePlan:
    """The plan for the live ledger. `to`: the last applied entry, None for none; `stamped`: a dry run up to it.

    `names`: the folders of 1.0 by tag, where the rows get their names, and `naming` what changes of the rows for that.
    """

    items: tuple[Item, ...]
    to: str | None = None
    stamped: StampResult | None = None
    located: LocateResult | None = None
    rehash: Rehash = NOTHING_REHASHED
    naming: Naming = NOTHING_NAMED
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def tags(self) -> tuple[str, ...]:
        """Return the tags of the new rows."""
        return self.stamped.plan.tags if self.stamped else ()

    @property
    def is_empty(self) -> bool:
        """Tell whether the live database is a new one, which has run nothing."""
        return self.to is None and all(item.verdict is ItemVerdict.GO for item in self.items)

    @property
    def ledger(self) -> LiveLedger | None:
        """Return the ledger with the new rows, or None where there is no plan to stamp."""
        if self.stamped is None:
            return None
        before, new = self.stamped.ledger, self.stamped.plan
        if not self.names:
            before = self.rehash.applied(before)
            return replace(before, exists=True, rows=(*before.rows, *new.rows))
        changed = {change.before: change.after or change.before for change in self.naming.rows}
        named = [replace(row, name=self.names.get(tag)) for tag, row in zip(new.tags, new.rows, strict=True)]
        rows = (*(changed.get(row, row) for row in before.rows), *named)
        return replace(before, exists=True, named=True, rows=rows, first=None)


@dataclass(frozen=True)
class Landing:
    """What is written to one database. `written`: it was; then `undo` takes it back, and `copies` are the old rows.

    `follows`: rows there get the new hash of a file that changes, so they follow its undo as well. `converts`: the
    columns of the ledger change, with the layout of the folder.
    """

    database: Database
    plan: LivePlan
    follows: bool = False
    converts: bool = False
    undo: LedgerScript | None = None
    copies: tuple[str, ...] = ()
    written: bool = False

    @property
    def rehash(self) -> Rehash:
        """Return the rows that get another hash."""
        return self.plan.rehash

    @property
    def is_due(self) -> bool:
        """Tell whether there is a row to write."""
        return bool(self.plan.tags or self.rehash.count or self.converts)


@dataclass(frozen=True)
class HandedBack(Result):
    """The result. `files`: paths relative to the migrations folder that were written, or would be.

    `landings`: the rows for the ledgers of the live databases. `folders`: those of 1.0 by the tag of their entry, with
    `to`. `saved`: the settings file that got options of the call.
    """

    document: ClassVar[str] = "handback.handback_json"

    settings: Settings
    request: HandbackRequest
    boot: Bootstrapped
    renumbering: Renumbering | None
    bridge: Bridge | None
    items: tuple[Item, ...]
    files: tuple[str, ...]
    landings: tuple[Landing, ...] = ()
    folders: Mapping[str, str] = field(default_factory=dict)
    saved: Path | None = field(default=None, kw_only=True)
    written: bool = False
    target: Target = field(default=NOWHERE, kw_only=True)

    @property
    def passed(self) -> bool:
        """Tell whether no item is a no-go, and all are proved unless `--unproved` was given."""
        forbidden = {ItemVerdict.NO_GO} if self.request.unproved else {ItemVerdict.NO_GO, ItemVerdict.UNKNOWN}
        return self.verdict not in forbidden

    @property
    def writes(self) -> bool:
        """Tell whether there is a file or a row to write."""
        return bool(self.files or self.due)

    @property
    def due(self) -> tuple[Landing, ...]:
        """Return the databases with rows to write."""
        return tuple(one for one in self.landings if one.is_due)

    def command(self, *words: str) -> str:
        """Return the command line of this handback with these words added."""
        return self.request.command(self.settings, *words)

    @property
    def verdict(self) -> ItemVerdict:
        """Return the worst verdict of the items."""
        return worst(self.items)
