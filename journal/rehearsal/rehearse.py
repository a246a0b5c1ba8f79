"""The rehearsal as a story: the files run on temporary databases, in every way in which they will be run elsewhere."""

import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace

from journal.errors import Severity
from journal.folder.down_files import downs_by_tag
from journal.folder.git.ask import Git
from journal.folder.git.base import commit_at
from journal.folder.read import Folder, refuse_missing
from journal.rebuild.database import Recipe
from journal.rehearsal.arrival import UpgradePath
from journal.rehearsal.down_and_up import Undoing
from journal.rehearsal.environment.databases import Stage, staged
from journal.rehearsal.environment.incremental import IncrementalRun, StepResult
from journal.rehearsal.environment.one_transaction import Batch, in_one_transaction
from journal.rehearsal.environment.order import listed_steps, steps_of
from journal.rehearsal.incremental_and_at_once import Ways
from journal.rehearsal.repeatable import Twice
from journal.rehearsal.result import Rehearsal, RehearsalFinding, RehearsalResult
from journal.rehearsal.upgrade import OPTION, Upgrade
from journal.rehearsal.with_rows import WithRows
from journal.replay.explain import AppliedMigration
from journal.replay.progress import Silence, Watcher
from journal.server.provider import Provider

EVERYTHING = frozenset(Rehearsal)


@dataclass(frozen=True)
class RehearsalRequest:
    """What is asked of rehearse. `only`: which rehearsals; `ref`: the git ref to come from, for the upgrade."""

    only: frozenset[Rehearsal] = EVERYTHING
    ref: str | None = None
    recipe: Recipe = field(default_factory=Recipe)


def rehearse(
    folder: Folder, provider: Provider, request: RehearsalRequest | None = None, watcher: Watcher | None = None
) -> RehearsalResult:
    """Rehearse the folder's migrations on a temporary server of the provider.

    Raises MigrationMissing for an entry without file, SettingsInvalid for a ref that git does not know, and what
    starting the server raises. What PostgreSQL refuses is a finding, not an error.
    """
    request = request or RehearsalRequest()
    refuse_missing(folder)
    if request.ref is not None:  # before minutes of work
        commit_at(Git(folder.settings.root), request.ref, OPTION)
    with staged(provider, request.recipe, folder.settings.ledger, folder.migrations) as stage:
        hall = _RehearsalRunner(folder, request, stage, watcher or Silence())
        hall.hold()
    return RehearsalResult(folder, stage.server.version, _sorted(hall.found), hall.tried, hall.left_out, hall.seconds)


def _sorted(found: Iterable[RehearsalFinding]) -> tuple[RehearsalFinding, ...]:
    """By rehearsal; within one, in the order in which it was found."""
    order = list(Rehearsal)
    return tuple(sorted(found, key=lambda one: order.index(one.rehearsal)))


class _RehearsalRunner:
    """Where the rehearsals are held, one after the other, and what they have found."""

    def __init__(self, folder: Folder, request: RehearsalRequest, stage: Stage, watcher: Watcher) -> None:
        self.folder, self.request, self.stage, self.watcher = folder, request, stage, watcher
        self.found: list[RehearsalFinding] = []
        self.tried: Counter[Rehearsal] = Counter()
        self.seconds: defaultdict[Rehearsal, float] = defaultdict(float)
        self.left_out: dict[Rehearsal, str] = {}

    def hold(self) -> None:
        """All that were asked for."""
        wanted, listed = self.request.only, listed_steps(self.folder)
        batch = Batch()
        if wanted & {Rehearsal.WAYS, Rehearsal.UPGRADE}:
            with self._timed(Rehearsal.WAYS):
                batch = in_one_transaction(self.stage, listed)
        if wanted - {Rehearsal.UPGRADE}:
            self._grow(batch, comparable=len(listed) == len(steps_of(self.folder)))
        if self.request.ref is not None:
            fresh = batch.state.schema if batch.state else None
            upgrade = Upgrade(self.stage, UpgradePath(self.folder, self.request.ref, fresh))
            self._add(Rehearsal.UPGRADE, upgrade.found(), len(listed))
        elif Rehearsal.UPGRADE in wanted:
            self.left_out[Rehearsal.UPGRADE] = "--from REF names what production was deployed from"

    def _grow(self, batch: Batch, *, comparable: bool) -> None:
        """File by file; after each, what is to be tried there."""
        steps, downs = steps_of(self.folder), downs_by_tag(self.folder)
        undoing, twice = Undoing(self.stage, downs), Twice(self.stage, self.folder)
        self.watcher.starting(len(steps))
        with ExitStack() as stack:
            grown = IncrementalRun(self.stage, steps, stack)
            rows = WithRows(self.stage, downs, stack)
            while stop := self._advanced(grown):
                self._add(Rehearsal.ROWS, rows.tried(stop), 1)
                self._add(Rehearsal.TWICE, twice.again(stop), 1)
                self._add(Rehearsal.DOWN, undoing.each(stop), stop.migration.tag in downs)
                self.watcher.applied(AppliedMigration(stop.migration.tag))
            self._add(Rehearsal.TWICE, twice.over(grown))
            if not any(one.rehearsal is Rehearsal.DOWN and one.severity is Severity.ERROR for one in self.found):
                self._add(Rehearsal.DOWN, undoing.all(grown))
            with self._timed(Rehearsal.WAYS):  # also where it was not asked for: what failed had to be gone round
                self.found += Ways(self.folder, grown, batch if comparable else replace(batch, state=None)).found()
        self.tried[Rehearsal.WAYS] = len(grown.stops)

    def _advanced(self, grown: IncrementalRun) -> StepResult | None:
        with self._timed(Rehearsal.WAYS):
            return grown.advance()

    def _add(self, rehearsal: Rehearsal, found: Iterable[RehearsalFinding], tried: int = 0) -> None:
        """Hold one, if it was asked for."""
        if rehearsal in self.request.only:
            self.tried[rehearsal] += tried
            with self._timed(rehearsal):
                self.found += found

    @contextmanager
    def _timed(self, rehearsal: Rehearsal) -> Iterator[None]:
        started = time.perf_counter()
        yield
        self.seconds[rehearsal] += time.perf_counter() - started
