"""Look at one project: its folder, journal, packages, config and rules; its database only where one is named."""

import os
from dataclasses import replace

from journal.diagnosis.database import DatabaseLook, look_at_database, name_database
from journal.diagnosis.facts import (
    files_words,
    folder_words,
    journal_words,
    packages_words,
    place_words,
    project_fact,
    shown,
    unchecked_edits,
)
from journal.diagnosis.health import DoctorFinding, Health, ProjectHealth
from journal.diagnosis.next_step import generate_step, step_of
from journal.diagnosis.troubles import harm, troubles_of_check
from journal.errors import JournalError, Severity
from journal.folder.oddities import out_of_config
from journal.project.discovery import usual_places
from journal.project.layout import Layout, layout_of
from journal.project.settings import Settings
from journal.verbs.check import CheckRequest, CheckResult, lint

_OTHER_DIALECTS = ("mysql", "sqlite", "singlestore", "turso", "gel", "mssql", "cockroach", "cockroachdb")


def examine(settings: Settings, url: str | None = None, env_var: str | None = None) -> ProjectHealth:
    """Return the health of a project. Only with `url` or `env_var` is its database looked at."""
    layout, other = layout_of(settings.migrations), settings.for_other_dialect
    facts = [project_fact(settings), ("folder", folder_words(settings, layout))]
    if other and layout in (Layout.NONE, Layout.DRIZZLE_1):
        return _of_another_tool(settings, facts[:1], DoctorFinding("other-dialect", Severity.ERROR, other))
    if layout is Layout.PRISMA:
        return _of_another_tool(settings, facts, _of_prisma(settings))
    if layout is Layout.NONE and not os.path.lexists(settings.meta / "_journal.json"):
        return _without_migrations(settings, facts)
    return _examine_folder(settings, facts, url, env_var)


def _examine_folder(
    settings: Settings, facts: list[tuple[str, str]], url: str | None, env_var: str | None
) -> ProjectHealth:
    try:
        checked = lint(settings, CheckRequest(squawk=False))
    except JournalError as error:
        trouble = DoctorFinding(
            error.code, Severity.ERROR, error.message, error.hint, place_words(error.place, settings)
        )
        return ProjectHealth(settings.root, Health.UNKNOWN, tuple(facts), (trouble,), settings=settings)
    if not checked.subject.folder.forwards and not checked.subject.raw.items and not checked.subject.raw.broken:
        return _without_migrations(settings, facts)
    live = _live(checked, url, env_var)
    facts[1] = ("folder", files_words(checked))
    name = "lock" if checked.subject.folder.is_version_1 else "journal"
    facts += [(name, journal_words(checked)), ("packages", packages_words(settings.root)), ("database", live.fact)]
    dialect = str(checked.subject.raw.value.get("dialect", "")).lower()
    if dialect in _OTHER_DIALECTS:
        message = f"The journal is one for {dialect}; drizzle-journal is for PostgreSQL only."
        return _of_another_tool(settings, facts, DoctorFinding("other-dialect", Severity.ERROR, message))
    troubles = troubles_of_check(checked)
    codes = {one.code for one in troubles}
    troubles = sorted([*troubles, *(one for one in live.troubles if one.code not in codes)], key=harm)
    found = Health.SOMETHING_TO_DO if troubles else Health.HEALTHY
    health = Health.UNKNOWN if live.failed else found
    step, then = step_of(checked, troubles, live.next, live.look_step)
    unchecked = tuple(filter(None, (unchecked_edits(checked.subject), live.unchecked)))
    return ProjectHealth(
        settings.root, health, tuple(facts), tuple(troubles), step, then, unchecked, settings, live.looked
    )


def _live(checked: CheckResult, url: str | None, env_var: str | None) -> DatabaseLook:
    """Name the database, or look at it where that is asked for and the journal can be read."""
    settings = checked.subject.settings
    if not (url or env_var):
        return name_database(settings)
    if checked.subject.raw.broken:
        return DatabaseLook("not looked at, because the journal cannot be read", failed=True)
    return look_at_database(settings, url, env_var)


def _without_migrations(settings: Settings, facts: list[tuple[str, str]]) -> ProjectHealth:
    """Return the health of a project without migrations: none yet, or somewhere else, or no project at all."""
    folder = shown(settings.migrations, settings)
    places = usual_places(settings.root)
    others = [place for place in places if place.is_ours]
    if places and not others:
        named = replace(settings, migrations=places[0].migrations)
        return _of_another_tool(settings, facts[:1], _of_prisma(named))
    if others:
        flags = others[0].flags(settings.root)
        found = shown(others[0].migrations, settings)
        message = f"There is no migration in {folder}, where they are looked for. {found} has SQL files."
        trouble = DoctorFinding("folder-elsewhere", Severity.ERROR, message)
        step = settings.command("doctor", *flags)
        then = out_of_config(settings, others[0].migrations) if settings.config else ""
        return ProjectHealth(
            settings.root, Health.SOMETHING_TO_DO, tuple(facts), (trouble,), step, then, settings=settings
        )
    if settings.config is None:
        facts.append(("packages", packages_words(settings.root)))
        why = "Change to the folder of the project, or name it: --project DIR, or --migrations DIR."
        message = f"There is no project here: no drizzle.config, and no migrations in {folder} or the usual folders."
        trouble = DoctorFinding("no-project", Severity.ERROR, message, why)
        return ProjectHealth(settings.root, Health.UNKNOWN, tuple(facts), (trouble,), settings=settings)
    live = name_database(settings)
    facts += [("packages", packages_words(settings.root)), ("database", live.fact)]
    message = f"There is no migration in {folder} yet. A project that used `drizzle-kit push` so far has none."
    why = "push keeps no history, so no other database can be brought to this state step by step."
    step, then = generate_step(settings)
    trouble = DoctorFinding("no-migrations", Severity.WARNING, message, why)
    return ProjectHealth(settings.root, Health.SOMETHING_TO_DO, tuple(facts), (trouble,), step, then, settings=settings)


def _of_another_tool(settings: Settings, facts: list[tuple[str, str]], trouble: DoctorFinding) -> ProjectHealth:
    return ProjectHealth(settings.root, Health.UNKNOWN, tuple(facts), (trouble,), settings=settings)


def _of_prisma(settings: Settings) -> DoctorFinding:
    message = f"{shown(settings.migrations, settings)} is in the layout of Prisma, which is not Drizzle's."
    return DoctorFinding("prisma", Severity.ERROR, message)
