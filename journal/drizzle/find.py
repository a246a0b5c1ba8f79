"""Where the project's own drizzle packages and node are. Only looks; starts nothing."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

import orjson

from journal.drizzle.node import find_node
from journal.project.files import FileKind, read_file

_VERSION = re.compile(r"\d{1,6}\.\d{1,6}\.\d{1,6}[0-9A-Za-z.+-]{0,60}")


@dataclass(frozen=True)
class DrizzleOrm:
    """The drizzle-orm that node would resolve from `project`, and the node that would run it.

    `package` is its folder as it was found, mostly below the project; `real` the folder that links lead to.
    """

    project: Path
    version: str
    node: str
    package: Path

    @property
    def real(self) -> Path:
        """The package's folder, with all links followed, as pnpm and workspaces have them."""
        return self.package.resolve()

    @property
    def name(self) -> str:
        """Its name for people: whose it is, the version, and the folder."""
        return f"the project's drizzle-orm {self.version} ({os.path.relpath(self.package, self.project)})"

    @property
    def reads_journals(self) -> bool:
        """0.x does; since 1.0 the migrator refuses a folder that has a journal."""
        return self.version.split(".")[0] == "0"


@dataclass(frozen=True)
class DrizzleKit:
    """The drizzle-kit in a folder's `node_modules`, or in one above. `script` is what node is to run."""

    version: str
    node: str
    script: Path

    @property
    def reads_journals(self) -> bool:
        """0.x does; 1.0 wants folders."""
        return self.version.split(".")[0] == "0"


def find_drizzle_orm(project: Path) -> DrizzleOrm | None:
    """Look in `node_modules` from the project's folder upwards, as node does. None without it or without node."""
    node, found = find_node(), _package(project, "drizzle-orm")
    return DrizzleOrm(project, found[1], node, found[0]) if node and found else None


def find_drizzle_kit(project: Path) -> DrizzleKit | None:
    """The same for drizzle-kit."""
    node, found = find_node(), _package(project, "drizzle-kit")
    return DrizzleKit(found[1], node, found[0] / "bin.cjs") if node and found else None


def _package(project: Path, name: str) -> tuple[Path, str] | None:
    """The package's folder and version."""
    for folder in (project, *project.parents):
        package = folder / "node_modules" / name
        version = _version(package / "package.json")
        if version:
            return package, version
    return None


def _version(manifest: Path) -> str | None:
    try:
        value = orjson.loads(read_file(manifest, FileKind.SETTINGS))
    except (OSError, orjson.JSONDecodeError):
        return None
    version = value.get("version") if isinstance(value, dict) else None
    return version if isinstance(version, str) and _VERSION.fullmatch(version) else None
