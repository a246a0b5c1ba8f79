"""The values of a squash: the request, the plan and the result."""

from dataclasses import field
from pathlib import Path
from typing import ClassVar

from journal.connect.target import NOWHERE, Target
from journal.dataclass import dataclass
from journal.folder.entries import Entry
from journal.handback.checklist import Item, ItemVerdict, worst
from journal.project.project import Result
from journal.project.settings import Settings
from journal.rebuild.database import Recipe
from journal.squash.archive import OldFiles
from journal.squash.line import LivePosition


@dataclass(frozen=True)
class SquashRequest:
    """The options of a squash. `words`: other options that a command to paste has to repeat.

    `without_rows`: patterns of tables whose rows are left out. `archive`: the folder for the old files, None where git
    keeps them.
    """

    to: str | None = None
    without_rows: tuple[str, ...] = ()
    archive: Path | None = None
    dry_run: bool = False
    recipe: Recipe = field(default_factory=Recipe)
    words: tuple[str, ...] = ()

    def command(self, settings: Settings, to: str, *words: str) -> str:
        """Return the command line of this squash with these words added."""
        left_out = [word for pattern in self.without_rows for word in ("--without-rows", pattern)]
        archived = ["--archive", str(self.archive)] if self.archive else []
        return settings.command("squash", "--to", to, *left_out, *archived, *self.words, *words)


@dataclass(frozen=True)
class RowCount:
    """The rows that the old files insert into a table: their number and hash; no hash where they are left out."""

    table: str
    count: int
    sha256: str


@dataclass(frozen=True)
class SquashedFile:
    """The new file of the entry. `kept`: how many of its `statements` are those of the old files."""

    sql: str
    statements: int
    kept: int
    rows: tuple[RowCount, ...] = ()


@dataclass(frozen=True)
class Squashed(Result):
    """The result. `entry` is the last one that is squashed; `gone` are those before it, whose files go.

    `files`: paths relative to the migrations folder that are written or removed, or would be. `journal`: its text
    before and after; empty for a folder of 1.0. `file` is None where the work stopped before it was made.
    """

    document: ClassVar[str] = "squash.squash_json"

    settings: Settings
    request: SquashRequest
    entry: Entry
    gone: tuple[Entry, ...]
    items: tuple[Item, ...] = ()
    file: SquashedFile | None = None
    files: tuple[str, ...] = ()
    journal: tuple[str, str] = ("", "")
    positions: tuple[LivePosition, ...] = ()
    archive: OldFiles | None = None
    written: bool = False
    target: Target = field(default=NOWHERE, kw_only=True)

    @property
    def passed(self) -> bool:
        """Tell whether nothing is a no-go, and all is proved."""
        return self.verdict not in {ItemVerdict.NO_GO, ItemVerdict.UNKNOWN}

    @property
    def verdict(self) -> ItemVerdict:
        """Return the worst verdict of all items."""
        return worst(self.items)

    def command(self, *words: str) -> str:
        """Return the command line of this squash with these words added."""
        return self.request.command(self.settings, self.entry.tag, *words)
