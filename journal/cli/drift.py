"""The proof that a verb asks for before it writes, on a temporary server like the live one."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from journal.cli.temporary_server import Temporary

if TYPE_CHECKING:
    from psycopg import Connection

    from journal.catalog.difference import Difference
    from journal.folder.entries import Entry
    from journal.project.settings import Settings
    from journal.server.provider import KeptDatabase, Provider, Server


@dataclass
class Prover:
    """A `Prove`. `version` is the temporary server's, once there was one."""

    settings: "Settings"
    temporary: Temporary
    ignore: tuple[str, ...]
    quiet: bool
    version: str | None = field(default=None, init=False)

    def __call__(self, connection: "Connection[Any]", entries: "Sequence[Entry]") -> "tuple[Difference, ...]":
        """Replay the entries, and compare."""
        from journal.cli.progress import watching  # noqa: PLC0415 - `--help` does not pay for it
        from journal.folder.read import read_folder  # noqa: PLC0415
        from journal.rebuild.drift import drift_prover  # noqa: PLC0415

        live_version = connection.info.parameter_status("server_version")
        # The live lines end with the proof: whoever asks for consent next has the terminal to himself.
        with watching("starting PostgreSQL", quiet=self.quiet) as watcher:
            provider = _Noting(self.temporary.provider(watcher, live_version), self)
            folder = read_folder(self.settings)
            return drift_prover(folder, self.temporary.recipe, provider, watcher, self.ignore)(connection, entries)


@dataclass(frozen=True)
class _Noting:
    """A provider that notes the version of what it starts."""

    provider: "Provider"
    prover: Prover

    def kept(self, names: Sequence[str]) -> "KeptDatabase | None":
        return self.provider.kept(names)

    @contextmanager
    def start(self, kept: "KeptDatabase | None" = None) -> "Iterator[Server]":
        with self.provider.start(kept) as server:
            self.prover.version = server.version
            yield server
