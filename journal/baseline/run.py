"""Make the first migration out of a live database or a dump, prove it, and write it with journal and snapshot."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Literal, Unpack

from journal.baseline.assumed import without_assumed_objects
from journal.baseline.draft import drafting, first_layout, first_tag
from journal.baseline.dumper import DumpScope, own_words
from journal.baseline.ledger_row import plan_row, refuse_plan, with_row
from journal.baseline.make import BaselineWork, place_of_schema
from journal.baseline.publish import finish, publish
from journal.baseline.restore import DumpFile, read_dump
from journal.baseline.result import Baseline
from journal.baseline.source import Comparable, read_live_source, restored_source
from journal.connect.find import find_target
from journal.connect.target import Target, target_of
from journal.connect.timeouts import LEDGER_LOCK_TIMEOUT
from journal.errors import Note, SettingsInvalid, Severity
from journal.project.project import Project
from journal.project.settings import Settings
from journal.rebuild.temporary import TemporaryOptions, TemporaryServer
from journal.replay.watcher import Silence, Watcher


def baseline(
    project: Project,
    *,
    from_url: str | None = None,
    env_var: str | None = None,
    from_dump: str | Path | None = None,
    name: str = "baseline",
    to: Literal["1.0", "0.x"] | None = None,
    data: Sequence[str] = (),
    grants: bool = False,
    exclude_schema: Sequence[str] = (),
    exclude_table: Sequence[str] = (),
    schema_file: str | Path | None = None,
    stamp: bool = False,
    dry_run: bool = False,
    ledger_lock_timeout: float = LEDGER_LOCK_TIMEOUT,
    watcher: Watcher | None = None,
    agree: Callable[[Baseline], None] | None = None,
    **temporary: Unpack[TemporaryOptions],
) -> Baseline:
    """Make the first migration out of a live database (`from_url` or `env_var`), or of a dump in SQL (`from_dump`).

    pg_dump says what the database has; owners and what else belongs to a server are left out. A replay has to equal the
    source, by the catalog and by pg_dump of both, else nothing is written. Journal or lock, snapshot, and a schema.ts
    where there is none are written with it. `name`: that of the migration, after its number. `to`: the layout, by
    default that of the project's packages. `data`: the tables whose rows go into it, as INSERT. `stamp` also records it
    as applied in the ledger of the live database.

    Raises ClientNotFound without a pg_dump that is new enough, DumpFailed, SourceChanged, RestoreFailed, NotSplittable,
    MigrationFailed, NameUnusable, FolderUnreadable where the folder has a migration, and what reading and writing
    raise. Then nothing is written.

    >>> journal.baseline(project, from_url=url)  # it has migrations
    Traceback (most recent call last):
    journal.errors.FolderUnreadable: …
    """
    server, watcher = TemporaryServer(**temporary, cache=False), watcher or Silence()
    settings, target = _source(project.settings, from_url, env_var, from_dump, stamp=stamp)
    if not dry_run:
        finish(settings)
    is_1 = first_layout(settings, to)
    tag, schema_place = first_tag(settings, name, is_1=is_1), place_of_schema(settings, schema_file)
    recipe = replace(server.recipe(settings), worth_seconds=None)
    only = settings.drizzle.get("schemaFilter") if settings.drizzle else None
    scope = DumpScope(
        grants, tuple(data), tuple(exclude_schema), tuple(exclude_table), own_words(settings),
        only.value if only else (), settings.ignore_objects,
    )  # fmt: skip
    with drafting(settings, tag, is_1=is_1) as draft:
        folder = draft.copy.folder
        scope = without_assumed_objects(scope, recipe, partial(server.provider, watcher), folder)
        other = tuple[Note, ...]()
        if target is None:
            dump = read_dump(Path(from_dump or ""))
            provider = server.provider(watcher, dump.version or None)
            with restored_source(dump, provider, recipe, scope, folder) as source:
                pass
            shown, other = str(from_dump), _other_version(dump, source.version)
        else:
            comparable = Comparable(settings.ledger, scope)
            source, shown = read_live_source(target, comparable, folder), target.shown
            provider = server.provider(watcher, source.version)
        work = BaselineWork(draft, recipe, provider, watcher, scope)
        made = work.made(source, shown, schema_place)
        notes = (*other, *made.result.notes)
        result = replace(made.result, stamp=stamp, target=target or made.result.target, notes=notes)
        row = None
        if target and stamp:
            row = plan_row(target, made.folder, ledger_lock_timeout)
            result = replace(result, row=row)
        if dry_run or not result.passed:
            return result
        if row:
            refuse_plan(row, settings)
            if agree:
                agree(result)
        if target and row:
            with_row(target, made.folder, work.unchanged(source), ledger_lock_timeout, partial(publish, result))
        else:
            publish(result)
        return replace(result, written=True)


def _other_version(dump: DumpFile, restored_on: str) -> tuple[Note, ...]:
    """Return a note where a dump was restored on another major version than its own."""
    if not dump.version or dump.version.split(".")[0] == restored_on.split(".", maxsplit=1)[0]:
        return ()
    message = f"The dump is of PostgreSQL {dump.version}, and was restored on {restored_on}."
    help_ = "A server of that version: --pg-bin DIR or --temp docker"
    return (Note("other-major", message, help_, severity=Severity.NOTE),)


def _source(
    settings: Settings, url: str | None, env_var: str | None, dump: str | Path | None, *, stamp: bool
) -> tuple[Settings, Target | None]:
    """Return the settings, and the database; None for a dump. Raises SettingsInvalid unless one of them is named."""
    given = [name for name, value in (("--from-url", url), ("--env-var", env_var), ("--from-dump", dump)) if value]
    if len(given) != 1:
        what = f"{' and '.join(given)} exclude each other." if given else "A baseline needs a source."
        hint = "Give one: --from-url URL, --env-var NAME, or --from-dump FILE"
        raise SettingsInvalid(what, hint=hint)
    if dump:
        if stamp:
            hint = f"Leave out --stamp, then record it: {settings.command('stamp', '--to', 'TAG', '--url', 'URL')}"
            raise SettingsInvalid("--stamp needs the live database, and --from-dump names none.", hint=hint)
        return settings, None
    settings = replace(settings, env_var=env_var)
    return settings, target_of(url, "--from-url") if url else find_target(settings, env_var=env_var)
