"""What a drizzle.config says, as frozen values: each word with its place, and each that cannot be read, with why."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from journal.errors import Place, SettingsInvalid

POSTGRESQL = "postgresql"
_OLD_DRIVERS = ("pg", "pglite", "aws-data-api")  # `driver` of drizzle-kit before 0.21, which had no `dialect`


@dataclass(frozen=True)
class ConfigValue:
    """A value and where it stands. `origin` is the variable that it was taken from, and its file: `X of .env`."""

    value: Any = field(repr=False)  # it may hold a password
    place: Place
    origin: str = ""


@dataclass(frozen=True)
class Unread:
    """A key that says something which only running the file would tell. No string of the file is in `text`."""

    key: str
    place: Place
    text: str
    why: str

    def __str__(self) -> str:
        key = f"`{self.key}`" if self.key else "it"
        return f"{key} cannot be read without running the file: {self.text} ({self.why})"


@dataclass(frozen=True)
class DrizzleConfig:
    """One file. Keys are dotted, such as `migrations.table`; what a key is not among is not said.

    `schema` and the two filters are tuples of text, `breakpoints` is a bool, `dbCredentials.port` an int,
    `dbCredentials.ssl` a text, a bool, or True for an object; everything else is text.
    """

    place: Place
    said: Mapping[str, ConfigValue]
    unread: tuple[Unread, ...] = ()

    def get(self, key: str) -> ConfigValue | None:
        """What is said of a key; None for nothing, or for what cannot be read."""
        return self.said.get(key)

    def why_not(self, key: str) -> Unread | None:
        """Why a key cannot be read, where it may say something: itself, what it is in, or what is spread there."""
        if key in self.said:
            return None
        parts = key.split(".")
        inside = {".".join(parts[:count]) for count in range(len(parts) + 1)}
        return next((one for one in self.unread if one.key in inside), None)

    def text(self, key: str, instead: str) -> ConfigValue | None:
        """What is said of a key that is needed. Raises SettingsInvalid where it cannot be read.

        `instead` is what to type to say it otherwise.
        """
        unread = self.why_not(key)
        if unread is not None:
            raise SettingsInvalid(f"{unread.place}: {unread}.", hint=f"Say it yourself: {instead}", place=unread.place)
        return self.said.get(key)

    @property
    def other_dialect(self) -> str:
        """The database that it is for, where that is not PostgreSQL; else empty."""
        dialect, driver = self.said.get("dialect"), self.said.get("driver")
        if dialect is not None:
            return "" if dialect.value == POSTGRESQL else str(dialect.value)
        return str(driver.value) if driver is not None and driver.value not in _OLD_DRIVERS else ""
