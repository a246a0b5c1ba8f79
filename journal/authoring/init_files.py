"""The files that `init` writes whole: settings, CI, and the hook."""

import os
import re
from contextlib import suppress
from pathlib import Path
from shlex import quote
from typing import Literal

from journal import __version__
from journal.authoring.setup_file import SetupFile, present_text
from journal.folder.git.repository import Git, Unanswered
from journal.project.drizzle_config.read import NAMES
from journal.project.settings import Settings
from journal.project.settings_table import FILE_NAME

_PLAIN = re.compile(r"[A-Za-z0-9@._/ -]+")
_GITHUB = """\
# Checks the migrations of Drizzle. It needs no database and no secret.
name: drizzle-journal
on:
  pull_request:
  push:
    branches: [main]
permissions:
  contents: read
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v6
        with:
          fetch-depth: 0 # --base needs the history
      - run: pipx run drizzle-journal=={version} check --project "$PROJECT" --base "origin/$BASE"
        env:
          PROJECT: "{project}"
          BASE: ${{{{ github.base_ref || 'main' }}}}
"""
_GITLAB = """\
# Checks the migrations of Drizzle. It needs no database and no secret.
drizzle-journal:
  image: python:3.12
  variables:
    GIT_DEPTH: "0" # --base needs the history
    PROJECT: "{project}"
  script:
    - pip install drizzle-journal=={version}
    - git fetch origin "+refs/heads/$CI_DEFAULT_BRANCH:refs/remotes/origin/$CI_DEFAULT_BRANCH"
    - drizzle-journal check --project "$PROJECT" --base "origin/$CI_DEFAULT_BRANCH" --format junit > drizzle-journal.xml
  artifacts:
    when: always
    reports:
      junit: drizzle-journal.xml
"""


def settings_text(settings: Settings, *, pyproject: bool) -> SetupFile:
    """Return journal.toml, or pyproject.toml with [tool.journal]: what the tool would otherwise have to find again."""
    import tomlkit

    path = settings.root / ("pyproject.toml" if pyproject else FILE_NAME)
    before = present_text(path, settings.boundary)
    document = tomlkit.parse(before)
    table = document
    if pyproject:
        tool = document.setdefault("tool", tomlkit.table(is_super_table=True))
        table = tool.setdefault("journal", tomlkit.table())
    folder = os.path.relpath(settings.migrations, settings.root)
    if settings.drizzle is not None and settings.config is not None:
        table.add(tomlkit.comment("The folder of migrations and the ledger are those of drizzle.config."))
        if settings.config.name not in NAMES:
            table["config"] = os.path.relpath(settings.config, settings.root)
    else:
        table["migrations"] = folder
    if Path(folder).parts[:1] == ("supabase",):
        table["platform"] = "supabase"
    return SetupFile(path, before, tomlkit.dumps(document), settings.root)


def ci_file(settings: Settings, ci: Literal["github", "gitlab"]) -> SetupFile | str:
    """Return the file at the top of the repository; a sentence where the names of the project are no plain ones."""
    top = _top(settings)
    project = os.path.relpath(settings.root, top)
    if not _PLAIN.fullmatch(project):
        return f"The folder {project} has characters that a CI file may read in another way: write the file by hand."
    if ci == "github":
        path, text = top / ".github" / "workflows" / "drizzle-journal.yml", _GITHUB
    else:
        path, text = top / ".gitlab-ci.yml", _GITLAB
        if os.path.lexists(path):
            path = top / ".gitlab" / "drizzle-journal.yml"
    after, before = text.format(version=__version__, project=project), present_text(path, settings.boundary)
    return SetupFile(path, before, after, top, replaces=bool(before))


def hook_file(settings: Settings) -> SetupFile | str:
    """Return the hook of husky, else that of git; a sentence where another program manages the hooks."""
    top = _top(settings)
    project = os.path.relpath(settings.root, top)
    line = "drizzle-journal check" + (f" --project {quote(project)}" if project != "." else "")
    husky = top / ".husky"
    if husky.is_dir():
        path = husky / "pre-commit"
        before = present_text(path, settings.boundary)
        lines = before.splitlines()
        after = before if line in lines else "\n".join([*lines, line, ""])
        return SetupFile(path, before, after, top, executable=True)
    for name in (".pre-commit-config.yaml", "lefthook.yml", ".lefthook.yml"):
        if os.path.lexists(top / name):
            return f"{name} manages the hooks of this repository. Add a hook there that runs: {line}"
    with suppress(Unanswered):  # the last value is ours, which switches hooks off
        if len((Git(settings.root).ask("config", "--get-all", "core.hooksPath") or b"").splitlines()) > 1:
            return f"core.hooksPath names another folder of hooks. Add a hook there that runs: {line}"
    git_dir = top / ".git"
    if not git_dir.is_dir() or git_dir.is_symlink():
        return f"There is no folder .git in {top}. Add a hook that runs before each commit: {line}"
    path = git_dir / "hooks" / "pre-commit"
    before = present_text(path, settings.boundary)
    if line in before.splitlines():
        return SetupFile(path, before, before, git_dir)
    after = f"#!/bin/sh\n# Check the migrations of Drizzle before each commit.\n{line}\n"
    return SetupFile(path, before, after, git_dir, replaces=bool(before), executable=True)


def _top(settings: Settings) -> Path:
    repository = Git(settings.root).repository
    return repository.top if repository else settings.root
