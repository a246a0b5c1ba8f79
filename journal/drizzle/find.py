"""Where the project's own drizzle-orm and node are. Only looks; starts nothing."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import orjson


@dataclass(frozen=True)
class DrizzleOrm:
    """The drizzle-orm that node would resolve from `project`, and the node that would run it."""

    project: Path
    version: str
    node: str

    @property
    def reads_journals(self) -> bool:
        """0.x does; since 1.0 the migrator refuses a folder that has a journal."""
        return self.version.split(".")[0] == "0"


def find_drizzle_orm(project: Path) -> DrizzleOrm | None:
    """Look in `node_modules` from the project's folder upwards, as node does. None without it or without node."""
    node = shutil.which("node")
    if node is None:
        return None
    for folder in (project, *project.parents):
        manifest = folder / "node_modules" / "drizzle-orm" / "package.json"
        version = _version(manifest)
        if version:
            return DrizzleOrm(project, version, node)
    return None


def _version(manifest: Path) -> str | None:
    try:
        value = orjson.loads(manifest.read_bytes())
    except (OSError, orjson.JSONDecodeError):
        return None
    version = value.get("version") if isinstance(value, dict) else None
    return version if isinstance(version, str) else None
