"""Run the migrations on temporary databases, in every way in which production may run them."""

import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import field, replace

from journal.dataclass import dataclass
from journal.errors import Severity
from journal.folder.git.ref import GitRef
from journal.folder.git.repository import GitFailed
from journal.folder.lookup import downs_by_tag
from journal.folder.read import Folder, refuse_missing
from journal.rebuild.database import Recipe
from journal.rehearsal.down_and_up import DownAndUp
from journal.rehearsal.environment.databases import Stage, staged
from journal.rehearsal.environment.runs import Batch, IncrementalRun, in_one_transaction, listed_steps, steps_of
from journal.rehearsal.findings import Rehearsal, RehearsalFinding, RehearsalResult
from journal.rehearsal.incremental_and_at_once import Ways
from journal.rehearsal.repeatable import Twice
from journal.rehearsal.upgrade import OPTION, UpgradePath, upgrade_findings
from journal.rehearsal.with_rows import WithRows
from journal.replay.explain import AppliedMigration
from journal.replay.watcher import Silence, Watcher
from journal.server.provider import Provider

EVERYTHING = frozenset(Rehearsal)


@dataclass(frozen=True)
class RehearsalRequest:
    """The input of rehearse. `only`: the rehearsals to run; `ref`: the git ref that the upgrade begins at.

    `deployed`: the tags of the journal there, which rehearse itself reads.
    """

    only: frozenset[Rehearsal] = EVERYTHING
    ref: str | None = None
    recipe: Recipe = field(default_factory=Recipe)
    deployed: frozenset[str] = frozenset()


def rehearse(
    folder: Folder, provider: Provider, request: RehearsalRequest | None = None, watcher: Watcher | None = None
) -> RehearsalResult:
    """Rehearse the folder's migrations on a temporary server of the provider.

    Raises MigrationMissing for an entry without file, SettingsInvalid for a ref that git does not know, and what
    starting the server raises. A statement that PostgreSQL refuses is a finding, not an error.
    """
    request = request or RehearsalRequest()
    refuse_missing(folder)
    if request.ref is not None:  # before minutes of work
        at = GitRef(folder.settings, request.ref, OPTION)
        commit = at.commit()
        with suppress(GitFailed):  # the upgrade explains it
            request = replace(request, deployed=at.tags(commit))
    with staged(provider, request.recipe, folder.settings.ledger, folder.migrations) as stage:
        runner = _RehearsalRunner(folder, request, stage, watcher or Silence())
        runner.run()
    order = list(Rehearsal)
    found = tuple(sorted(runner.found, key=lambda finding: order.index(finding.rehearsal)))
    return RehearsalResult(folder, stage.server.version, found, runner.tried, runner.skipped, runner.seconds)


class _RehearsalRunner:
    """Runs the rehearsals one after the other and collects their findings."""

    def __init__(self, folder: Folder, request: RehearsalRequest, stage: Stage, watcher: Watcher) -> None:
        self.folder, self.request, self.stage, self.watcher = folder, request, stage, watcher
        self.found: list[RehearsalFinding] = []
        self.tried: Counter[Rehearsal] = Counter()
        self.seconds: defaultdict[Rehearsal, float] = defaultdict(float)
        self.skipped: dict[Rehearsal, str] = {}

    def run(self) -> None:
        """Run the rehearsals of the request."""
        wanted, listed = self.request.only, listed_steps(self.folder)
        batch = Batch()
        self.watcher.starting(len(steps_of(self.folder)), self.stage.server.version)
        if wanted & {Rehearsal.WAYS, Rehearsal.UPGRADE}:
            with self._timed(Rehearsal.WAYS):
                batch = in_one_transaction(self.stage, listed)
        if wanted - {Rehearsal.UPGRADE}:
            self._run_incrementally(batch, comparable=len(listed) == len(steps_of(self.folder)))
        if self.request.ref is not None:
            path = UpgradePath(self.folder, self.request.ref, batch.state.schema if batch.state else None)
            self._add(Rehearsal.UPGRADE, upgrade_findings(self.stage, path), len(listed))
        elif Rehearsal.UPGRADE in wanted:
            self.skipped[Rehearsal.UPGRADE] = "--from REF names what production was deployed from"

    def _run_incrementally(self, batch: Batch, *, comparable: bool) -> None:
        """Run file by file, and after each file the rehearsals that begin at its state.

        `comparable`: whether the batch had the same files, so that the states at the end can be compared.
        """
        steps, downs = steps_of(self.folder), downs_by_tag(self.folder)
        down_and_up, twice = DownAndUp(self.stage, downs), Twice(self.stage, self.folder)
        with ExitStack() as stack:
            # Reading a state takes as long as the schema is large: without the others, only that at the end counts.
            run = IncrementalRun(self.stage, steps, stack, looks=bool(self.request.only - {Rehearsal.WAYS}))
            rows = WithRows(self.stage, downs, stack)
            while True:
                with self._timed(Rehearsal.WAYS):
                    step = run.advance()
                if step is None:
                    break
                self._add(Rehearsal.ROWS, rows.after(step), 1)
                self._add(Rehearsal.TWICE, twice.after(step), 1)
                self._add(Rehearsal.DOWN, down_and_up.after(step), step.migration.tag in downs)
                self.watcher.applied(AppliedMigration(step.migration.tag))
            self._add(Rehearsal.TWICE, twice.baseline_at_end(run))
            if not any(each.rehearsal is Rehearsal.DOWN and each.severity is Severity.ERROR for each in self.found):
                self._add(Rehearsal.DOWN, down_and_up.from_end(run))
            with self._timed(Rehearsal.WAYS):  # also without that rehearsal: its failures changed what the others saw
                batch = batch if comparable else replace(batch, state=None)
                self.found += Ways(self.folder, run, batch, self.request.deployed).findings()
        self.tried[Rehearsal.WAYS] = len(run.results)

    def _add(self, rehearsal: Rehearsal, found: Iterable[RehearsalFinding], tried: int = 0) -> None:
        """Run a rehearsal, if the request has it."""
        if rehearsal in self.request.only:
            self.tried[rehearsal] += tried
            with self._timed(rehearsal):
                self.found += found

    @contextmanager
    def _timed(self, rehearsal: Rehearsal) -> Iterator[None]:
        started = time.perf_counter()
        yield
        self.seconds[rehearsal] += time.perf_counter() - started
