"""The values of a rebase: the request and the result."""

from collections.abc import Mapping
from dataclasses import field
from typing import ClassVar

from journal.connect.target import NOWHERE, Target
from journal.dataclass import dataclass
from journal.handback.checklist import Item, ItemVerdict, worst
from journal.handback.request import Landing
from journal.project.project import Result
from journal.project.settings import Settings
from journal.rebase.plan import RebasePlan
from journal.rebase.rows import MovedRows
from journal.rebuild.database import Recipe


@dataclass(frozen=True)
class RebaseRequest:
    """The options of a rebase. `words`: other options that a command to paste has to repeat.

    `ignore`: patterns of objects to hide from drizzle-kit. `unproved`: write also without drizzle-kit's proof.
    """

    onto: str
    ignore: tuple[str, ...] = ()
    check: bool = False
    dry_run: bool = False
    unproved: bool = False
    recipe: Recipe = field(default_factory=Recipe)
    words: tuple[str, ...] = ()

    def command(self, settings: Settings, *words: str) -> str:
        """Return the command line of this rebase with these words added."""
        own = [one for one in self.ignore if one not in settings.ignore_objects]
        ignored = [word for pattern in own for word in ("--ignore", pattern)]
        return settings.command("rebase", "--onto", self.onto, *ignored, *self.words, *words)


@dataclass(frozen=True)
class Rebased(Result):
    """The result. `files`: paths relative to the migrations folder that were written or removed, or would be.

    `journal`: its text before, as it is on disk, and after; empty for a folder of 1.0. `rows`: what changes in each
    ledger, by the database as it is shown.
    """

    document: ClassVar[str] = "rebase.rebase_json"

    settings: Settings
    request: RebaseRequest
    plan: RebasePlan
    items: tuple[Item, ...] = ()
    files: tuple[str, ...] = ()
    journal: tuple[str, str] = ("", "")
    landings: tuple[Landing, ...] = ()
    rows: Mapping[str, MovedRows] = field(default_factory=dict)
    written: bool = False
    target: Target = field(default=NOWHERE, kw_only=True)

    @property
    def passed(self) -> bool:
        """Tell whether nothing is a no-go, and all is proved unless `unproved`. With `check`: that none is needed."""
        if self.request.check:
            return not self.plan.is_needed
        forbidden = {ItemVerdict.NO_GO} if self.request.unproved else {ItemVerdict.NO_GO, ItemVerdict.UNKNOWN}
        return self.verdict not in forbidden

    @property
    def verdict(self) -> ItemVerdict:
        """Return the worst verdict of all items."""
        return worst(self.items)

    @property
    def due(self) -> tuple[Landing, ...]:
        """Return the databases with rows to write."""
        return tuple(one for one in self.landings if one.is_due)

    @property
    def writes(self) -> bool:
        """Tell whether there is a file or a row to write."""
        return bool(self.files or self.due)

    def command(self, *words: str) -> str:
        """Return the command line of this rebase with these words added."""
        return self.request.command(self.settings, *words)
