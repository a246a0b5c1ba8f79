"""What a rehearsal finds, as values, with the line of the file that a finding is about."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import field
from enum import StrEnum
from typing import ClassVar

from journal.catalog.difference import Difference
from journal.dataclass import dataclass
from journal.errors import Place, Severity, place_at
from journal.folder.migrations import Migration
from journal.folder.read import Folder
from journal.project.project import Result
from journal.replay.explain import Explanation
from journal.sql.statements import Statement, statements


class Rehearsal(StrEnum):
    """The ways in which migrations are rehearsed, in the order of the report."""

    WAYS = "ways"
    TWICE = "twice"
    DOWN = "down"
    ROWS = "rows"
    UPGRADE = "upgrade"


@dataclass(frozen=True)
class RehearsalFinding:
    """One finding. `help`: the smallest change that fixes it; `sqlstate`: PostgreSQL's, where a statement failed.

    `differences`: of the schema from the expected one. A NOTE needs no change.
    """

    rehearsal: Rehearsal
    code: str
    tag: str
    place: Place
    message: str
    help: str = ""
    severity: Severity = Severity.ERROR
    sqlstate: str = ""
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True)
class RehearsalResult(Result):
    """All findings. `tried`: the number of files, `seconds`: the time, `skipped`: why it did not run, by rehearsal."""

    document: ClassVar[str] = "rehearse.rehearse_json"

    folder: Folder
    server_version: str
    found: tuple[RehearsalFinding, ...]
    tried: Mapping[Rehearsal, int]
    skipped: Mapping[Rehearsal, str] = field(default_factory=dict)
    seconds: Mapping[Rehearsal, float] = field(default_factory=dict)
    strict: bool = False

    @property
    def passed(self) -> bool:
        """Tell whether there is no error, and with `strict` no warning either."""
        counts = {Severity.ERROR, Severity.WARNING} if self.strict else {Severity.ERROR}
        return not any(finding.severity in counts for finding in self.found)


def refused(failed: Explanation) -> str:
    """Return PostgreSQL's message in one line, with the SQLSTATE."""
    return f"{' '.join(failed.refusal.message.split())} [{failed.refusal.sqlstate or 'no SQLSTATE'}]"


def refuses_itself(failed: Explanation) -> bool:
    """Tell whether a RAISE in a block of the file failed: a deliberate check, not an oversight."""
    where = failed.refusal.context.partition("\n")[0]
    return "inline_code_block" in where and where.endswith(" at RAISE")


_QUOTED = re.compile(r'"([^"]+)"')


def place_of(migration: Migration, explanation: Explanation) -> Place:
    """Return the place of the failed statement; for a failed COMMIT, of the statement with the names in the error."""
    if explanation.place.line:
        return explanation.place
    return place_naming(migration, _QUOTED.findall(explanation.refusal.message)[::-1])


def place_naming(migration: Migration, names: Sequence[str]) -> Place:
    """Return the place of the statement that best matches the names, of which the first matter most."""

    def score(statement: Statement) -> int:
        text = statement.text.lower()
        return sum(
            2**weight
            for weight, name in enumerate(reversed(names))
            if re.search(rf"\b{re.escape(name.lower())}\b", text)
        )

    found = statements(migration.text)
    if not found:
        return Place(migration.path, 1, 1)
    return place_at(migration.path, migration.text, max(found, key=score).offset)


def names_of(difference: Difference) -> list[str]:
    """Return the parts of the object's name, the innermost first."""
    words = re.sub(r"\(.*\)", "", difference.name).replace('"', "")
    return re.split(r"[.\s]", words)[::-1]
