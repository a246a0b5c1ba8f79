"""The cases of derivation: a state before, a forward file, and what its down file says and does."""

import re
from dataclasses import dataclass
from pathlib import Path

import psycopg

from journal.authoring.derive import derive
from journal.authoring.derive.values import Derived
from journal.authoring.file_text import down_text
from journal.authoring.round_trip import RoundTrip, round_trip, stepped
from journal.folder.file_names import Kind
from journal.folder.migrations import Migration
from journal.sql.parsed import Parsed, ParsedPiece


@dataclass(frozen=True)
class Case:
    """A folder with before.sql and up.sql, whose first line may name the version it needs: `-- needs: 16`.

    remarks.txt has what the down file's head says, where it says something; down.sql the whole text of an example.
    """

    path: Path

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def needs(self) -> str:
        first = (self.path / "before.sql").read_text().partition("\n")[0]
        return first if re.match("-- needs: ", first) else "-- needs: 14"

    @property
    def remarks(self) -> list[str]:
        path = self.path / "remarks.txt"
        return path.read_text().splitlines() if path.exists() else []


CASES = [Case(path) for path in sorted((Path(__file__).parent / "cases").iterdir()) if path.is_dir()]


@dataclass(frozen=True)
class Outcome:
    """The down file of a case, and its proof."""

    text: str
    derived: Derived
    proof: RoundTrip

    @property
    def remarks(self) -> list[str]:
        remarks = [f"{remark.fate.value}: {remark.text}" for remark in self.derived.whole.remarks]
        return sorted([*remarks, *(f"open: {text}" for text in self.derived.whole.todo)])


def statements_of(path: Path) -> tuple[Migration, list[Parsed]]:
    migration = Migration(f"0001_{path.parent.name}", Kind.FORWARD, path, path.read_bytes())
    return migration, [statement for piece in migration.pieces for statement in ParsedPiece(piece).statements]


def derived_of(case: Case, database: str, *, replay: bool = True) -> Outcome:
    """Run before.sql and up.sql, derive the down file, run it, and up.sql again."""
    migration, statements = statements_of(case.path / "up.sql")
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute((case.path / "before.sql").read_bytes())
        steps = stepped(connection, migration, statements)
        derived = derive(statements, steps if replay else None)
        text = down_text(derived, f"{migration.tag}.sql", name=f"0001_down_{case.name}.sql")
        return Outcome(text, derived, round_trip(connection, derived, statements, steps))
