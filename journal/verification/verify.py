"""Verify: replay on a temporary database and compare; with a live database, compare that, too. It writes nothing."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from typing import ClassVar, Literal, Unpack

from journal.connect.target import Target
from journal.dataclass import dataclass
from journal.drizzle.choice import Engine
from journal.errors import DatabaseUnreachable
from journal.folder.read import Folder
from journal.folder.snapshots import read_snapshots
from journal.folder.version_1 import read_either
from journal.ledger.object_notes import PARTLY_MISSING, ROW_SECURITY_OFF
from journal.project.project import Project, Result
from journal.project.settings import Settings
from journal.project.verification import IgnoredDrift
from journal.rebuild.schemas import drift_prover
from journal.rebuild.temporary import TemporaryOptions, TemporaryServer
from journal.replay.watcher import Silence, Watcher
from journal.server.provider import Provider, WithoutKeeping
from journal.verbs.arguments import find_database
from journal.verbs.snapshot import snapshots
from journal.verbs.snapshot_result import SnapshotsRequest
from journal.verbs.status import read_status
from journal.verification.comparisons import (
    ComparedSnapshots,
    Drift,
    IndexDrift,
    LedgerReport,
    ParityResult,
    drift,
    last_applied,
    refuse_unreplayable,
    replayed,
)
from journal.verification.running import CheckedDatabase, live_database, plans, replayed_database, smokes
from journal.verification.section import (
    Content,
    Section,
    SectionName,
    SectionSkipped,
    SectionVerdict,
    VerifyRequest,
    run_section,
)


@dataclass(frozen=True)
class Verified(Result):
    """The result: every section, in the order of their names. `target` is None without a live database."""

    document: ClassVar[str] = "verify.json.verify_json"

    folder: Folder
    target: Target | None
    sections: tuple[Section, ...]
    ignored: tuple[IgnoredDrift, ...] = ()
    strict: bool = False

    def section(self, name: SectionName) -> Section:
        """Return the section of that name."""
        return next(section for section in self.sections if section.name is name)

    @property
    def passed(self) -> bool:
        """Tell whether every section passed or was skipped."""
        return self.verdict is SectionVerdict.PASSED

    @property
    def verdict(self) -> SectionVerdict:
        """FAILED where a section failed, else UNKNOWN where one was not checked, else PASSED."""
        found = {section.verdict for section in self.sections}
        worst = [verdict for verdict in (SectionVerdict.FAILED, SectionVerdict.UNKNOWN) if verdict in found]
        return worst[0] if worst else SectionVerdict.PASSED


def verify(
    project: Project,
    *,
    url: str | None = None,
    env_var: str | None = None,
    ignore: Sequence[str] = (),
    strict: bool = False,
    no_smoke: bool = False,
    engine: Literal["auto", "native", "drizzle"] | None = None,
    cache: bool | None = None,
    watcher: Watcher | None = None,
    **temporary: Unpack[TemporaryOptions],
) -> Verified:
    """Verify journal, files, schema, indexes, plans and smoke commands, and write nothing.

    The live database is compared only where `url` or `env_var` name it. A section that cannot be checked makes
    `passed` False; `verdict` tells the three cases apart.

    >>> journal.verify(project).passed
    True
    """
    if url is not None and not url.strip():
        hint = "Is the variable set that it comes from? Without --url, no database is checked."
        raise DatabaseUnreachable("--url is empty.", hint=hint)
    settings, target = replace(project.settings, env_var=env_var), None
    if url or env_var:
        settings, target = find_database(project, url, env_var)
    server, watcher = TemporaryServer(**temporary, cache=cache), watcher or Silence()
    by, provider = Engine(engine or settings.engine), partial(server.provider, watcher)
    request = VerifyRequest(provider, by, server.recipe(settings), tuple(ignore), strict=strict, smoke=not no_smoke)
    return verify_sections(settings, target, request, watcher)


def verify_sections(
    settings: Settings, target: Target | None, request: VerifyRequest, watcher: Watcher | None = None
) -> Verified:
    """Check all that can be checked, on the replayed database, or on a live one where it is named.

    Raises JournalInvalid or FolderUnreadable; all other failures are the result of their section.
    """
    checklist = _Checklist(read_either(settings), target, request, watcher or Silence())
    ledger = checklist.ledger()
    with ExitStack() as stack:  # the replayed database runs as long as it is needed
        parity = checklist.parity(stack, ledger)
        running = checklist.running(ledger, parity) if target is None else ()
    running = running or checklist.running(ledger, parity)
    sections = (parity, ledger, *checklist.schema(ledger, parity), *running, checklist.snapshots(ledger, parity))
    return Verified(checklist.folder, target, sections, checklist.ignored, request.strict)


@dataclass(frozen=True)
class _Checklist:
    folder: Folder
    target: Target | None
    request: VerifyRequest
    watcher: Watcher

    @property
    def ignored(self) -> tuple[IgnoredDrift, ...]:
        settings = self.folder.settings
        everywhere = (IgnoredDrift(pattern, "ignore_objects") for pattern in settings.ignore_objects)
        typed = (IgnoredDrift(pattern, "--ignore") for pattern in self.request.ignore)
        return (*settings.verification.ignore, *everywhere, *typed)

    def run(self, name: SectionName, make: Callable[[], Content]) -> Section:
        clean = self.target.clean if self.target else str
        return run_section(name, make, strict=self.request.strict, clean=clean)

    def provider(self, ledger: Section) -> Provider:
        version = ledger.content.seen.server_version if isinstance(ledger.content, LedgerReport) else None
        return WithoutKeeping(self.request.provider(version))

    def live(self) -> Target:
        if self.target is None:
            raise SectionSkipped("no --url")
        return self.target

    def ledger(self) -> Section:
        def read() -> LedgerReport:
            seen = read_status(self.folder.settings, self.live())
            # What is missing of an applied migration is told by the schema, object by object.
            notes = tuple(note for note in seen.notes if note.code not in (PARTLY_MISSING, ROW_SECURITY_OFF))
            return LedgerReport(replace(seen, notes=notes))

        return self.run(SectionName.LEDGER, read)

    def parity(self, stack: ExitStack, ledger: Section) -> Section:
        def replay() -> ParityResult:
            return replayed(self.folder, self.request, self.provider(ledger), self.watcher, stack)

        return self.run(SectionName.PARITY, replay)

    def schema(self, ledger: Section, parity: Section) -> tuple[Section, Section]:
        """Return both sections of the live schema, which is read once."""
        found: list[IndexDrift] = []

        def compared() -> Drift:
            others, of_indexes = self.drift(ledger, parity)
            found.append(of_indexes)
            return others

        def indexes() -> IndexDrift:
            if not found:
                raise SectionSkipped(schema.why or "the schema could not be compared")
            return found[0]

        schema = self.run(SectionName.SCHEMA, compared)
        return schema, self.run(SectionName.INDEXES, indexes)

    def drift(self, ledger: Section, parity: Section) -> tuple[Drift, IndexDrift]:
        target = self.live()
        if not isinstance(ledger.content, LedgerReport):
            raise SectionSkipped("the last applied entry is not known, see ledger")
        seen, patterns = ledger.content.seen, [ignored.pattern for ignored in self.ignored]
        at = last_applied(seen)
        refuse_unreplayable(at, parity)
        prove = drift_prover(self.folder, self.request.recipe, self.provider(ledger), self.watcher, patterns)
        return drift(target, seen, at, prove, patterns)

    def running(self, ledger: Section, parity: Section) -> tuple[Section, ...]:
        settings, request, database = self.folder.settings, self.request, partial(self.database, ledger, parity)
        return (
            self.run(SectionName.PLANS, lambda: plans(settings, database(), request.recipe.limits)),
            self.run(SectionName.SMOKE, lambda: smokes(settings, database(), wanted=request.smoke)),
        )

    def snapshots(self, ledger: Section, parity: Section) -> Section:
        """Return the section of drizzle-kit's snapshots. Each is compared after its entry, which needs a replay."""

        def compared() -> ComparedSnapshots:
            settings = self.folder.settings
            if self.folder.is_version_1:
                raise SectionSkipped("those of drizzle 1.0 are not compared")
            if not any(read_snapshots(settings.meta, settings.boundary)):
                raise SectionSkipped("there are no snapshots")
            if not isinstance(parity.content, ParityResult):
                raise SectionSkipped("nothing was replayed, see parity")
            # drizzle-kit would run schema.ts, which verify never does: what only it can tell is not checked here.
            request = SnapshotsRequest(dry_run=True, recipe=self.request.recipe)
            seen = snapshots(settings, self.provider(ledger), request, self.watcher)
            patterns = [ignored.pattern for ignored in self.ignored]
            undecided = tuple(one for one in seen.contents.undecided if not one.is_named(patterns))
            return ComparedSnapshots(replace(seen, contents=replace(seen.contents, undecided=undecided)))

        return self.run(SectionName.SNAPSHOTS, compared)

    def database(self, ledger: Section, parity: Section) -> CheckedDatabase:
        if self.target is None:
            if not isinstance(parity.content, ParityResult):
                raise SectionSkipped("there is no replayed database, see parity")
            return replayed_database(parity.content.rebuilt.server)
        if isinstance(ledger.error, DatabaseUnreachable):
            raise SectionSkipped("the database cannot be reached, see ledger")
        return live_database(self.target)
