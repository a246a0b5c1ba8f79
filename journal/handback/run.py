"""Hand the project back to drizzle-kit, as a story of six steps: copy, complete, compare, prove, publish, stamp."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Literal, Unpack

from journal.connect.timeouts import LEDGER_LOCK_TIMEOUT
from journal.drizzle.choice import Engine
from journal.drizzle.generation import find_kit
from journal.folder.read import read_folder
from journal.folder.rewrite.store import replace_file
from journal.handback.cleaning_plan import NOTHING_CLEANED, plan_cleaning
from journal.handback.compare import Scope
from journal.handback.complete import ReplayOptions
from journal.handback.copy import copy_project
from journal.handback.databases import find_databases
from journal.handback.examine import examine
from journal.handback.landing import land
from journal.handback.new_lock import FIXED
from journal.handback.publish import prepare, publish
from journal.handback.recorded import RecordedChanges
from journal.handback.request import Database, HandbackRequest, HandedBack
from journal.handback.version_0_run import hand_back_to_0
from journal.handback.version_1 import require_version_0
from journal.project.files import FileKind, read_file
from journal.project.project import Project
from journal.project.settings import Settings
from journal.project.settings_edit import text_with_options
from journal.rebuild.schemas import Replays
from journal.rebuild.temporary import TemporaryOptions, TemporaryServer
from journal.replay.watcher import Silence, Watcher
from journal.server.provider import Provider
from journal.verbs.bootstrap import BootstrapRequest, build_journal
from journal.verbs.locate import read_live
from journal.verbs.scaffold import NOTHING_DECIDED, Decisions


def handback(
    project: Project,
    *,
    url: Sequence[str] = (),
    env_var: Sequence[str] = (),
    dry_run: bool = False,
    replace: bool = False,
    replace_all: bool = False,
    renumber: bool = False,
    bridge: bool = False,
    move_meta: bool = False,
    fix: bool = False,
    v1: str | Path | None = None,
    to: Literal["1.0", "0.x"] | None = None,
    v0: str | Path | None = None,
    ignore: Sequence[str] = (),
    save_settings: bool = False,
    unproved: bool = False,
    ledger_lock_timeout: float = LEDGER_LOCK_TIMEOUT,
    watcher: Watcher | None = None,
    agree: Callable[[HandedBack], None] | None = None,
    **temporary: Unpack[TemporaryOptions],
) -> HandedBack:
    """Hand the project back to drizzle-kit: complete journal and snapshots, proved by the project's own drizzle-kit.

    Works on a copy, and writes all of it or nothing. The databases that `url` and `env_var` name are stamped, too: each
    in a transaction of its own, once all have been looked at. `save_settings` writes `ignore` and `platform` into the
    settings file, for later calls. `to`: "1.0" upgrades the folder and the ledgers of these databases to the layout of
    drizzle 1.0, by the drizzle-kit in the folder `v1` or in the project. "0.x" makes a folder of drizzle 1.0 one of
    0.x, and `v0` is a folder with the packages of 0.x, where the project has those of 1.0.

    >>> journal.handback(project, dry_run=True).written
    False
    """
    server, watcher = TemporaryServer(**temporary, cache=False), watcher or Silence()
    settings, targets = find_databases(project, url, env_var)
    request = HandbackRequest(
        replace=replace, rebuild_all=replace_all, renumber=renumber, bridge=bridge, move_meta=move_meta,
        v1=Path(v1).resolve() if v1 else None, to=to, v0=Path(v0).resolve() if v0 else None,
        ignore=(*settings.ignore_objects, *ignore),
        unproved=unproved, dry_run=dry_run, fix=fix,
        recipe=server.recipe(settings), words=(*_typed(("--to", to), ("--v0", v0), ("--v1", v1)), *server.words),
    )  # fmt: skip
    databases = []
    for target in targets:
        live = read_live(target, settings)
        databases.append(Database(target, live, server.provider(watcher, live.server_version), ledger_lock_timeout))
    provider = databases[0].provider if databases else server.provider(watcher)
    result = hand_back(settings, provider, request, watcher, databases, agree=agree)
    if save_settings and result.passed and not dry_run:
        result = _replaced(result, saved=_save(settings, ignore, server.platform))
    return result


def _typed(*options: tuple[str, object]) -> tuple[str, ...]:
    """Return the words of these options, without those that have no value."""
    return tuple(word for name, value in options if value for word in (name, str(value)))


def _save(settings: Settings, ignore: Sequence[str], platform: str | None) -> Path | None:
    """Write these options of a call into the settings file, and return it; None where it has them."""
    path, text = text_with_options(settings, ignore, platform)
    is_new = not path.exists()
    if (is_new and not text) or (not is_new and read_file(path, FileKind.SETTINGS) == text.encode()):
        return None
    replace_file(path, text.encode(), root=settings.root, is_new=is_new)
    return path


_replaced = replace
"""`dataclasses.replace`, where an argument has its name."""


def hand_back(
    settings: Settings,
    provider: Provider,
    request: HandbackRequest,
    watcher: Watcher | None = None,
    databases: Sequence[Database] = (),
    *,
    agree: Callable[[HandedBack], None] | None = None,
) -> HandedBack:
    """Examine a copy of the project; without a no-go, write it and the rows of the databases.

    `agree` is called before anything is written, to the files or to a database, and may raise.

    Raises JournalError: what `bootstrap`, `snapshots`, `publish` and `stamp` raise. Then nothing is written, unless it
    says so.
    """
    watcher = watcher or Silence()
    if request.to == "0.x":
        return hand_back_to_0(settings, provider, request, watcher, databases, agree=agree)
    settings, before = prepare(settings)
    require_version_0(settings, request)
    engine = Engine.NATIVE if settings.engine == Engine.NATIVE else Engine.AUTO
    cleaning = NOTHING_CLEANED
    if request.fix:
        replays = Replays(read_folder(settings), request.recipe, provider, Silence())
        cleaning = plan_cleaning(replays, databases, request.ignore)
    accept, contents = request.accept | cleaning.accept, cleaning.contents
    asked = BootstrapRequest(
        engine, accept, True, request.recipe, Decisions(reason=FIXED) if accept else NOTHING_DECIDED, contents
    )
    with cleaning.explained(partial(request.command, settings), fixes=request.fix):
        boot = build_journal(settings, provider, asked, watcher)
    with copy_project(settings, boot.hashed_text) as copy:
        cleaning.write_to(copy)
        options = ReplayOptions(
            provider, request.recipe, watcher, find_kit(settings, copy.folder), Scope.of(settings, request.ignore)
        )
        examined = examine(copy, options, request, boot, databases, cleaning=cleaning)
        result = examined.result
        if request.dry_run or not result.passed:
            return result
        if agree and result.writes:
            agree(_replaced(result, target=result.due[0].database.target) if result.due else result)
        wrote = list[bool]()
        followed = tuple(one.database.target.shown for one in result.due if one.follows)
        recorded = RecordedChanges(examined.changes, followed, folders=result.folders, whens=examined.whens)
        new = examined.publication
        landed = land(examined.work, result.due, lambda: wrote.append(publish(new, before, recorded)))
        others = [one for one in result.landings if not one.is_due]
        return replace(result, written=any(wrote), landings=(*landed, *others))
