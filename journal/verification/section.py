"""What a section is, and how one is made: whatever goes wrong in it is its own result."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from journal.connect.session import server_message
from journal.errors import JournalError


class SectionName(StrEnum):
    """The sections, in the order in which they are told."""

    PARITY = "parity"
    LEDGER = "ledger"
    SCHEMA = "schema"
    INDEXES = "indexes"
    PLANS = "plans"
    SMOKE = "smoke"


class SectionVerdict(StrEnum):
    """UNKNOWN: it was asked and could not be found out. LEFT_OUT: it was not asked."""

    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "could not tell"
    LEFT_OUT = "left out"


class Content(Protocol):
    """What a section found."""

    def verdict(self, *, strict: bool) -> SectionVerdict:
        """What it means. `strict`: a difference counts whatever its weight."""
        ...


class LeftOut(Exception):
    """A section is not asked for; the message says why."""


class DatabaseFailed(JournalError):
    """A database gave no answer to a question of ours."""

    code = "database-failed"


@dataclass(frozen=True)
class Section:
    """A part of the verification. `error`: why it failed or could not be found out; `why`: why it was left out."""

    name: SectionName
    verdict: SectionVerdict
    seconds: float = 0.0
    content: Content | None = None
    error: JournalError | None = None
    why: str = ""


@dataclass(frozen=True)
class SectionRunner:
    """How sections are asked for. `clean` takes the secrets of the live URL out of a message."""

    strict: bool = False
    clean: Callable[[str], str] = str

    def section(self, name: SectionName, make: Callable[[], Content]) -> Section:
        """Ask for one. An explained failure, and what a database says, is the section's own."""
        started = time.perf_counter()
        try:
            content = make()
        except LeftOut as reason:
            return Section(name, SectionVerdict.LEFT_OUT, why=str(reason))
        except JournalError as error:
            verdict = SectionVerdict.FAILED if error.exit_code == 1 else SectionVerdict.UNKNOWN
            return Section(name, verdict, time.perf_counter() - started, error=error)
        except Exception as error:
            failed = self._failed(error)
            return Section(name, SectionVerdict.UNKNOWN, time.perf_counter() - started, error=failed)
        return Section(name, content.verdict(strict=self.strict), time.perf_counter() - started, content)

    def _failed(self, error: Exception) -> DatabaseFailed:
        from psycopg import Error  # noqa: PLC0415 - `--help` does not pay for it

        if not isinstance(error, Error):
            raise error
        return DatabaseFailed(f"The database gave no answer: {self.clean(server_message(error))}.", hint="Try again.")
