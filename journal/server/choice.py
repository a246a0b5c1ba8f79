"""--temp: a word or a URL becomes the provider of the temporary server."""

import os
from pathlib import Path

from journal.connect.secrets import names_database, shown_target, unquoted
from journal.dataclass import dataclass
from journal.errors import ServerNotFound, SettingsInvalid
from journal.server.container import DockerProvider, OnPull, engine_answers
from journal.server.embedded.binaries import find_binaries
from journal.server.embedded.provider import EmbeddedProvider
from journal.server.provider import Provider

VARIABLE = "JOURNAL_TEMP"
USUAL_MAJOR = 17
"""The image if no version is given: the newest that the images of every extension have."""


@dataclass(frozen=True)
class ServerPreferences:
    """Preferences for the server. `major` is the preferred version, such as that of a live database."""

    pg_bin: Path | None = None
    major: int | None = None
    disk_bytes: int = 0
    on_pull: OnPull = lambda image, done, total: None


def choose_provider(temp: str | None, preferences: ServerPreferences) -> Provider:
    """Return the provider that `temp` names, else JOURNAL_TEMP, else embedded if it is found, else docker.

    `embedded`, `embedded:17`, `docker`, `docker:17`, `docker:IMAGE`, `docker://IMAGE`, `postgresql://…`.
    Raises SettingsInvalid for any other word, and ServerNotFound if there is no server.
    """
    source, word = ("--temp", temp) if temp else (VARIABLE, os.environ.get(VARIABLE))
    if not word:
        return _usual(preferences)
    word = unquoted(word)
    kind, _, rest = word.partition(":")
    if kind != "docker" and names_database(word):
        from journal.connect.target import target_of
        from journal.server.existing import ExistingProvider

        return ExistingProvider(target_of(word, source))
    if kind == "embedded" and (not rest or rest.isdigit()):
        return EmbeddedProvider(preferences.pg_bin, int(rest) if rest else preferences.major)
    image = rest.removeprefix("//")
    if kind == "docker" and "@" not in image.replace("@sha256:", ""):
        return _docker(image, preferences)
    raise SettingsInvalid(
        f"{source}{f', {shown}, names' if (shown := shown_target(word)) else ' names'} no temporary server.",
        hint="Write embedded, embedded:17, docker, docker:postgis/postgis:17-3.5, or postgresql://user@host/database.",
    )


def _docker(image: str, preferences: ServerPreferences) -> Provider:
    if not image or image.isdigit():
        image = f"postgres:{image or preferences.major or USUAL_MAJOR}"
    return DockerProvider(image, preferences.disk_bytes, preferences.on_pull)


def _usual(preferences: ServerPreferences) -> Provider:
    try:
        find_binaries(preferences.pg_bin, major=preferences.major)
    except ServerNotFound:
        if preferences.pg_bin or not engine_answers():
            raise
        return _docker("", preferences)
    return EmbeddedProvider(preferences.pg_bin, preferences.major)
