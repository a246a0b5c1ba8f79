"""The commands of the playbook, as one types them for this project and database, without its password."""

from dataclasses import dataclass, replace

from journal.connect.target import Target, secrets_of
from journal.project.settings import Settings

_WITHOUT_FILES = ("backup", "backup list", "backup restore")


@dataclass(frozen=True)
class Commands:
    """How to type a verb. A database that --url named is named again, since without it another one would be used."""

    settings: Settings
    target: Target

    def live(self, verb: str, *words: str) -> str:
        """Return the command of a verb for the database; one that needs no files gets no option about them."""
        settings = self.settings
        if verb in _WITHOUT_FILES:
            pairs = zip(settings.options[::2], settings.options[1::2], strict=True)
            kept = tuple(word for pair in pairs if pair[0] in ("--project", "--config") for word in pair)
            settings = replace(settings, options=kept)
        return settings.command(verb, *self.target.typed, *words)

    def local(self, verb: str, *words: str) -> str:
        """Return the command of a verb for the files, or for another database that the words name."""
        return replace(self.settings, env_var=None).command(verb, *words)

    @property
    def lack_password(self) -> bool:
        """Whether --url had a password, which the commands lack."""
        return bool(self.target.typed) and any(secrets_of(self.target.words))
