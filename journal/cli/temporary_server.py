"""The options of the temporary server, which several verbs have, as what they ask for."""

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from journal.folder.read import Folder
    from journal.rebuild.database import Recipe
    from journal.rebuild.schemas import Replays
    from journal.replay.limits import Limits
    from journal.replay.progress import Watcher
    from journal.server.provider import Provider


@dataclass(frozen=True, kw_only=True)
class Temporary:
    """The words as they were typed; see `journal/cli/options.py`."""

    temp: str | None
    pg_bin: Path | None
    before: list[Path] | None
    platform: str | None
    superuser: bool
    statement_timeout: float
    lock_timeout: float
    disk_quota: float
    cache: bool | None

    @property
    def words(self) -> tuple[str, ...]:
        """The options as they are to be typed again; not a --temp that is a URL, which may hold a password."""
        secret = self.temp is not None and ("=" in self.temp or "://" in self.temp)
        said = {
            "--temp": None if secret else self.temp, "--pg-bin": self.pg_bin,
            "--platform": self.platform, "--superuser": self.superuser,
        }  # fmt: skip
        befores = [("--before", path) for path in self.before or ()]
        pairs = [(flag, value) for flag, value in (*said.items(), *befores) if value]
        return tuple(word for flag, value in pairs for word in ((flag,) if value is True else (flag, str(value))))

    @property
    def limits(self) -> "Limits":
        """The timeouts, and the quota in bytes."""
        from journal.replay.limits import GIGABYTE, Limits  # noqa: PLC0415 - `--help` does not pay for it

        return Limits(self.statement_timeout, self.lock_timeout, round(self.disk_quota * GIGABYTE))

    @property
    def recipe(self) -> "Recipe":
        """How the database is made. States are kept by default, but not where CI is set."""
        from journal.rebuild.database import WORTH_SECONDS, Recipe  # noqa: PLC0415
        from journal.server.seed import Platform, Seed  # noqa: PLC0415

        keeps = self.cache if self.cache is not None else not os.environ.get("CI")
        seed = Seed(Platform(self.platform) if self.platform else None, tuple(self.before or ()))
        return Recipe(self.superuser, self.limits, seed, WORTH_SECONDS if keeps else None)

    def replaying(self, watcher: "Watcher") -> "Callable[[Folder], Replays]":
        """Replays on such a server, of databases that may be changed and so are not kept."""
        from journal.rebuild.schemas import Replays  # noqa: PLC0415

        recipe = replace(self.recipe, worth_seconds=None)
        return lambda folder: Replays(folder, recipe, self.provider(watcher), watcher)

    def provider(self, watcher: "Watcher", live_version: str | None = None) -> "Provider":
        """Where the server comes from; of the live one's major version if there is one, else of any.

        `live_version` is such as `17.2`. With --temp, JOURNAL_TEMP or --pg-bin it is theirs to say.
        """
        from journal.errors import ServerNotFound  # noqa: PLC0415
        from journal.server.choice import VARIABLE, ServerPreferences, choose_provider  # noqa: PLC0415
        from journal.server.provider import Preferring  # noqa: PLC0415

        wishes = ServerPreferences(self.pg_bin, disk_bytes=self.limits.disk_bytes, on_pull=watcher.pulling)
        if not live_version or self.pg_bin:
            return choose_provider(self.temp, wishes)
        try:
            preferred = choose_provider(self.temp, replace(wishes, major=int(live_version.partition(".")[0])))
        except ServerNotFound:
            return choose_provider(self.temp, wishes)
        if self.temp or os.environ.get(VARIABLE):
            return preferred
        return Preferring(preferred, choose_provider(None, wishes))
