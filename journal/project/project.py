"""What the functions of the library take and return: the project, and a result with a verdict and one JSON document."""

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from journal.dataclass import dataclass

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

        Where the folder has no project, it is the nearest one upwards in the repository, else the only one below.

        `migrations`, `meta` and `config` are relative to the folder. The variables are those of this process. Raises
        SettingsInvalid with the file, and what to write instead; SeveralProjects where there are several below.
        """
        from journal.project.discovery import is_named, load_found, locate_project
        from journal.project.settings import load_settings

        given = {"migrations": migrations, "meta": meta, "config": config}
        paths = {name: None if value is None else Path(value) for name, value in given.items()}
        if is_named(*paths.values()):
            return cls(load_settings(Path(path), **paths))
        return cls(load_found(Path(path), locate_project(Path(path))))

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


class Result:
    """A result that a command prints, too. Its `document` names the function of report/ that knows how."""

    document: ClassVar[str]
    """Module and function in `journal.report`, such as `status.status_json`."""

    @property
    def passed(self) -> bool:
        """Tell whether the answer is yes; the command exits with 1 where it is no."""
        return True

    def to_json(self) -> dict[str, Any]:
        """Return the keys of the document that the command prints with --json; it adds those of the envelope."""
        module, _, name = self.document.rpartition(".")
        document: dict[str, Any] = getattr(import_module(f"journal.report.{module}"), name)(self)
        return document
