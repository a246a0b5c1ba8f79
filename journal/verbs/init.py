"""Write the settings of a project, and what checks its migrations: in CI, before a commit, after `generate`."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar, Literal

from journal.authoring.init_files import ci_file, hook_file, settings_text
from journal.authoring.package_script import script_line
from journal.authoring.setup_file import SetupFile
from journal.dataclass import dataclass
from journal.folder.rewrite.store import project_lock, replace_file
from journal.project.project import Project, Result
from journal.project.settings import Settings


@dataclass(frozen=True)
class Initialized(Result):
    """The files, each before and after; `by_hand` are changes of a file that only its owner can make.

    `refused` are the files that exist, differ and were left as they are, because nothing allowed to overwrite them.
    """

    document: ClassVar[str] = "init.init_json"

    settings: Settings
    files: tuple[SetupFile, ...]
    by_hand: tuple[str, ...] = ()
    refused: tuple[SetupFile, ...] = ()
    dry_run: bool = False

    @property
    def passed(self) -> bool:
        """Tell whether no file was left as it is."""
        return not self.refused


def init(
    project: Project,
    *,
    pyproject: bool = False,
    ci: Literal["github", "gitlab"] | None = None,
    hook: bool = False,
    script: bool = False,
    overwrite: bool = False,
    dry_run: bool = False,
) -> Initialized:
    """Write journal.toml, and on request the CI file, the pre-commit hook and the line of package.json.

    `pyproject`: the settings go under [tool.journal] of pyproject.toml. Settings that exist stay. `script` adds
    `db:generate` to package.json and keeps its formatting. A file that exists and differs is only replaced with
    `overwrite`. Raises FileUnwritable.

    >>> [file.path.name for file in journal.init(project, ci="github", dry_run=True).files]
    ['journal.toml', 'drizzle-journal.yml']
    """
    settings = project.settings
    wanted = [*_wanted(settings, pyproject=pyproject, ci=ci, hook=hook, script=script)]
    files = [one for one in wanted if isinstance(one, SetupFile) and one.after != one.before]
    refused = tuple(one for one in files if one.replaces and not overwrite)
    changed = tuple(one for one in files if one not in refused)
    if not dry_run:
        with project_lock(settings):
            for one in changed:
                replace_file(one.path, one.after.encode(), root=one.top, is_new=not one.before)
                if one.executable:
                    one.path.chmod(0o755)
    by_hand = tuple(one for one in wanted if isinstance(one, str))
    return Initialized(settings, changed, by_hand, refused, dry_run)


def _wanted(
    settings: Settings, *, pyproject: bool, ci: Literal["github", "gitlab"] | None, hook: bool, script: bool
) -> Iterator[SetupFile | str]:
    if settings.source is None:
        yield settings_text(settings, pyproject=pyproject)
    if ci:
        yield ci_file(settings, ci)
    if hook:
        yield hook_file(settings)
    if script:
        yield script_line(settings)


def likely_ci(root: Path) -> Literal["github", "gitlab"] | None:
    """Return the CI that the files of a repository speak for; None where none does."""
    if os.path.lexists(root / ".gitlab-ci.yml"):
        return "gitlab"
    return "github" if os.path.lexists(root / ".github") else None
