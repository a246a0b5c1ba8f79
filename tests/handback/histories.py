"""Histories that people wrote by hand, each a folder of histories/, as values; and projects made of them.

`project/` is what a team has: drizzle.config.ts, a schema.ts that matches the last migration, and SQL that no
drizzle-kit made. `ahead/` has a schema.ts with one more change and, in expected.sql, what `generate` then has to write.
`beyond.sql` is what a schema.ts needs and cannot say, `case.json` what else there is to know.
"""

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from journal.project.project import Project
from journal.project.settings import load_settings
from journal.rebuild.database import Recipe
from journal.server.seed import Platform, Seed
from journal.verbs.scaffold import scaffold

HERE = Path(__file__).parent
HISTORIES = HERE / "histories"
REPOSITORY = HERE.parent.parent
PACKAGES = HERE.parent / "drizzle" / "node_modules"
MAJORS = (15, 17, 18)


@dataclass(frozen=True, eq=False)
class HandWritten:
    """One history.

    `names_differ`: constraints and indexes have PostgreSQL's own names, and schema.ts has drizzle's.
    `beyond`: patterns of `kind name facet` for what the database has and drizzle-kit has no word for.
    `spelled`: the same patterns for defaults that are the same value in other words (`0` and `'0'::numeric`).
    `ignore`: patterns for `--ignore`, of what schema.ts is not to know and no filter of the config leaves out.
    `taken`: what comes from elsewhere in this repository, by its place in the project.
    """

    name: str
    names_differ: bool = False
    beyond: tuple[str, ...] = ()
    spelled: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    taken: Mapping[str, str] = field(default_factory=dict)
    servers: tuple[int, ...] = MAJORS
    platform: str | None = None
    superuser: bool = False

    @property
    def folder(self) -> Path:
        return HISTORIES / self.name

    @property
    def before(self) -> tuple[Path, ...]:
        """SQL that is not a migration and comes first."""
        return self._there("before.sql")

    @property
    def beyond_sql(self) -> tuple[Path, ...]:
        """SQL that has to run before what drizzle-kit exports."""
        return self._there("beyond.sql")

    @property
    def ahead(self) -> Path:
        """The schema.ts with one more change."""
        return self.folder / "ahead" / "schema.ts"

    @property
    def expected(self) -> str:
        """The SQL of that change, as drizzle-kit writes it."""
        return (self.folder / "ahead" / "expected.sql").read_text()

    @property
    def recipe(self) -> Recipe:
        """What a temporary server needs for it."""
        platform = Platform(self.platform) if self.platform else None
        return Recipe(superuser=self.superuser, seed=Seed(platform, self.before), worth_seconds=None)

    def _there(self, name: str) -> tuple[Path, ...]:
        path = self.folder / name
        return (path,) if path.exists() else ()


def handwritten() -> list[HandWritten]:
    """All of them, by name."""
    return [written(folder.name) for folder in sorted(HISTORIES.iterdir()) if folder.is_dir()]


def written(name: str) -> HandWritten:
    """That one."""
    words: dict[str, Any] = json.loads((HISTORIES / name / "case.json").read_text())
    words.pop("about")
    listed = {key: tuple(words[key]) for key in ("beyond", "spelled", "ignore", "servers") if key in words}
    return HandWritten(name, **words | listed)


def project_of(history: HandWritten, place: Path) -> Path:
    """A copy of the team's project at `place`, which is made, with the node packages; returns `place`.

    The team has decided that its journal lists every file.
    """
    shutil.copytree(history.folder / "project", place, dirs_exist_ok=True)
    for target, source in history.taken.items():
        shutil.copytree(REPOSITORY / source, place / target)
    (place / "node_modules").symlink_to(PACKAGES)
    settings = load_settings(place)
    if (settings.meta / "_journal.json").exists():
        scaffold(Project(settings), add=["all"])
    return place


def go_ahead(history: HandWritten, project: Path) -> None:
    """Let the project's schema.ts be the one with one more change."""
    shutil.copy(history.ahead, project / "schema.ts")
