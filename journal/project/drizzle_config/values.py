"""The values of a drizzle.config, each with its place, and the expressions that only running the file would compute."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from journal.errors import Note, Place, SettingsInvalid, Severity

DEFAULT = "drizzle"
"""Where drizzle-kit writes without `out`. Source: `migrateConfig` of drizzle-kit 0.31."""

_OLD_DRIVERS = ("pg", "pglite", "aws-data-api")  # `driver` of drizzle-kit before 0.21, which had no `dialect`


@dataclass(frozen=True)
class ConfigValue:
    """A value and its place. `origin` is the variable it was taken from, with its file: `X of .env`."""

    value: Any = field(repr=False)  # it may be a password
    place: Place
    origin: str = ""


@dataclass(frozen=True)
class Unread:
    """A key with a computed value. `text` is the expression without the content of its strings."""

    key: str
    place: Place
    text: str
    why: str

    def __str__(self) -> str:
        key = f"`{self.key}`" if self.key else "it"
        return f"{key} cannot be read without running the file: {self.text} ({self.why})"


@dataclass(frozen=True)
class DrizzleConfig:
    """One file. Keys are dotted, such as `migrations.table`.

    `schema` and the two filters are tuples of text, `breakpoints` is a bool, `dbCredentials.port` an int,
    `dbCredentials.ssl` a text, a bool, or True for an object; every other value is text.
    """

    place: Place
    values: Mapping[str, ConfigValue]
    unread: tuple[Unread, ...] = ()

    def get(self, key: str) -> ConfigValue | None:
        """Return the value of a key, or None where it is absent or computed."""
        return self.values.get(key)

    def why_not(self, key: str) -> Unread | None:
        """Return the computed expression that may set a key: its own, that of its object, or a spread there."""
        if key in self.values:
            return None
        parts = key.split(".")
        inside = {".".join(parts[:count]) for count in range(len(parts) + 1)}
        return next((unread for unread in self.unread if unread.key in inside), None)

    def text(self, key: str, instead: str) -> ConfigValue | None:
        """Return the value of a key that is needed. Raises SettingsInvalid where it is computed.

        `instead` is what the user can type to name the value.
        """
        unread = self.why_not(key)
        if unread is not None:
            raise SettingsInvalid(f"{unread.place}: {unread}.", hint=f"Name it: {instead}", place=unread.place)
        return self.values.get(key)

    @property
    def other_dialect(self) -> str:
        """The database that the file is for, where that is not PostgreSQL; else empty."""
        dialect, driver = self.values.get("dialect"), self.values.get("driver")
        if dialect is not None:
            return "" if dialect.value == "postgresql" else str(dialect.value)
        return str(driver.value) if driver is not None and driver.value not in _OLD_DRIVERS else ""


def dialect_note(config: DrizzleConfig) -> Note:
    """Return the note on a file for another database."""
    place = next(config.values[key].place for key in ("dialect", "driver") if key in config.values)
    message = f"{place} is for {config.other_dialect}, not for PostgreSQL; it is skipped."
    help_ = "Name the one for PostgreSQL with --config, or the folder with --migrations."
    return Note("config-of-other-dialect", message, help_, place, Severity.NOTE)
