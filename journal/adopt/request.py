"""The values of an adoption: the request, and the result."""

from dataclasses import field
from typing import ClassVar

from journal.adopt.files import AdoptedEntry
from journal.connect.target import NOWHERE, Target
from journal.dataclass import dataclass
from journal.handback.checklist import Item, ItemVerdict, worst
from journal.handback.request import Landing
from journal.project.project import Result
from journal.project.settings import Settings
from journal.rebuild.database import Recipe


@dataclass(frozen=True)
class AdoptRequest:
    """How to adopt. `ignore`: patterns of objects that are not compared. `words`: of the command, to type it again."""

    recipe: Recipe = field(default_factory=Recipe)
    ignore: tuple[str, ...] = ()
    dry_run: bool = False
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Adopted(Result):
    """The result. `source`: what was adopted, in words; `entries`: what it becomes, in order.

    `files`: paths below the migrations folder that were written or removed, or would be. `landing`: the rows for the
    ledger of the live database, None where none was named.
    """

    document: ClassVar[str] = "adopt.adopt_json"

    settings: Settings
    request: AdoptRequest
    source: str
    entries: tuple[AdoptedEntry, ...]
    items: tuple[Item, ...]
    files: tuple[str, ...] = ()
    landing: Landing | None = None
    is_version_1: bool = False
    written: bool = False
    target: Target = field(default=NOWHERE, kw_only=True)

    @property
    def verdict(self) -> ItemVerdict:
        """Return the worst verdict of the items."""
        return worst(self.items)

    @property
    def passed(self) -> bool:
        """Tell whether no item is a no-go."""
        return self.verdict is not ItemVerdict.NO_GO

    @property
    def rows(self) -> tuple[str, ...]:
        """Return the tags of the rows for Drizzle's ledger."""
        return self.landing.plan.tags if self.landing else ()

    @property
    def writes(self) -> bool:
        """Tell whether there is a file or a row to write."""
        return bool(self.files or self.rows)

    def command(self, *words: str) -> str:
        """Return the command line of this adoption with these words added."""
        return self.settings.command("adopt", *self.request.words, *words)
