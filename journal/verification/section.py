"""A section of the checklist, and how one is run: whatever goes wrong in it is its own result."""

import time
from collections.abc import Callable
from dataclasses import field
from enum import StrEnum
from typing import Protocol

from journal.connect.session import server_message
from journal.dataclass import dataclass
from journal.drizzle.choice import Engine
from journal.errors import JournalError
from journal.rebuild.database import Recipe
from journal.server.provider import Provider


class SectionName(StrEnum):
    """The sections, in the order of the report."""

    PARITY = "parity"
    LEDGER = "ledger"
    SCHEMA = "schema"
    INDEXES = "indexes"
    PLANS = "plans"
    SMOKE = "smoke"
    SNAPSHOTS = "snapshots"


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


ProviderFor = Callable[[str | None], Provider]
"""Returns the provider of the temporary server for the live server's version, such as `17.2`; None: there is none."""


@dataclass(frozen=True)
class VerifyRequest:
    """The options of verify. `ignore`: objects of a live schema that may differ, beside those of the settings."""

    provider: ProviderFor
    engine: Engine = Engine.AUTO
    recipe: Recipe = field(default_factory=Recipe)
    ignore: tuple[str, ...] = ()
    strict: bool = False
    smoke: bool = True


def run_section(
    name: SectionName, make: Callable[[], Content], *, strict: bool, clean: Callable[[str], str] = str
) -> Section:
    """Run a section. An explained failure, and an error of the database, is the section's own.

    `clean` removes the secrets of the live URL from a message.
    """
    import psycopg

    started = time.perf_counter()
    failure: JournalError
    try:
        content = make()
        return Section(name, content.verdict(strict=strict), time.perf_counter() - started, content)
    except SectionSkipped as reason:
        return Section(name, SectionVerdict.SKIPPED, why=str(reason))
    except psycopg.Error as error:
        message = clean(server_message(error))
        failure = DatabaseFailed(f"The database did not answer: {message}.", hint="Type the command again.")
    except JournalError as error:
        failure = error
    verdict = SectionVerdict.FAILED if failure.exit_code == 1 else SectionVerdict.UNKNOWN
    return Section(name, verdict, time.perf_counter() - started, error=failure)
