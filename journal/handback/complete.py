"""Step 2, complete: every entry of the copy gets its snapshot, written as drizzle-kit writes it."""

import shutil
from dataclasses import field, replace
from datetime import UTC, datetime, timedelta
from functools import partial

import orjson

from journal.dataclass import dataclass
from journal.drizzle.kit import Kit
from journal.folder.read import Folder, read_folder
from journal.folder.rewrite.many import RECORDS
from journal.handback.compare import SchemaTsComparison, Scope, compare_schema_ts, pruned, with_roles
from journal.handback.copy import ProjectCopy
from journal.handback.kit_forms import with_kit_forms
from journal.project.files import FileKind, read_file
from journal.rebuild.database import Recipe
from journal.rebuild.schemas import Replays
from journal.replay.watcher import Watcher
from journal.rules.support.subject import Finding
from journal.server.provider import Provider
from journal.snapshot.chain import Chain
from journal.snapshot.write import document_bytes
from journal.verbs.check import CheckRequest, lint
from journal.verbs.snapshot import snapshots
from journal.verbs.snapshot_result import SnapshotsRequest


@dataclass(frozen=True)
class ReplayOptions:
    """How to replay and compare. `kit` is the project's drizzle-kit, where it can run. `now`: the time of a bridge."""

    provider: Provider
    recipe: Recipe
    watcher: Watcher
    kit: Kit | None
    scope: Scope
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def next_generate(self) -> datetime:
        """Return the earliest time of the next `generate`: it runs in a later second, also than a bridge."""
        return self.now + timedelta(seconds=1)

    @property
    def reading_kit(self) -> Kit | None:
        """Return the drizzle-kit where it reads a journal, as 0.x does."""
        return self.kit if self.kit and self.kit.package.reads_journals else None


@dataclass(frozen=True)
class Bridge:
    """A migration that gives constraints and indexes the names that `schema.ts` has for them."""

    tag: str
    sql: str


@dataclass(frozen=True)
class CompletedCopy:
    """The copy with its snapshots. `findings`: those of `drizzle-journal check` in it, without the `accepted` ones.

    `comparison` is None where drizzle-kit cannot read `schema.ts`, `bridge` where no migration was added.
    `stale`: how each present snapshot that was rewritten differed from the schema after its entry.
    """

    folder: Folder
    chain: Chain
    findings: tuple[Finding, ...]
    accepted: tuple[Finding, ...]
    comparison: SchemaTsComparison | None
    replays: Replays = field(repr=False)
    bridge: Bridge | None = None
    stale: tuple[str, ...] = ()


_unjudged = partial(replace, judged=False)


def complete(
    copy: ProjectCopy, options: ReplayOptions, *, replace: bool = False, rebuild_all: bool = False
) -> CompletedCopy:
    """Write the missing snapshots, compare `schema.ts` with the entries, and use drizzle-kit's forms where they agree.

    `replace` fixes snapshots that do not fit. Raises what `snapshots` raises, SchemaUnusable, EngineFailed.
    """
    request = SnapshotsRequest(
        replace, rebuild_all, recipe=options.recipe, actual_state=True, compare=replace, judged=replace
    )
    rebuilt = snapshots(copy.settings, options.provider, request, options.watcher)
    if rebuilt.refused:  # the proofs tell what drizzle-kit says then
        rebuilt = snapshots(copy.settings, options.provider, _unjudged(request), options.watcher)
    chain = rebuilt.chain
    if not isinstance(chain, Chain):
        raise TypeError(f"{copy.settings.migrations} has no layout of drizzle 0.x")
    for record in [path for name in RECORDS for path in copy.settings.meta.glob(f"{name}*")]:
        if not (copy.original.meta / record.name).exists():  # this run's own
            shutil.rmtree(record)
    folder = read_folder(copy.settings)
    replays = Replays(folder, options.recipe, options.provider, options.watcher)
    comparison = None
    if options.reading_kit and not chain.misfits:
        comparison = compare_schema_ts(copy, options.reading_kit, replays, options.scope)
    if comparison:
        for link in [link for link in chain.links if link.keeps is None]:  # not those that were there before
            path = copy.settings.meta / link.name
            snapshot = pruned(orjson.loads(read_file(path, FileKind.SNAPSHOT)), comparison)
            if link.id == chain.head:
                snapshot = with_roles(snapshot, comparison)
            path.write_bytes(document_bytes(with_kit_forms(snapshot, comparison.forms)))
    # Where the copy lies is no finding about the project; `out_items` looks at its drizzle.config.
    found = lint(copy.settings, CheckRequest())
    findings = tuple(one for one in found.findings if one.rule != "not-where-drizzle-looks")
    accepted = tuple(one.finding for one in found.accepted)
    stale = tuple(one.sentence for one in rebuilt.contents.wrong) if replace else ()
    return CompletedCopy(folder, chain, findings, accepted, comparison, replays, stale=stale)
