"""Find the project's drizzle packages and node. Starts nothing."""

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
    """The drizzle-orm that node resolves from `project`, and the node to run it; `package` is its folder as found."""

    project: Path
    version: str
    node: str
    package: Path

    @property
    def real(self) -> Path:
        """Return the package's folder with all links resolved; pnpm and workspaces link packages."""
        return self.package.resolve()

    @property
    def name(self) -> str:
        """Return the name for messages: owner, version and folder."""
        return f"the project's drizzle-orm {self.version} ({os.path.relpath(self.package, self.project)})"

    @property
    def reads_journals(self) -> bool:
        """Tell whether it is 0.x: the migrator of 1.0 refuses a folder that has a journal."""
        return self.version.split(".")[0] == "0"


@dataclass(frozen=True)
class DrizzleKit:
    """The drizzle-kit in `node_modules` of a folder or of one above. `script` is what node runs."""

    version: str
    node: str
    script: Path

    @property
    def reads_journals(self) -> bool:
        """Tell whether it is 0.x: 1.0 reads folders."""
        return self.version.split(".")[0] == "0"


def find_drizzle_orm(project: Path) -> DrizzleOrm | None:
    """Look in `node_modules` from the project's folder upwards, as node does; None without it or without node."""
    node, found = find_node(), _find_package(project, "drizzle-orm")
    return DrizzleOrm(project, found[1], node, found[0]) if node and found else None


def find_drizzle_kit(project: Path) -> DrizzleKit | None:
    """Look for drizzle-kit in the same way."""
    node, found = find_node(), _find_package(project, "drizzle-kit")
    return DrizzleKit(found[1], node, found[0] / "bin.cjs") if node and found else None


def _find_package(project: Path, name: str) -> tuple[Path, str] | None:
    """Return the package's folder and version; a package without a readable version is skipped."""
    for folder in (project, *project.parents):
        package = folder / "node_modules" / name
        try:
            manifest = orjson.loads(read_file(package / "package.json", FileKind.SETTINGS))
        except (OSError, orjson.JSONDecodeError):
            continue
        version = manifest.get("version") if isinstance(manifest, dict) else None
        if isinstance(version, str) and _VERSION.fullmatch(version):
            return package, version
    return None
