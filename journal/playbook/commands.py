"""The commands of the playbook, as they are to be typed for this project and this database, without its password."""

from dataclasses import dataclass, replace
from functools import cached_property

from journal.connect.target import Target, secrets_of
from journal.project.settings import Settings

_WITHOUT_FILES = ("backup", "backup list", "backup restore")


@dataclass(frozen=True)
class Commands:
    """How to type a verb. A database that --url named is named so again: else another would be taken."""

    settings: Settings
    target: Target

    def live(self, verb: str, *words: str) -> str:
        """A verb that works on the database; one that needs no files gets no option about them."""
        settings = self.settings if verb not in _WITHOUT_FILES else replace(self.settings, options=self._project)
        return settings.command(verb, *self._database, *words)

    def local(self, verb: str, *words: str) -> str:
        """A verb that works on the files, or on another database that the words name."""
        return replace(self.settings, env_var=None).command(verb, *words)

    @property
    def lack_password(self) -> bool:
        """Whether --url had one, which is not in the commands."""
        return bool(self._database) and any(secrets_of(self.target.words))

    @property
    def _project(self) -> tuple[str, ...]:
        pairs = list(zip(self.settings.options[::2], self.settings.options[1::2], strict=True))
        return tuple(word for pair in pairs if pair[0] in ("--project", "--config") for word in pair)

    @cached_property
    def _database(self) -> tuple[str, ...]:
        return self.target.typed
