"""drizzle-journal init."""

from collections.abc import Callable
from typing import Any

from typer import Option

import journal
from journal.cli.options import Json, command
from journal.cli.output import agreed, someone_is_asked, tell
from journal.project.project import Project
from journal.report.init import init_text
from journal.verbs.init import Initialized, likely_ci

OPTIONS = {
    "pyproject": Option(help="Write the settings under [tool.journal] of pyproject.toml."),
    "ci": Option(help="Also write a CI file.", metavar="<github|gitlab>"),
    "hook": Option(help="Also write a git hook that runs check before each commit."),
    "script": Option(help="Also add a script db:generate to package.json. It runs generate, then check --fix."),
    "overwrite": Option(help="Replace files that exist and differ."),
}


@command(journal.init, OPTIONS)
def init(
    call: Callable[..., Initialized],
    *,
    project: Project,
    ci: str | None,
    hook: bool,
    script: bool,
    overwrite: bool,
    dry_run: bool,
    json: Json = False,
) -> int:
    """Write the settings; optionally a CI file, hook and script.

    On a terminal it asks which files to write, unless options name them. It asks before it replaces a file. Without a
    terminal, it writes the settings and the files that options name. Existing settings stay. Exit 0: written. 1: an
    existing file was left as it is. 2: not written.
    """
    words: dict[str, Any] = {}
    asks = someone_is_asked() and not (json or dry_run)
    if asks:
        words = _asked(project, ci=ci, hook=hook, script=script)
    result = call(**words)
    if asks and result.refused and not overwrite:
        names = ", ".join(str(one.path) for one in result.refused)
        if agreed(f"{names}: replace what is there?"):
            result = call(**words, overwrite=True)
    return tell(result, lambda: init_text(result), json=json)


def _asked(project: Project, *, ci: str | None, hook: bool, script: bool) -> dict[str, Any]:
    """Return the options for what the user wants, too."""
    likely = likely_ci(project.root)
    return {
        "ci": ci or (likely if likely and agreed(f"Write a CI file for {likely}?") else None),
        "hook": hook or agreed("Write a hook that checks before each commit?"),
        "script": script or agreed("Add the script db:generate to package.json?"),
    }
