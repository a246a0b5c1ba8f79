"""Find projects of one repository that record in the same ledger of the same database, without touching it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from journal.connect.find import find_target
from journal.connect.rivals import same_database
from journal.connect.target import Target
from journal.diagnosis.health import DoctorFinding
from journal.errors import JournalError, Severity
from journal.project.discovery import FoundProject
from journal.project.project import Project
from journal.project.settings import Ledger

WHY = (
    "Drizzle 0.x applies only entries whose `when` is above the newest row. So each project hides entries of the other."
)


def shared_ledgers(found: Sequence[FoundProject]) -> Iterator[DoctorFinding]:
    """Yield a trouble for each two projects whose database and ledger are the same; one that names none is skipped."""
    known = [(one, place) for one in found if (place := _place_of(one))]
    for (one, (database, ledger)), (other, (second, table)) in combinations(known, 2):
        if ledger == table and same_database(database, second):
            message = (
                f"{one.migrations} and {other.migrations} record in the same ledger, {ledger.schema}.{ledger.table} of "
                f"{database.shown}. Give one of them its own `migrations.table` in drizzle.config. Then move its rows. "
                f"This command shows how: {_repair(one, database)}"
            )
            yield DoctorFinding("shared-ledger", Severity.WARNING, message, WHY)


def _repair(found: FoundProject, database: Target) -> str:
    """Return the command that shows which rows belong to which project."""
    settings = Project.find(found.root, **found.options).settings
    return replace(settings, env_var=database.variable or None).command("repair", "--dry-run")


def _place_of(found: FoundProject) -> tuple[Target, Ledger] | None:
    try:
        settings = Project.find(found.root, **found.options).settings
        return find_target(settings), settings.ledger
    except JournalError:
        return None
