"""The doctor: find the project, look at it without a server, and say what is wrong and what to do next."""

from pathlib import Path

from journal.diagnosis.examine import examine
from journal.diagnosis.health import Diagnosis, DoctorFinding, Health, ProjectHealth
from journal.diagnosis.shared_ledgers import shared_ledgers
from journal.errors import JournalError, SeveralProjects, Severity
from journal.project.discovery import FoundProject, all_projects, is_named, load_found, locate_project, one_search
from journal.project.files import real_path
from journal.project.project import Project


def doctor(
    path: str | Path = ".",
    *,
    migrations: str | Path | None = None,
    meta: str | Path | None = None,
    config: str | Path | None = None,
    url: str | None = None,
    env_var: str | None = None,
) -> Diagnosis:
    """Find the project, say what is wrong in order of harm, and name the next command.

    Without `url` and `env_var`, the database is named and not touched. At the root of a workspace, every project below
    is looked at. Raises nothing for a project that cannot be read: its health is then UNKNOWN.

    >>> journal.doctor(project.root).passed
    True
    """
    start = real_path(Path(path))
    below, named = one_search(), is_named(migrations, meta, config)
    several = [] if named else all_projects(start, below)
    if len(several) < 2:
        try:
            if named:
                project = Project.find(path, migrations=migrations, meta=meta, config=config)
            else:
                project = Project(load_found(start, locate_project(start, below)))
            return Diagnosis(start, (examine(project.settings, url, env_var),))
        except SeveralProjects as error:
            several = [one for one in error.found if isinstance(one, FoundProject)]
        except JournalError as error:
            return Diagnosis(start, (_unreadable(start, error),))
    return Diagnosis(
        start,
        tuple(_examined_place(one, url, env_var) for one in several),
        tuple(shared_ledgers([one for one in several if one.is_ours])),
    )


def _examined_place(found: FoundProject, url: str | None, env_var: str | None) -> ProjectHealth:
    """Examine one of several projects; its failure is its own."""
    try:
        return examine(Project.find(found.root, **found.options).settings, url, env_var)
    except JournalError as error:
        return _unreadable(found.root, error)


def _unreadable(root: Path, error: JournalError) -> ProjectHealth:
    trouble = DoctorFinding(error.code, Severity.ERROR, error.message, error.hint, str(error.place or ""))
    return ProjectHealth(root, Health.UNKNOWN, (), (trouble,))
