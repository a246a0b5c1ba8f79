"""What a rehearsal finds, as values. How it is told is `journal/report/rehearse.py`'s."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

from journal.catalog.difference import Difference
from journal.errors import Place, Severity
from journal.folder.read import Folder
from journal.replay.explain import Explanation
from journal.result import Result


class Rehearsal(StrEnum):
    """What is tried, in the order of the report."""

    WAYS = "ways"
    TWICE = "twice"
    DOWN = "down"
    ROWS = "rows"
    UPGRADE = "upgrade"


@dataclass(frozen=True)
class RehearsalFinding:
    """One thing that was found. `help` is the smallest change that mends it; `sqlstate` PostgreSQL's, where it refused.

    `differences`: what of a schema is not as it should be.
    ERROR is a fault. WARNING is a note, which counts when asked to. INFO is for the record: nothing is wrong.
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
    """The result. `tried` counts what each rehearsal tried, `left_out` says why one was not held.

    `seconds`: how long each took.
    """

    document: ClassVar[str] = "rehearse.rehearse_json"

    folder: Folder
    server_version: str
    found: tuple[RehearsalFinding, ...]
    tried: Mapping[Rehearsal, int]
    left_out: Mapping[Rehearsal, str] = field(default_factory=dict)
    seconds: Mapping[Rehearsal, float] = field(default_factory=dict)
    strict: bool = False

    @property
    def passed(self) -> bool:
        """Tell whether there is no error, and with `strict` no warning either."""
        counts = {Severity.ERROR, Severity.WARNING} if self.strict else {Severity.ERROR}
        return not any(one.severity in counts for one in self.found)


def refused(failed: Explanation) -> str:
    """What PostgreSQL said, in one line, with the SQLSTATE."""
    return f"{' '.join(failed.refusal.message.split())} [{failed.refusal.sqlstate or 'no SQLSTATE'}]"


def refuses_itself(failed: Explanation) -> bool:
    """Whether a block of the file itself raised it: a check that somebody wrote, not something overlooked."""
    where = failed.refusal.context.partition("\n")[0]
    return "inline_code_block" in where and where.endswith(" at RAISE")
