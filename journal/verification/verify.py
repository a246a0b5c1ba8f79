"""Verify: replay on a temporary database and compare; with a live database, compare that, too. It writes nothing.

Each check is a section of one report, and one that fails or cannot be done hides no other.
"""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import ClassVar

from journal.connect.target import Target
from journal.drizzle.choice import Engine
from journal.errors import DatabaseUnreachable
from journal.folder.read import Folder, read_folder
from journal.project.settings import Settings
from journal.project.verification import IgnoredDrift
from journal.rebuild.database import Recipe
from journal.rebuild.drift import drift_prover
from journal.replay.progress import Silence, Watcher
from journal.result import Result
from journal.server.provider import Provider, WithoutKeeping
from journal.verbs.status import StatusResult, status
from journal.verification.live import (
    Drift,
    Indexes,
    Recorded,
    SchemaComparison,
    drift,
    last_applied,
    must_be_replayable,
)
from journal.verification.parity import ParityOptions, ParityResult, replayed
from journal.verification.running import OnLive, OnTemporary, Plans, Smokes, Where, plans, smokes
from journal.verification.section import LeftOut, Section, SectionName, SectionRunner, SectionVerdict

ProviderFor = Callable[[str | None], Provider]
"""Where the temporary server comes from, given the version of the live one, such as `17.2`, where there is one."""


@dataclass(frozen=True)
class VerifyRequest:
    """What is asked of verify. `ignore`: objects of a live schema that may differ, beside those of the settings."""

    provider: ProviderFor
    engine: Engine = Engine.AUTO
    recipe: Recipe = field(default_factory=Recipe)
    ignore: tuple[str, ...] = ()
    strict: bool = False
    smoke: bool = True


@dataclass(frozen=True)
class Verified(Result):
    """The result: every section, in the order of their names. `target` is None where no live database was asked."""

    document: ClassVar[str] = "verify.json.verify_json"

    folder: Folder
    target: Target | None
    sections: tuple[Section, ...]
    ignored: tuple[IgnoredDrift, ...] = ()
    strict: bool = False

    def section(self, name: SectionName) -> Section:
        """The one of this name."""
        return next(one for one in self.sections if one.name is name)

    @property
    def passed(self) -> bool:
        """Tell whether every section passed."""
        return self.verdict is SectionVerdict.PASSED

    @property
    def verdict(self) -> SectionVerdict:
        """FAILED where one failed, else UNKNOWN where one could not be found out, else PASSED."""
        found = {one.verdict for one in self.sections}
        return next(
            (one for one in (SectionVerdict.FAILED, SectionVerdict.UNKNOWN) if one in found), SectionVerdict.PASSED
        )


def verify(
    settings: Settings, target: Target | None, request: VerifyRequest, watcher: Watcher | None = None
) -> Verified:
    """Check all that can be checked, on the replayed database, or on a live one where it is named.

    Raises JournalInvalid or FolderUnreadable; what else goes wrong is the result of its section.
    """
    work = _Work(read_folder(settings), target, request, watcher or Silence())
    ledger = work.asking.section(SectionName.LEDGER, work.ledger)
    with ExitStack() as stack:  # the replayed database runs as long as it is needed
        parity = work.asking.section(SectionName.PARITY, lambda: work.replayed(stack, ledger))
        if target is None:
            running = work.running(lambda: _temporary(parity))
    if target is not None:
        running = work.running(lambda: _live(target, ledger))
    sections = (parity, ledger, *work.schema(ledger, parity), *running)
    return Verified(work.folder, target, sections, work.ignored, request.strict)


@dataclass(frozen=True)
class _Work:
    folder: Folder
    target: Target | None
    request: VerifyRequest
    watcher: Watcher

    @property
    def asking(self) -> SectionRunner:
        return SectionRunner(self.request.strict, self.target.clean if self.target else str)

    @property
    def ignored(self) -> tuple[IgnoredDrift, ...]:
        typed = (IgnoredDrift(pattern, "--ignore") for pattern in self.request.ignore)
        return (*self.folder.settings.verification.ignore, *typed)

    def provider(self, ledger: Section) -> Provider:
        version = ledger.content.seen.server_version if isinstance(ledger.content, Recorded) else None
        return WithoutKeeping(self.request.provider(version))

    def ledger(self) -> Recorded:
        return Recorded(status(self.folder.settings, self._target()))

    def replayed(self, stack: ExitStack, ledger: Section) -> ParityResult:
        how = ParityOptions(self.request.recipe, self.request.engine, self.watcher)
        return replayed(self.folder, how, self.provider(ledger), stack)

    def schema(self, ledger: Section, parity: Section) -> tuple[Section, Section]:
        """Both sections of the live schema, out of one look at it."""
        looked: list[Drift] = []

        def look() -> SchemaComparison:
            looked.append(self._drift(ledger, parity))
            return SchemaComparison(looked[0])

        def indexes() -> Indexes:
            if not looked:
                raise LeftOut(schema.why or "the schema could not be compared")
            return Indexes(looked[0])

        schema = self.asking.section(SectionName.SCHEMA, look)
        return schema, self.asking.section(SectionName.INDEXES, indexes)

    def running(self, where: Callable[[], Where]) -> tuple[Section, Section]:
        settings, request = self.folder.settings, self.request

        def checks() -> Plans:
            return plans(settings, where(), request.recipe.limits)

        def commands() -> Smokes:
            return smokes(settings, where(), wanted=request.smoke)

        return self.asking.section(SectionName.PLANS, checks), self.asking.section(SectionName.SMOKE, commands)

    def _drift(self, ledger: Section, parity: Section) -> Drift:
        target, seen = self._target(), _seen(ledger)
        must_be_replayable(last_applied(seen), parity)
        patterns = [one.pattern for one in self.ignored]
        prove = drift_prover(self.folder, self.request.recipe, self.provider(ledger), self.watcher, patterns)
        return drift(target, seen, prove, patterns)

    def _target(self) -> Target:
        if self.target is None:
            raise LeftOut("no --url")
        return self.target


def _seen(ledger: Section) -> StatusResult:
    if not isinstance(ledger.content, Recorded):
        raise LeftOut("what was applied last is not known, as ledger says")
    return ledger.content.seen


def _temporary(parity: Section) -> OnTemporary:
    if not isinstance(parity.content, ParityResult):
        raise LeftOut("there is no replayed database, as parity says")
    return OnTemporary(parity.content.rebuilt.server)


def _live(target: Target, ledger: Section) -> OnLive:
    if isinstance(ledger.error, DatabaseUnreachable):
        raise LeftOut("the database cannot be reached, as ledger says")
    return OnLive(target)
