"""A section of the checklist, and how one is run: whatever goes wrong in it is its own result."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from journal.connect.session import server_message
from journal.errors import JournalError


class SectionName(StrEnum):
    """The sections, in the order of the report."""

    PARITY = "parity"
    LEDGER = "ledger"
    SCHEMA = "schema"
    INDEXES = "indexes"
    PLANS = "plans"
    SMOKE = "smoke"


class SectionVerdict(StrEnum):
    """The verdicts; the values are those of the JSON. UNKNOWN: not checked. SKIPPED: not wanted."""

    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "could not tell"
    SKIPPED = "left out"

    @property
    def label(self) -> str:
        """The verdict for people."""
        return {"could not tell": "not checked", "left out": "skipped"}.get(self.value, self.value)


class Content(Protocol):
    """What a section found."""

    def verdict(self, *, strict: bool) -> SectionVerdict:
        """Return the verdict. `strict`: a difference counts whatever its weight."""
        ...


class SectionSkipped(Exception):
    """A section is skipped; the message says why."""


class DatabaseFailed(JournalError):
    """A database could not answer one of our queries."""

    code = "database-failed"


@dataclass(frozen=True)
class Section:
    """A part of the verification. `error`: why it failed or was not checked; `why`: why it was skipped."""

    name: SectionName
    verdict: SectionVerdict
    seconds: float = 0.0
    content: Content | None = None
    error: JournalError | None = None
    why: str = ""


@dataclass(frozen=True)
class SectionRunner:
    """Runs sections. `clean` removes the secrets of the live URL from a message."""

    strict: bool = False
    clean: Callable[[str], str] = str

    def run(self, name: SectionName, make: Callable[[], Content]) -> Section:
        """Run one. An explained failure, and an error of the database, is the section's own."""
        started = time.perf_counter()
        try:
            content = make()
        except SectionSkipped as reason:
            return Section(name, SectionVerdict.SKIPPED, why=str(reason))
        except Exception as error:
            failure = self._explained(error)
            verdict = SectionVerdict.FAILED if failure.exit_code == 1 else SectionVerdict.UNKNOWN
            return Section(name, verdict, time.perf_counter() - started, error=failure)
        return Section(name, content.verdict(strict=self.strict), time.perf_counter() - started, content)

    def _explained(self, error: Exception) -> JournalError:
        """Return the failure to report; an unexpected error is raised again."""
        from psycopg import Error

        if isinstance(error, JournalError):
            return error
        if not isinstance(error, Error):
            raise error
        message = self.clean(server_message(error))
        return DatabaseFailed(f"The database did not answer: {message}.", hint="Type the command again.")
