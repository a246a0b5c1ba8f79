"""The values of a baseline: the request, the files, the proof, and the result."""

from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from typing import ClassVar

from journal.baseline.dump_text import DumpDifference
from journal.baseline.dumper import DumpScope
from journal.catalog.difference import Difference, Weight
from journal.connect.target import NOWHERE, Target
from journal.dataclass import dataclass
from journal.errors import Note
from journal.folder.rewrite.many import WrittenFiles
from journal.project.project import Result
from journal.project.settings import Settings
from journal.verbs.stamp import StampResult

_NO_REASON = (Weight.SURROUNDINGS, Weight.ORDER)


@dataclass(frozen=True)
class BaselineProof:
    """How a replay of the baseline differs from its source: by the catalog, and by pg_dump; `rows`: that of the data.

    What a server adds, such as the version of an extension, is no difference of the schema; nor is another order of
    columns, which pg_dump changes where a child table inherits from one that got a column later.
    """

    server_version: str
    origin: str
    client_version: str
    differences: tuple[Difference, ...] = ()
    dump: tuple[DumpDifference, ...] = ()
    rows: tuple[DumpDifference, ...] = ()

    @property
    def real(self) -> tuple[Difference, ...]:
        """Return the differences of the schemas."""
        return tuple(one for one in self.differences if one.weight not in _NO_REASON)

    @property
    def surroundings(self) -> tuple[Difference, ...]:
        """Return those that depend on the server, or that no dump keeps."""
        return tuple(one for one in self.differences if one.weight in _NO_REASON)

    @property
    def holds(self) -> bool:
        """Tell whether both agree."""
        return not (self.real or self.dump or self.rows)


@dataclass(frozen=True)
class Baseline(Result):
    """The baseline: its SQL, the other files by their names in the migrations folder, and the proof.

    `source`: the database or the dump; `statements`: how many of each type of pg_dump. `moved`: how many statements
    come later than in the dump; `unchecked`: PostgreSQL does not check the bodies of functions meanwhile. `left_out`:
    what is in the dump and has no place in a migration. `schema_file`: where schema.ts goes; where that is None,
    `schema_why` says why. `stamp`: the row of the ledger is written, too; `row` is its plan.
    """

    document: ClassVar[str] = "baseline.baseline_json"

    settings: Settings
    tag: str
    source: str
    source_version: str
    scope: DumpScope
    sql: str
    files: Mapping[str, bytes]
    statements: Mapping[str, int]
    proof: BaselineProof
    moved: int = 0
    unchecked: bool = False
    left_out: tuple[str, ...] = ()
    is_version_1: bool = False
    lock_text: str = ""
    schema_text: str = ""
    schema_file: Path | None = None
    schema_why: str = ""
    notes: tuple[Note, ...] = ()
    stamp: bool = False
    row: StampResult | None = None
    target: Target = field(default=NOWHERE, kw_only=True)
    database: str = ""
    written: bool = False

    @property
    def server_version(self) -> str:
        """Return the version of the source's server, for the question before a write."""
        return self.source_version

    @property
    def passed(self) -> bool:
        """Tell whether a replay of the baseline equals its source."""
        return self.proof.holds


@dataclass(frozen=True)
class UndoneBaseline(Result):
    """What an undo removed; `files` is None where there was nothing to undo.

    `kept`: files beside the folder that have changed since and stay. `database`: where the row was removed.
    """

    document: ClassVar[str] = "baseline.undone_json"

    files: WrittenFiles | None
    removed: tuple[Path, ...] = ()
    kept: tuple[Path, ...] = ()
    database: str = ""

    @property
    def passed(self) -> bool:
        """Tell whether something was undone."""
        return self.files is not None
