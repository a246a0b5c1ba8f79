"""The snapshots of the new entries, and what the next `generate` of the project's drizzle-kit would write."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from journal.adopt.copy import own_root
from journal.adopt.request import AdoptRequest
from journal.dataclass import dataclass
from journal.drizzle.generation import find_kit
from journal.errors import EngineFailed
from journal.folder.rewrite.many import RECORDS
from journal.handback.checklist import Item, counted_words, go, no_go, note
from journal.handback.copy import ProjectCopy
from journal.replay.watcher import Watcher
from journal.server.provider import Provider
from journal.verbs.snapshot import snapshots
from journal.verbs.snapshot_contents import Judge, KitAnswer
from journal.verbs.snapshot_result import Snapshots, SnapshotsRequest
from journal.verbs.snapshot_version_1 import graph_snapshots

_ABOUT_SCHEMA = ("The schema differs from the migrations", "The schema was not compared with the migrations")
"""What `check` of drizzle-kit 1.0 warns of, and `generate` tells in full."""


@dataclass(frozen=True)
class SnapshotWork:
    """Writes the missing snapshots into the copy. `rewrites`: later ones may change; `count`: of the new entries."""

    copy: ProjectCopy
    request: AdoptRequest
    provider: Provider
    watcher: Watcher
    is_version_1: bool
    rewrites: bool
    count: int

    def items(self) -> Iterator[Item]:
        """Write them, and tell how many they are and what drizzle-kit says. Raises what a replay raises."""
        command, kept = self.copy.original.command, {path.name for path in self._records()}
        try:
            written = self._written()
            answer = written.answer or self._asked(written)
        except EngineFailed as error:
            way = f"Then: {command('snapshot')}"
            yield note("snapshots", f"No snapshots were written: {error.message}", f"{error.hint} {way}".strip())
            return
        finally:
            for path in self._records():
                if path.name not in kept:
                    shutil.rmtree(path)
        if written.chain.misfits:
            message, way = "Some snapshots do not fit into one chain.", f"Run: {command('snapshot', '--replace')}"
            yield no_go("snapshots", message, way, *map(str, written.chain.misfits))
        elif self.count:
            new = counted_words(self.count, "new entry has its snapshot", "new entries have their snapshots")
            yield go("snapshots", f"{new}, from the replay.")
        yield from self._answer_items(answer)

    def _written(self) -> Snapshots:
        request = SnapshotsRequest(self.rewrites, recipe=self.request.recipe, compare=self.rewrites, complete=True)
        if self.is_version_1:
            request = replace(request, root=self.copy.original.root)
            return graph_snapshots(own_root(self.copy), self.provider, request, self.watcher)
        return snapshots(self.copy.settings, self.provider, request, self.watcher)

    def _asked(self, written: Snapshots) -> KitAnswer | None:
        kit = None if written.chain.misfits else find_kit(self.copy.original, self.copy.folder)
        if kit is None or not kit.package.reads_journals:
            return None
        return Judge(self.copy.settings, kit, self.copy.folder).of(self.copy.settings.meta, {})

    def _answer_items(self, answer: KitAnswer | None) -> Iterator[Item]:
        command = self.copy.original.command
        write = f"If there is no schema.ts, write it from the migrations: {command('schema', '--write')}"
        if answer is None:
            message = "There is no drizzle-kit with a drizzle.config, so schema.ts was not compared."
            yield note("generate", message, write)
            return
        if not answer.is_fine and not any(warning in answer.check for warning in _ABOUT_SCHEMA):
            way = "Put the script last: leave out --after." if self.rewrites else "Correct what it names first."
            yield no_go("drizzle-kit-check", f"drizzle-kit check: {answer.gist}", way)
        generation = answer.generation
        if generation.is_content:
            yield go("generate", "drizzle-kit generate finds nothing to write: schema.ts agrees with the migrations.")
        elif generation.statements:
            message = "schema.ts differs from the migrations. The next drizzle-kit generate would write:"
            way = f"Correct schema.ts. To see what the migrations say: {command('schema')}"
            yield note("generate", message, way, *generation.questions, *generation.statements)
        else:
            yield note("generate", f"schema.ts was not compared. drizzle-kit generate: {generation.output}", write)

    def _records(self) -> list[Path]:
        folders = (self.copy.out, self.copy.settings.meta)
        return [path for folder in folders for name in RECORDS for path in folder.glob(f"{name}*")]
