"""--temp: a word or a URL becomes the provider of the temporary server."""

import os
from dataclasses import dataclass
from pathlib import Path

from journal.connect.secrets import names_database, shown_target, unquoted
from journal.errors import ServerNotFound, SettingsInvalid
from journal.server.docker_engine import OnPull, engine_answers
from journal.server.embedded.binaries import find_binaries
from journal.server.embedded.provider import EmbeddedProvider
from journal.server.provider import Provider

VARIABLE = "JOURNAL_TEMP"
USUAL_MAJOR = 17
"""The image when nothing says which: the newest that every extension's images have."""


@dataclass(frozen=True)
class ServerPreferences:
    """What else bears on the choice. `major`: the version to prefer, such as that of a live database."""

    pg_bin: Path | None = None
    major: int | None = None
    disk_bytes: int = 0
    on_pull: OnPull = lambda image, done, total: None


def choose_provider(temp: str | None, wishes: ServerPreferences) -> Provider:
    """The provider that `temp` names, else JOURNAL_TEMP, else embedded where it is found, else docker.

    `embedded`, `embedded:17`, `docker`, `docker:17`, `docker:IMAGE`, `docker://IMAGE`, `postgresql://…`.
    Raises SettingsInvalid for anything else, ServerNotFound when there is no choice left.
    """
    source, word = ("--temp", temp) if temp else (VARIABLE, os.environ.get(VARIABLE))
    if not word:
        return _without_word(wishes)
    word = unquoted(word)
    kind, _, rest = word.partition(":")
    if kind != "docker" and names_database(word):
        from journal.connect.target import target_of  # noqa: PLC0415 - most runs do without
        from journal.server.existing import ExistingProvider  # noqa: PLC0415

        return ExistingProvider(target_of(word, source))
    if kind == "embedded" and (not rest or rest.isdigit()):
        return EmbeddedProvider(wishes.pg_bin, int(rest) if rest else wishes.major)
    if kind == "docker":
        image = rest.removeprefix("//")
        if "@" not in image.replace("@sha256:", ""):
            return _docker(image, wishes)
    raise SettingsInvalid(
        f"{source}{f', {shown}, names' if (shown := shown_target(word)) else ' names'} no temporary server.",
        hint="Write embedded, embedded:17, docker, docker:postgis/postgis:17-3.5, or postgresql://user@host/database.",
    )


def _docker(rest: str, wishes: ServerPreferences) -> Provider:
    from journal.server.container import DockerProvider  # noqa: PLC0415 - most runs do without

    image = f"postgres:{rest or wishes.major or USUAL_MAJOR}" if not rest or rest.isdigit() else rest
    return DockerProvider(image, wishes.disk_bytes, wishes.on_pull)


def _without_word(wishes: ServerPreferences) -> Provider:
    try:
        find_binaries(wishes.pg_bin, major=wishes.major)
    except ServerNotFound:
        if wishes.pg_bin or not engine_answers():
            raise
        return _docker("", wishes)
    return EmbeddedProvider(wishes.pg_bin, wishes.major)
