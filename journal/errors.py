"""Failures that are explained: one root, and one class for each thing a caller can act on.

A failure is a sentence for a person. Any other exception is a bug, and is shown as one.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from enum import Enum, StrEnum
from pathlib import Path
from typing import Any, ClassVar

from journal.dataclass import dataclass


@dataclass(frozen=True)
class Place:
    """A place in a file: `line` and `column` count from 1, in characters; 0 is the whole file."""

    path: Path
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        numbers = [str(number) for number in (self.line, self.column) if number]
        return ":".join([str(self.path), *numbers])


class Lines:
    """The lines of a text, for many places in it."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self._starts = [0, *(found.end() for found in re.finditer("\n", text))]

    def at(self, offset: int) -> Place:
        """Return the Place of an offset in characters, as `place_at` does."""
        line = bisect_right(self._starts, offset)
        return Place(self.path, line, offset - self._starts[line - 1] + 1)


def place_at(path: Path, text: str, offset: int) -> Place:
    """Return the Place of an offset in characters; only "\\n" ends a line, as for PostgreSQL."""
    return Lines(path, text).at(offset)


class Severity(StrEnum):
    """How much a finding or note matters: an ERROR breaks something, a WARNING needs a look, a NOTE is advice."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True)
class Note:
    """Something odd that stops nothing: a stable kebab-case `code`, one sentence, the help, and the place."""

    code: str
    message: str
    help: str = ""
    place: Place | None = None
    severity: Severity = Severity.WARNING


class Wait(Enum):
    """What a timeout was about; the value is the argument that lengthens it, in commands and functions that have it."""

    LEDGER = "ledger_lock_timeout"
    """The wait for another run of this tool, or for another session that holds the ledger."""
    LOCK = "lock_timeout"
    """The wait of a statement for a lock."""
    STATEMENT = "statement_timeout"
    """The wait for the end of a statement."""


class JournalError(Exception):
    """The root of all failures. `message` is one sentence, `hint` the next step, `code` is stable for scripts.

    `exit_code`: 1 where the answer is no, 2 where there is none. `waited`: what timed out.
    """

    code: ClassVar[str] = "error"
    exit_code: ClassVar[int] = 2

    def __init__(self, message: str, *, hint: str = "", place: Place | None = None, waited: Wait | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.place = place
        self.waited = waited
        self.warnings: tuple[Note, ...] = ()
        """Notes on the input that may explain the failure."""

    def name_option(self, options: Mapping[str, str]) -> None:
        """Add how to wait longer, by the options of the command that failed: `{"lock_timeout": "--lock-timeout"}`."""
        if self.waited and self.waited.value in options:
            self.hint = f"{self.hint} To wait longer: {options[self.waited.value]} SECONDS.".strip()
            self.waited = None


class SettingsInvalid(JournalError):
    """journal.toml, pyproject.toml or an option has an invalid value."""

    code = "settings-invalid"


class SeveralProjects(SettingsInvalid):
    """There are several projects below the folder, and nothing says which is meant. `found` are FoundProject."""

    def __init__(self, message: str, *, hint: str = "", place: Place | None = None, found: Sequence[Any] = ()) -> None:
        super().__init__(message, hint=hint, place=place)
        self.found = tuple(found)


class FolderUnreadable(JournalError):
    """A migrations folder, or a file in it, is missing, unsafe or not readable."""

    code = "folder-unreadable"


class JournalInvalid(JournalError):
    """_journal.json exists, but Drizzle cannot read it."""

    code = "journal-invalid"


class FileUnwritable(JournalError):
    """A file of the project cannot be written."""

    code = "file-unwritable"


class JournalChanged(JournalError):
    """Another program wrote _journal.json during the run."""

    code = "journal-changed"


class Locked(JournalError):
    """Another run, or another session, held a lock for longer than the timeout."""

    code = "locked"


class ServerNotFound(JournalError):
    """No PostgreSQL was found for the temporary server."""

    code = "server-not-found"


class ServerFailed(JournalError):
    """The temporary server did not start or did not answer."""

    code = "server-failed"


class DatabaseUnreachable(JournalError):
    """The live database cannot be reached, or its URL is missing or malformed."""

    code = "database-unreachable"


class DatabaseAmbiguous(JournalError):
    """Two places name different databases, and the command writes to one."""

    code = "database-ambiguous"


class SystemRefused(JournalError):
    """The operating system refused something: no space, no memory, no permission, or a missing file."""

    code = "system-refused"


class DatabaseRefused(JournalError):
    """A server stopped our statement because of its limits, its privileges or its shutdown."""

    code = "database-refused"


class OutcomeUnknown(JournalError):
    """The connection broke before the answer to a COMMIT came."""

    code = "outcome-unknown"


class PoolerInTheWay(JournalError):
    """The database is behind a transaction pooler, and the work needs a session of its own."""

    code = "transaction-pooler"


class TimedOut(JournalError):
    """The database did not answer before the timeout, mostly because another session holds a lock."""

    code = "timed-out"


class EngineFailed(JournalError):
    """The project's own drizzle-orm or drizzle-kit failed."""

    code = "engine-failed"


class MigrationMissing(JournalError):
    """The journal lists a migration without a file, so Drizzle cannot run at all."""

    code = "migration-missing"
    exit_code = 1


class ConsentMissing(JournalError):
    """A write needs consent, and there is no terminal to ask on."""

    code = "consent-missing"


class Declined(JournalError):
    """The user was asked, and refused."""

    code = "declined"
    exit_code = 1


class LedgerUnusable(JournalError):
    """The ledger exists, and Drizzle cannot read it.

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
    """The ledger exists, and this role cannot read it."""

    code = "ledger-unreadable"


class LedgerUnpredictable(JournalError):
    """The ledger has a shape that Drizzle does not create, so what `migrate` does to it is not predictable."""

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
    """Add notes on the folder to a failure of the block: they may explain it."""
    try:
        yield
    except JournalError as error:
        error.warnings = notes + error.warnings
        raise
