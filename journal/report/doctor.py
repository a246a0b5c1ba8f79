"""Text and JSON of `drizzle-journal doctor`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from journal.diagnosis.database import NONE_NAMED
from journal.diagnosis.health import Diagnosis, DoctorFinding, Health, ProjectHealth
from journal.errors import Severity
from journal.escape import cut, joined
from journal.report.parts import counted, relative

_NOT_CHECKED = {
    "no-project": "No project was found.",
    **dict.fromkeys(
        ("other-dialect", "drizzle-1", "prisma"), "Not checked: this is not a project of drizzle 0.x for PostgreSQL."
    ),
}
_HEALTHY = {
    (True, True): "Healthy: nothing is wrong in the files and the database.",
    (False, True): "Nothing is wrong in the files. The database was not looked at.",
    (False, False): "Nothing is wrong in the files. No database is named.",
}
"""By whether the database was looked at, and whether one is named."""
_SHOWN = 8
"""Troubles of one project that are listed; the others are counted."""


def doctor_text(diagnosis: Diagnosis) -> str:
    """Return the verdict, the facts, what is wrong in order of harm, and the next command, for each project."""
    several = len(diagnosis.projects) > 1
    lines: list[str] = []
    if several:
        lines += [f"{counted(len(diagnosis.projects), 'project')} below {diagnosis.start}", ""]
    for project in diagnosis.projects:
        lines += [*_project_lines(project, relative(project.root, diagnosis.start) if several else ""), ""]
    for trouble in diagnosis.shared:
        lines += [*trouble_lines(trouble, diagnosis.start), ""]
    return joined(lines[:-1])


def _project_lines(project: ProjectHealth, name: str) -> Iterator[str]:
    yield f"{name}: {verdict(project)}" if name else verdict(project)
    width = max((len(fact) for fact, _ in project.facts), default=0)
    yield from (f"  {fact:<{width}}  {cut(text)}" for fact, text in project.facts)
    for trouble in project.troubles[:_SHOWN]:
        yield from trouble_lines(trouble, project.root)
    if len(project.troubles) > _SHOWN:
        yield f"… and {counted(len(project.troubles) - _SHOWN, 'further rule')} with findings."
    yield from steps(project)


def trouble_words(trouble: DoctorFinding, root: Path | None = None) -> str:
    """Return the place, unless the message begins with it, the message, and how many more there are."""
    more = f" (and {trouble.more} more)" if trouble.more else ""
    message = trouble.message.replace(f"{root}/", "") if root else trouble.message
    is_said = not trouble.place or message.startswith(trouble.place.partition(":")[0])
    return f"{'' if is_said else f'{trouble.place}: '}{cut(message)}{more}"


def trouble_lines(trouble: DoctorFinding, root: Path | None = None) -> Iterator[str]:
    """Yield what is wrong, and why that does harm."""
    yield f"{trouble.severity}[{trouble.code}] {trouble_words(trouble, root)}"
    if trouble.why:
        yield f"  {cut(trouble.why)}"


def steps(project: ProjectHealth) -> Iterator[str]:
    """Yield what was not looked at, and the next commands."""
    yield from (sentence for sentence in project.unchecked if not (project.next and sentence.endswith(project.next)))
    if project.next:
        yield f"Next: {project.next}"
    if project.then:
        yield f"Then: {project.then}"


def verdict(project: ProjectHealth) -> str:
    """Return one sentence."""
    if project.health is Health.HEALTHY:
        return _HEALTHY[project.looked, dict(project.facts).get("database") != NONE_NAMED]
    if project.health is Health.UNKNOWN:
        known = _NOT_CHECKED.get(project.troubles[0].code if project.troubles else "")
        return known or ("Not checked completely." if "journal" in dict(project.facts) else "Not checked.")
    numbers = {
        severity: sum(1 + one.more for one in project.troubles if one.severity is severity)
        for severity in reversed(Severity)
    }
    return f"Something to do: {', '.join(counted(many, kind.value) for kind, many in numbers.items() if many)}."


def doctor_json(diagnosis: Diagnosis) -> dict[str, Any]:
    """Return the JSON document."""
    return {
        "status": {Health.HEALTHY: "ok", Health.SOMETHING_TO_DO: "no", Health.UNKNOWN: "unknown"}[diagnosis.health],
        "start": str(diagnosis.start),
        "projects": [_project_json(one) for one in diagnosis.projects],
        "shared_ledgers": [_trouble_json(one) for one in diagnosis.shared],
    }


def _project_json(project: ProjectHealth) -> dict[str, Any]:
    return {
        "root": str(project.root),
        "health": project.health.name.lower().replace("_", "-"),
        "facts": dict(project.facts),
        "troubles": [_trouble_json(one) for one in project.troubles],
        "not_checked": list(project.unchecked),
        "next": project.next,
        "then": project.then,
    }


def _trouble_json(trouble: DoctorFinding) -> dict[str, Any]:
    return {
        "code": trouble.code,
        "severity": trouble.severity.value,
        "message": trouble.message,
        "why": trouble.why,
        "place": trouble.place,
        "more": trouble.more,
    }
