"""What the numbers were measured on: the head of the table."""

import json
import os
import platform
import shutil
from pathlib import Path

from benchmarks.project import PACKAGES
from benchmarks.runs import DBMATE
from benchmarks.stage import run
from journal.server.embedded.binaries import find_binaries


def machine() -> dict[str, str]:
    """Names and values, in the order in which they are shown."""
    return {
        "CPUs": str(os.cpu_count()),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "Python": platform.python_version(),
        "node": _node_version(),
        "PostgreSQL": find_binaries().version,
        "drizzle-kit": _package_version("drizzle-kit"),
        "drizzle-orm": _package_version("drizzle-orm"),
        "dbmate": _package_version("@dbmate/linux-x64", DBMATE),
    }


def load() -> str:
    """How busy the machine was over the last 1, 5 and 15 minutes."""
    return " ".join(f"{average:.2f}" for average in os.getloadavg())


def _node_version() -> str:
    node = shutil.which("node")
    return run([node, "--version"], Path.cwd()).text.strip().lstrip("v") if node else "none"


def _package_version(name: str, packages: Path = PACKAGES) -> str:
    manifest = packages / name / "package.json"
    return str(json.loads(manifest.read_text("utf-8"))["version"]) if manifest.exists() else "none"
