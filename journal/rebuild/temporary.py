"""The options of the temporary server (Prisma calls it a shadow database), and the values that a replay takes."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from journal.folder.read import Folder
    from journal.rebuild.database import Recipe
    from journal.rebuild.schemas import Replays
    from journal.replay.limits import Limits
    from journal.replay.progress import Watcher
    from journal.server.provider import Provider


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

    @property
    def recipe(self) -> "Recipe":
        """Return how the temporary database is made."""
        from journal.rebuild.database import WORTH_SECONDS, Recipe
        from journal.server.seed import Platform, Seed

        keeps = self.cache if self.cache is not None else not os.environ.get("CI")
        seed = Seed(Platform(self.platform) if self.platform else None, tuple(map(Path, self.before)))
        return Recipe(self.superuser, self.limits, seed, WORTH_SECONDS if keeps else None)

    def replays(self, watcher: "Watcher") -> "Callable[[Folder], Replays]":
        """Return what replays a folder on such a server, in databases that may be changed and are not kept."""
        from journal.rebuild.schemas import Replays

        recipe = replace(self.recipe, worth_seconds=None)
        return lambda folder: Replays(folder, recipe, self.provider(watcher), watcher)

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
