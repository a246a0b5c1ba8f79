"""What can go wrong and be explained: one root, one class for each thing a caller can act on.

An error here is a sentence for a person. Anything else that is raised is a bug, and is shown as one.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum, StrEnum
from pathlib import Path
from typing import ClassVar


@dataclass(frozen=True)
class Place:
    """Where in a file: `line` and `column` count from 1, in characters; 0 means "the whole file"."""

    path: Path
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        numbers = [str(number) for number in (self.line, self.column) if number]
        return ":".join([str(self.path), *numbers])


def place_at(path: Path, text: str, offset: int) -> Place:
    """Turn an offset in characters into a Place; only "\\n" ends a line, as for PostgreSQL."""
    before = text[:offset]
    return Place(path, before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1)


class Lines:
    """The lines of a text, for who asks for many places in it."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self._starts = [0, *(found.end() for found in re.finditer("\n", text))]

    def at(self, offset: int) -> Place:
        """The Place of an offset in characters, as `place_at` gives it."""
        line = bisect_right(self._starts, offset)
        return Place(self.path, line, offset - self._starts[line - 1] + 1)


class Severity(StrEnum):
    """How much a finding or note matters: an ERROR breaks something, a WARNING needs a look, a NOTE is advice."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True)
class Note:
    """One oddity that stops nobody: a stable kebab-case `code`, one sentence, the way out, and where."""

    code: str
    message: str
    help: str = ""
    place: Place | None = None
    severity: Severity = Severity.WARNING


class Wait(Enum):
    """What was waited for too short a time; the value names the arguments of verbs that allow more, the first one wins.

    A verb has an option for it or not, and calls it as it likes: only the one that failed can be advised to be typed.
    """

    LEDGER = ("ledger_lock_timeout",)
    """For another run of ours, or whoever holds what is to be written."""
    LOCK = ("lock_timeout",)
    """A statement, for a lock."""
    STATEMENT = ("statement_timeout",)
    """For the end of a statement."""


class JournalError(Exception):
    """The root. `message` is one sentence, `hint` what to do next, `code` is stable for scripts."""

    code: ClassVar[str] = "error"
    exit_code: ClassVar[int] = 2

    def __init__(self, message: str, *, hint: str = "", place: Place | None = None, waited: Wait | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.place = place
        self.waited = waited
        self.warnings: tuple[Note, ...] = ()
        """What was odd in the input, where that may explain the failure."""

    def name_option(self, options: Mapping[str, str]) -> None:
        """Say how to wait longer, by the options of the verb that failed: `{"lock_timeout": "--lock-timeout"}`."""
        named = [options[name] for name in (self.waited.value if self.waited else ()) if name in options]
        if named:
            self.hint = f"{self.hint} To wait longer: {named[0]} SECONDS.".strip()
            self.waited = None


class SettingsInvalid(JournalError):
    """journal.toml, pyproject.toml or an option says something that cannot be followed."""

    code = "settings-invalid"


class FolderUnreadable(JournalError):
    """A migrations folder, or a file in it, is missing, unsafe or not readable."""

    code = "folder-unreadable"


class JournalInvalid(JournalError):
    """_journal.json is there, but Drizzle could not follow it."""

    code = "journal-invalid"


class FileUnwritable(JournalError):
    """A file of the project cannot be written: the folder, or the disk, does not take it."""

    code = "file-unwritable"


class JournalChanged(JournalError):
    """Somebody else wrote _journal.json while we worked on it."""

    code = "journal-changed"


class Locked(JournalError):
    """Another run holds the lock and did not let go within the time given."""

    code = "locked"


class ServerNotFound(JournalError):
    """No PostgreSQL could be found for the temporary database."""

    code = "server-not-found"


class ServerFailed(JournalError):
    """A PostgreSQL was found, but it did not start or did not answer."""

    code = "server-failed"


class DatabaseUnreachable(JournalError):
    """The database of the user's URL cannot be connected to, or the URL is missing or malformed."""

    code = "database-unreachable"


class SystemRefused(JournalError):
    """The operating system refused something: no space, no memory, no right, or a file that is gone."""

    code = "system-refused"


class DatabaseRefused(JournalError):
    """A server stopped a statement of ours for a reason of its own: its limits, its rights, its end."""

    code = "database-refused"


class PoolerInTheWay(JournalError):
    """The database is reached through a transaction pooler, and the work needs a session of its own."""

    code = "transaction-pooler"


class TimedOut(JournalError):
    """The database did not answer within the time given; mostly somebody holds a lock."""

    code = "timed-out"


class EngineFailed(JournalError):
    """The project's own drizzle-orm was asked for and could not do its part."""

    code = "engine-failed"


class MigrationMissing(JournalError):
    """The journal lists a migration that has no file, so Drizzle cannot run at all."""

    code = "migration-missing"
    exit_code = 1


class ConsentMissing(JournalError):
    """Something would be written, and nobody said yes to it."""

    code = "consent-missing"


class Declined(JournalError):
    """Somebody was asked, and said no."""

    code = "declined"
    exit_code = 1


class LedgerUnusable(JournalError):
    """The ledger is there, and Drizzle cannot read it.

    `sqlstates`: what `migrate` of 0.x and of 1.0 fails with, as this role; empty where that is not known.
    """

    code = "ledger-unusable"
    exit_code = 1

    def __init__(
        self, message: str, *, hint: str = "", place: Place | None = None, sqlstates: tuple[str, ...] = ()
    ) -> None:
        super().__init__(message, hint=hint, place=place)
        self.sqlstates = sqlstates


class LedgerUnreadable(JournalError):
    """The ledger is there, and this role cannot read it, so nothing is known of it."""

    code = "ledger-unreadable"


class LedgerUnpredictable(JournalError):
    """The ledger is not as Drizzle makes it, and what its `migrate` does with it cannot be told beforehand."""

    code = "ledger-unpredictable"


def nearest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str | None:
    """Return the known word that a mistyped one resembles most, or None where all are further than the cutoff."""
    return next(iter(get_close_matches(word, list(known), 1, cutoff)), None)


def did_you_mean(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """Return the hint for an unknown word: the nearest known one, or `otherwise` where none is near."""
    near = nearest(word, known)
    return f"Did you mean `{near}`?" if near else otherwise


@contextmanager
def warned(notes: tuple[Note, ...]) -> Iterator[None]:
    """What is odd about the folder may be what makes a statement fail: let the failure carry it."""
    try:
        yield
    except JournalError as error:
        error.warnings = notes + error.warnings
        raise
