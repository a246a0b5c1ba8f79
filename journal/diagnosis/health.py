"""What the doctor found of a project: its health, the facts, what is wrong, and the next command."""

from enum import IntEnum
from pathlib import Path
from typing import ClassVar

from journal.dataclass import dataclass
from journal.errors import Severity
from journal.project.project import Result
from journal.project.settings import Settings


class Health(IntEnum):
    """How a project is; the value is the exit code. UNKNOWN: there is no project, or it was not looked at."""

    HEALTHY = 0
    SOMETHING_TO_DO = 1
    UNKNOWN = 2


@dataclass(frozen=True)
class DoctorFinding:
    """One thing that is wrong: the first finding of a rule, why it harms, and how many further findings there are."""

    code: str
    severity: Severity
    message: str
    why: str = ""
    place: str = ""
    more: int = 0


@dataclass(frozen=True)
class ProjectHealth:
    """One project. `facts` are what was looked at, by name; `troubles` are in order of harm.

    `next` is a command that works as printed, in the working directory; empty where nothing is to do or no command
    helps. `then` says what follows it. `unchecked` are sentences on what was not looked at. `looked`: its database was
    looked at.
    """

    root: Path
    health: Health
    facts: tuple[tuple[str, str], ...]
    troubles: tuple[DoctorFinding, ...] = ()
    next: str = ""
    then: str = ""
    unchecked: tuple[str, ...] = ()
    settings: Settings | None = None
    looked: bool = False


@dataclass(frozen=True)
class Diagnosis(Result):
    """What the doctor found below `start`: each project, and what several of them have in common."""

    document: ClassVar[str] = "doctor.doctor_json"

    start: Path
    projects: tuple[ProjectHealth, ...]
    shared: tuple[DoctorFinding, ...] = ()

    @property
    def health(self) -> Health:
        """Return the worst health of a project."""
        own = Health.SOMETHING_TO_DO if self.shared else Health.HEALTHY
        return max([own, *(one.health for one in self.projects)])

    @property
    def passed(self) -> bool:
        """Tell whether every project was looked at, and is healthy."""
        return self.health is Health.HEALTHY
