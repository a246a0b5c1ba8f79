"""The options and the result of `snapshot`, in the layouts of drizzle 0.x and 1.0."""

from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from journal.dataclass import dataclass
from journal.errors import Note
from journal.folder.read import Folder
from journal.project.project import Result
from journal.rebuild.database import Rebuilt, Recipe
from journal.snapshot.chain import Chain
from journal.snapshot.graph import Graph
from journal.verbs.snapshot_contents import Contents, KitAnswer

if TYPE_CHECKING:
    from journal.catalog.values import Schema
    from journal.project.settings import Ledger
    from journal.snapshot.follow import Following
    from journal.snapshot.write import Writer

NOT_ASKED = "drizzle-kit was not asked"


@dataclass(frozen=True)
class SnapshotsRequest:
    """The options of `snapshot`. Replaced files are kept as .bak.

    `replace`: rewrite existing snapshots that do not fit the chain; `rebuild_all`: rewrite all of them.
    `actual_state`: write what the database has, also where drizzle-kit's model differs from it. `compare`: compare the
    present snapshots with the replay. `judged`: ask the project's drizzle-kit before anything is written.
    `complete`, of 1.0: write what the entries make, also what `schema.ts` has not and `generate` would drop. `root`, of
    1.0: where drizzle-kit runs, if not in the project's folder.
    """

    replace: bool = False
    rebuild_all: bool = False
    dry_run: bool = False
    recipe: Recipe = field(default_factory=Recipe)
    actual_state: bool = False
    compare: bool = True
    judged: bool = False
    complete: bool = False
    root: Path | None = None


@dataclass(frozen=True)
class Snapshots(Result):
    """The result. `rebuilt` is None where nothing was replayed.

    `contents`: how the present snapshots differ from the replay. `answer`: that of drizzle-kit about the folder as it
    would be; `refused`: it was content with the folder as it is, and would not be then, so nothing was written.
    """

    document: ClassVar[str] = "snapshot.snapshot_json"

    folder: Folder
    chain: Chain | Graph
    rebuilt: Rebuilt | None
    written: bool = False
    contents: Contents = field(default_factory=Contents)
    answer: KitAnswer | None = None
    rebuilds: bool = False
    refused: bool = False
    deviations: tuple[Note, ...] = ()
    """Where drizzle-kit's model differs from the database after the last entry."""

    @property
    def passed(self) -> bool:
        """Whether every entry has a snapshot of its schema now, or would have, in one straight chain."""
        found = self.contents
        is_wrong = bool(found.wrong and not self.rebuilds) or bool(found.undecided or found.unmade)
        return not (self.chain.misfits or is_wrong or self.refused)


def start_rendering(ledger: "Ledger", before: "Schema", *, actual_state: bool) -> "tuple[Following, Writer]":
    """Return what renders and writes snapshots. The import takes as long as the server's start, so both run at once."""
    import postgast  # noqa: F401 - needed with the first text

    from journal.snapshot.follow import Following
    from journal.snapshot.write import Writer

    return Following(ledger, before, actual_state=actual_state), Writer()
