"""Run the migrations in every way production may, on a temporary server: the story is in `rehearsal/`."""

from dataclasses import replace
from typing import Unpack

from journal.errors import SettingsInvalid
from journal.folder.version_1 import read_either
from journal.project.project import Project
from journal.rebuild.temporary import TemporaryOptions, TemporaryServer
from journal.rehearsal.findings import Rehearsal, RehearsalResult
from journal.rehearsal.rehearse import RehearsalRequest
from journal.rehearsal.rehearse import rehearse as rehearse_folder
from journal.replay.watcher import Silence, Watcher
from journal.verbs.arguments import Names, chosen_names


def rehearse(
    project: Project,
    *,
    from_: str | None = None,
    only: Names | None = None,
    strict: bool = False,
    watcher: Watcher | None = None,
    **temporary: Unpack[TemporaryOptions],
) -> RehearsalResult:
    """Run the migrations in every way production may: one by one, at once, twice, down and up, with rows.

    `from_` is the git ref that production was deployed from; `only` names the rehearsals to run; with `strict`,
    warnings count, too.

    >>> journal.rehearse(project, only="down").passed
    True
    """
    server, watcher = TemporaryServer(**temporary, cache=False), watcher or Silence()
    wanted = chosen_names(only, list(Rehearsal), "--only")
    if only is not None and Rehearsal.UPGRADE in wanted and from_ is None:
        raise SettingsInvalid("--only upgrade needs the ref to upgrade from.", hint="Name it: --from origin/main")
    request = RehearsalRequest(frozenset(map(Rehearsal, wanted)), from_, server.recipe(project.settings))
    result = rehearse_folder(read_either(project.settings), server.provider(watcher), request, watcher)
    return replace(result, strict=strict)
