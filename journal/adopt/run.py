"""Adopt a history, a script or drift: copied by the rules of its tool, proved on a copy, written all or nothing."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Unpack

from journal.adopt.adoption import Adoption
from journal.adopt.detect import read_history
from journal.adopt.drift import explain_drift
from journal.adopt.evidence import TheirEvidence, their_tables
from journal.adopt.files import plan_files
from journal.adopt.items import history_items
from journal.adopt.record import complete_adoption, settings_of_target
from journal.adopt.request import Adopted, AdoptRequest
from journal.adopt.script import place_script
from journal.connect.session import reading
from journal.connect.timeouts import LEDGER_LOCK_TIMEOUT
from journal.errors import SettingsInvalid
from journal.folder.lenient import refuse_mixed_project
from journal.folder.version_1 import read_either
from journal.handback.checklist import Item
from journal.handback.databases import naming
from journal.handback.publish import refuse_linked_folders, refuse_own_folder, state_of
from journal.handback.request import Database
from journal.project.project import Project
from journal.rebuild.schemas import Replays
from journal.rebuild.temporary import TemporaryOptions, TemporaryServer
from journal.replay.watcher import Silence, Watcher
from journal.verbs.arguments import find_database
from journal.verbs.locate import read_live


def adopt(
    project: Project,
    source: str | Path | None = None,
    *,
    tool: str | None = None,
    script: str | Path | None = None,
    after: str | None = None,
    from_drift: str | None = None,
    url: str | None = None,
    env_var: str | None = None,
    ignore: Sequence[str] = (),
    dry_run: bool = False,
    ledger_lock_timeout: float = LEDGER_LOCK_TIMEOUT,
    watcher: Watcher | None = None,
    agree: Callable[[Adopted], None] | None = None,
    **temporary: Unpack[TemporaryOptions],
) -> Adopted:
    """Adopt the history of another tool: its migrations become entries of the journal, in order, with their `when`.

    `source` is its folder, by default the one with a usual name; `tool` its name, where it cannot be told. In the
    database that `url` or `env_var` names, the ledger of the tool is evidence, the schema is the proof, and Drizzle's
    ledger gets the rows. Instead of a history: `script`, a file that was run by hand, becomes an entry `after` another
    one; `from_drift` is the name of a migration that explains what the live database has and the replay has not.
    Writes all of it or nothing; `agree` is called before, and may raise.

    >>> journal.adopt(project, "legacy", dry_run=True)
    Traceback (most recent call last):
    journal.errors.FolderUnreadable: …
    """
    server, watcher = TemporaryServer(**temporary, cache=False), watcher or Silence()
    settings = settings_of_target(project.settings)
    _refuse_several(source=source or tool, script=script or after, from_drift=from_drift)
    refuse_own_folder(settings)
    refuse_mixed_project(settings)
    refuse_linked_folders(settings)
    complete_adoption(settings)
    database = None
    if from_drift is not None and not (url or env_var):
        raise SettingsInvalid("--from-drift needs the live database.", hint="Name it: --url URL or --env-var NAME")
    if url or env_var:
        _, target = find_database(project, url, env_var, writes=not dry_run)
        settings = naming(settings, target)
        live = read_live(target, settings, read_either(settings) if from_drift is not None else None)
        database = Database(target, live, server.provider(watcher, live.server_version), ledger_lock_timeout)
    provider, now = database.provider if database else server.provider(watcher), datetime.now(UTC)
    given = (("", source), ("--tool", tool), ("--script", script), ("--after", after), ("--from-drift", from_drift))
    words = [word for option, value in given if value is not None for word in (option, str(value)) if word]
    request = AdoptRequest(
        server.recipe(settings), (*settings.ignore_objects, *ignore), dry_run,
        (*words, *(word for one in ignore for word in ("--ignore", one))),
    )  # fmt: skip
    before, evidence, of_tool, rewrites = state_of(settings), TheirEvidence(()), None, False
    items: tuple[Item, ...]
    if script is not None:
        placed = place_script(settings, Path(script).resolve(), after, now)
        planned, items, rewrites = placed.planned, placed.items, not placed.is_last
        what = f"the script {script}"
        if database:
            evidence = placed.evidence(database.live, _their_tables(database))
    elif from_drift is not None and database:
        replays = Replays(read_either(settings), request.recipe, provider, watcher)
        patterns = _their_tables(database)
        explained = explain_drift(from_drift, replays, database.live, (*request.ignore, *patterns), now)
        planned, items, what = explained.planned, explained.items, "the drift of the live database"
        evidence = TheirEvidence((), patterns, exists=True, to=planned.entries[0].tag, says="The migration leads")
    else:
        history = read_history(settings, Path(source).resolve() if source else None, tool)
        planned, of_tool = plan_files(settings, history, now), history.tool
        items = tuple(history_items(history, planned))
        what = f"the history of {history.tool.title} in {history.listing.folder}"
    work = Adoption(
        settings, request, planned, what, before, provider, watcher, database, of_tool, evidence, rewrites
    )  # fmt: skip
    return work.done(items, agree)


def _their_tables(database: Database) -> tuple[str, ...]:
    with reading(database.target) as connection:
        return their_tables(connection)


def _refuse_several(**given: object) -> None:
    """Raise SettingsInvalid where more than one thing is to be adopted, or a place is given for none."""
    names = {"source": "DIR", "script": "--script", "from_drift": "--from-drift"}
    chosen = [names[name] for name, value in given.items() if value is not None]
    if len(chosen) > 1:
        raise SettingsInvalid(f"{' and '.join(chosen)} are adopted one at a time.", hint="Omit one of them.")
