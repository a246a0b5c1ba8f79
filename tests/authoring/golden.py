"""The golden cases: a state before, a forward file, and the down file that is to come of it."""

import re
from dataclasses import dataclass
from pathlib import Path

import psycopg

from journal.authoring.down import Derived, derive, down_text
from journal.authoring.stepping import RoundTrip, proved, stepped
from journal.folder.migrations import Migration
from journal.folder.names import Kind
from journal.sql.parsed import Parsed, ParsedPiece


@dataclass(frozen=True)
class Case:
    """A folder with before.sql and up.sql, whose first line may say what version it needs: `-- needs: 16`."""

    path: Path

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def needs(self) -> str:
        first = (self.path / "before.sql").read_text().partition("\n")[0]
        return first if re.match("-- needs: ", first) else "-- needs: 14"


CASES = [Case(path) for path in sorted((Path(__file__).parent / "cases").iterdir()) if path.is_dir()]


@dataclass(frozen=True)
class Outcome:
    """What came of a case."""

    text: str
    derived: Derived
    proof: RoundTrip


def statements_of(path: Path) -> tuple[Migration, list[Parsed]]:
    migration = Migration(f"0001_{path.parent.name}", Kind.FORWARD, path, path.read_bytes())
    return migration, [one for piece in migration.pieces for one in ParsedPiece(piece).statements]


def worked_out(case: Case, database: str) -> Outcome:
    """Before, up, and what is derived; then down and up again."""
    migration, statements = statements_of(case.path / "up.sql")
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute((case.path / "before.sql").read_bytes())
        states = stepped(connection, migration, statements)
        derived = derive(statements, states)
        text = down_text(derived, f"{migration.tag}.sql", name=f"0001_down_{case.name}.sql")
        return Outcome(text, derived, proved(connection, derived, statements, states))


def without_replay(case: Case) -> Derived:
    """The same by the text of the forward file alone."""
    return derive(statements_of(case.path / "up.sql")[1])
