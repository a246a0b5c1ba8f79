"""journal locate."""

from journal import api
from journal.cli.options import EnvVar, Ignore, Json, Url, command
from journal.cli.output import tell
from journal.cli.progress import watching
from journal.project.project import Project
from journal.report.locate import locate_text


@command(api.locate)
def locate(
    *, project: Project, url: Url, env_var: EnvVar, ignore: Ignore, temporary: api.TemporaryOptions, json: Json = False
) -> int:
    """Find the migration that a live schema corresponds to.

    Replays the migrations and compares the schema after each with the live one. Only reads. Exit 0: it equals one.
    1: it does not; the nearest is shown, with the differences (drift). 2: not checked.
    """
    with watching("starting PostgreSQL", quiet=json) as watcher:
        result = api.locate(project, url=url, env_var=env_var, ignore=ignore or (), watcher=watcher, **temporary)
    return tell(result, lambda: locate_text(result, result.target), json=json)
