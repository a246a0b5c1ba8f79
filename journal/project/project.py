"""The project that every function of the library works on."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from journal.project.settings import Settings


@dataclass(frozen=True)
class Project:
    """A project whose settings are read. `settings` has everything that options, variables and files say."""

    settings: "Settings"

    @classmethod
    def find(
        cls,
        path: str | Path = ".",
        *,
        migrations: str | Path | None = None,
        meta: str | Path | None = None,
        config: str | Path | None = None,
    ) -> "Project":
        """Return the project in a folder: arguments first, then variables, journal.toml, drizzle.config and defaults.

        `migrations`, `meta` and `config` are relative to the folder. The variables are those of this process. Raises
        SettingsInvalid with the file, and what to write instead.
        """
        from journal.project.settings import load_settings

        paths = (None if given is None else Path(given) for given in (migrations, meta, config))
        return cls(load_settings(Path(path), **dict(zip(("migrations", "meta", "config"), paths, strict=True))))

    @property
    def root(self) -> Path:
        """Return the project's folder."""
        return self.settings.root

    @property
    def migrations(self) -> Path:
        """Return the folder of the .sql files."""
        return self.settings.migrations

    @property
    def journal(self) -> Path:
        """Return the path of _journal.json, which need not exist yet."""
        return self.settings.meta / "_journal.json"

    @property
    def config(self) -> Path | None:
        """Return the path of drizzle.config, or None without one."""
        return self.settings.config
