"""The planted faults: folders of migrations in which one thing is wrong, and what is to be found in each.

`expected` has a line for each finding: the rehearsal, its code, the file and line, the SQLSTATE where there is one.
`server 15` in it names the major version to rehearse on. Where there is a `base/`, that is what production has.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from catalog.servers import binaries
from conftest import Project
from repository import commit, git

from journal.errors import Severity
from journal.folder.read import read_folder
from journal.rehearsal.findings import Rehearsal, RehearsalFinding, RehearsalResult
from journal.rehearsal.rehearse import RehearsalRequest, rehearse
from journal.report.parts import relative
from journal.server.embedded.provider import EmbeddedProvider

FAULTS = sorted((Path(__file__).parent / "faults").iterdir())


@dataclass(frozen=True)
class Fault:
    """A planted fault. `expected`: as `told` tells it."""

    folder: Path

    @property
    def lines(self) -> list[str]:
        return (self.folder / "expected").read_text().splitlines()

    @property
    def expected(self) -> list[str]:
        return [line for line in self.lines if not line.startswith("server ")]

    @property
    def server(self) -> EmbeddedProvider:
        named = [int(line.split()[1]) for line in self.lines if line.startswith("server ")]
        return provider_of(named[0]) if named else EmbeddedProvider()

    @property
    def has_base(self) -> bool:
        return (self.folder / "base").exists()

    def put_into(self, project: Project) -> None:
        """Its folder; where it has a base, that is committed as `main`, and the folder is on top of it."""
        if self.has_base:
            git(project.root, "init", "-q", "-b", "main")
            shutil.copytree(self.folder / "base", project.root / "migrations", dirs_exist_ok=True)
            commit(project.root)
            git(project.root, "checkout", "-q", "-b", "work")
            shutil.rmtree(project.root / "migrations")
        shutil.copytree(self.folder / "migrations", project.root / "migrations", dirs_exist_ok=True)
        if self.has_base:
            commit(project.root)

    def rehearsed(self, project: Project, only: frozenset[Rehearsal] = frozenset(Rehearsal)) -> RehearsalResult:
        self.put_into(project)
        request = RehearsalRequest(only, "main" if self.has_base else None)
        return rehearse(read_folder(project.settings()), self.server, request)


def told(found: RehearsalFinding, root: Path) -> str:
    line = f":{found.place.line}" if found.place.line else ""
    words = (found.rehearsal, found.code, f"{relative(found.place.path, root)}{line}", found.sqlstate)
    return " ".join(word for word in words if word)


def counting(rehearsed: RehearsalResult) -> list[RehearsalFinding]:
    return [one for one in rehearsed.found if one.severity is not Severity.NOTE]


def provider_of(major: int) -> EmbeddedProvider:
    found = binaries(major)
    if found is None:
        pytest.skip(f"no package brings PostgreSQL {major} for this machine")
    return EmbeddedProvider(found)
