"""The options of the temporary server (Prisma calls it a shadow database), and the values that a replay takes."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypedDict

from journal.dataclass import dataclass

if TYPE_CHECKING:
    from psycopg import Connection

    from journal.catalog.difference import Difference
    from journal.folder.entries import Entry
    from journal.folder.read import Folder
    from journal.project.settings import Settings
    from journal.rebuild.database import Recipe
    from journal.rebuild.schemas import Replays
    from journal.replay.limits import Limits
    from journal.replay.watcher import Watcher
    from journal.server.provider import KeptDatabase, Provider, Server


class TemporaryOptions(TypedDict, total=False):
    """The options of the temporary server; see `TemporaryServer` for the defaults."""

    temp: str | None
    pg_bin: str | Path | None
    before: Sequence[str | Path]
    platform: Literal["supabase", "neon"] | None
    superuser: bool
    statement_timeout: float
    lock_timeout: float
    disk_quota: float


@dataclass(frozen=True, kw_only=True)
class TemporaryServer:
    """The options as they were given. Timeouts are in seconds and the quota in GB; 0 is no limit.

    `temp` names the server, as `--temp` does. `before` are SQL files to run first, as superuser. `cache` None keeps
    slow replays, unless CI is set.
    """

    temp: str | None = None
    pg_bin: str | Path | None = None
    before: Sequence[str | Path] = ()
    platform: Literal["supabase", "neon"] | None = None
    superuser: bool = False
    statement_timeout: float = 300.0
    lock_timeout: float = 60.0
    disk_quota: float = 8.0
    cache: bool | None = None

    @property
    def words(self) -> tuple[str, ...]:
        """Return the options to type again, without a --temp that is a URL and may have a password."""
        is_url = self.temp is not None and ("=" in self.temp or "://" in self.temp)
        values = (
            ("--temp", None if is_url else self.temp), ("--pg-bin", self.pg_bin), ("--platform", self.platform),
            ("--superuser", self.superuser), *(("--before", path) for path in self.before),
        )  # fmt: skip
        given = [(option, value) for option, value in values if value]
        return tuple(word for option, value in given for word in ((option,) if value is True else (option, str(value))))

    @property
    def limits(self) -> "Limits":
        """Return the timeouts, and the quota in bytes."""
        from journal.replay.limits import GIGABYTE, Limits

        return Limits(self.statement_timeout, self.lock_timeout, round(self.disk_quota * GIGABYTE))

    def recipe(self, settings: "Settings") -> "Recipe":
        """Return how the temporary database is made. Raises SettingsInvalid for an extension that is not allowed."""
        from journal.rebuild.database import WORTH_SECONDS, Recipe
        from journal.server.seed import Platform, Seed, refuse_extensions

        keeps = self.cache if self.cache is not None else not os.environ.get("CI")
        platform = self.platform or settings.platform
        refuse_extensions(settings.extensions)
        seed = Seed(
            Platform(platform) if platform else None, tuple(map(Path, self.before)), settings.extensions, settings.roles
        )
        return Recipe(self.superuser, self.limits, seed, WORTH_SECONDS if keeps else None)

    def replays(self, watcher: "Watcher") -> "Callable[[Folder], Replays]":
        """Return what replays a folder on such a server, in databases that may be changed and are not kept."""
        from journal.rebuild.schemas import Replays

        def of_folder(folder: "Folder") -> Replays:
            recipe = replace(self.recipe(folder.settings), worth_seconds=None)
            return Replays(folder, recipe, self.provider(watcher), watcher)

        return of_folder

    def provider(self, watcher: "Watcher", live_version: str | None = None) -> "Provider":
        """Return where the server comes from.

        A server of the live one's major version (`live_version`, such as `17.2`) is preferred, unless `temp`,
        JOURNAL_TEMP or `pg_bin` say otherwise. Raises SettingsInvalid or ServerNotFound.
        """
        from journal.errors import ServerNotFound
        from journal.server.choice import VARIABLE, ServerPreferences, choose_provider
        from journal.server.provider import Preferring

        pg_bin = Path(self.pg_bin) if self.pg_bin else None
        preferences = ServerPreferences(pg_bin, disk_bytes=self.limits.disk_bytes, on_pull=watcher.pulling)
        if not live_version or self.pg_bin:
            return choose_provider(self.temp, preferences)
        try:
            preferred = choose_provider(self.temp, replace(preferences, major=int(live_version.partition(".")[0])))
        except ServerNotFound:
            return choose_provider(self.temp, preferences)
        if self.temp or os.environ.get(VARIABLE):
            return preferred
        return Preferring(preferred, choose_provider(None, preferences))


@dataclass(frozen=True)
class ProofSummary:
    """How a live schema was proved: the temporary server's version, and the patterns that were ignored."""

    version: str | None = None
    ignored: tuple[str, ...] = ()


class Prover:
    """A `Prove` on a temporary server of the live one's major version."""

    def __init__(
        self, settings: "Settings", temporary: TemporaryServer, ignore: Sequence[str], watcher: "Watcher"
    ) -> None:
        self.settings, self.temporary, self.watcher = settings, temporary, watcher
        self.summary = ProofSummary(ignored=(*settings.ignore_objects, *ignore))
        """Without a version until a server has started."""

    def __call__(self, connection: "Connection[Any]", entries: "Sequence[Entry]") -> "tuple[Difference, ...]":
        """Return how the live schema differs from a replay of the entries."""
        from journal.folder.version_1 import read_either
        from journal.rebuild.schemas import drift_prover

        live_version = connection.info.parameter_status("server_version")
        provider = _Noting(self.temporary.provider(self.watcher, live_version), self)
        folder, recipe = read_either(self.settings), self.temporary.recipe(self.settings)
        return drift_prover(folder, recipe, provider, self.watcher, self.summary.ignored)(connection, entries)


@dataclass(frozen=True)
class _Noting:
    """A provider that notes the version of the server it starts."""

    provider: "Provider"
    prover: Prover

    def kept(self, names: Sequence[str]) -> "KeptDatabase | None":
        return self.provider.kept(names)

    @contextmanager
    def start(self, kept: "KeptDatabase | None" = None) -> "Iterator[Server]":
        with self.provider.start(kept) as server:
            self.prover.summary = replace(self.prover.summary, version=server.version)
            yield server
