"""Prove the copy: replay it, rebuild the own snapshots, lint it, and ask drizzle-kit what `schema.ts` differs by."""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from journal.dataclass import dataclass
from journal.drizzle.generation import run_generate
from journal.drizzle.kit import ENVIRONMENT_OF_1, FINE, NO_CHANGES
from journal.errors import Severity
from journal.folder.read import Folder, read_folder
from journal.folder.rewrite.many import RECORDS
from journal.folder.version_1 import read_version_1
from journal.handback.checklist import Item, comparison_items, counted_words, go, no_go, note, unknown
from journal.handback.complete import ReplayOptions, complete
from journal.handback.config import kit_items
from journal.handback.copy import ProjectCopy, second_copy
from journal.handback.new_lock import locked_settings
from journal.handback.prove import prove
from journal.handback.remedies import keeping
from journal.handback.schema_ts import SchemaUnusable
from journal.rebase.plan import Move, RebasePlan
from journal.rebase.request import RebaseRequest
from journal.rebase.writing import WrittenCopy
from journal.rebuild.schemas import Replays
from journal.replay.explain import MigrationFailed
from journal.rules.support.subject import Finding
from journal.verbs.check import CheckRequest, lint
from journal.verbs.snapshot_result import SnapshotsRequest
from journal.verbs.snapshot_version_1 import graph_snapshots

_DIFFERS = "The schema differs from the migrations"
"""What `check` of drizzle-kit 1.0 warns of where `generate` would write something."""


@dataclass(frozen=True)
class CopyProof:
    """The copy with the plan in it, and what is needed to prove it."""

    copy: ProjectCopy
    plan: RebasePlan
    written: WrittenCopy
    options: ReplayOptions
    request: RebaseRequest

    @property
    def folder(self) -> Folder:
        """Return the files and the journal as they are in the copy."""
        return (read_version_1 if self.plan.is_version_1 else read_folder)(self.copy.settings)

    def items(self) -> Iterator[Item]:
        """Yield what is proved, and what is not. Raises what `snapshots` raises."""
        try:
            if not self.written.has_snapshots:
                yield from self._replayed()
            elif self.plan.is_version_1:
                yield from self._proved_of_1()
            else:
                yield from self._proved_of_0()
        except MigrationFailed as error:
            yield self._failed(error)
        except SchemaUnusable as error:
            yield no_go("schema", error.message, error.hint)

    def _replay_item(self) -> Item:
        own = counted_words(len(self.plan.own), "entry", "entries")
        ref = self.plan.ref
        what = (
            f"{own} of this branch applied after those of {ref}" if self.plan.own else f"The entries of {ref} applied"
        )
        return go("replay", f"{what}, on a temporary PostgreSQL.")

    def _replayed(self) -> Iterator[Item]:
        folder, options = self.folder, self.options
        replays = Replays(folder, options.recipe, options.provider, options.watcher)
        with replays.running(folder.journal.entries):
            yield self._replay_item()
        yield from self._findings(self._lint())
        yield note("schema", "The project has no snapshots, so schema.ts was not compared.", "")

    def _proved_of_0(self) -> Iterator[Item]:
        handback = partial(self.copy.original.command, "handback")
        completed = complete(self.copy, self.options)
        if misfits := completed.chain.misfits:
            way = "Correct them there first, for example with: drizzle-journal snapshot --replace"
            yield no_go("snapshots", f"Snapshots of {self.plan.ref} do not fit into one chain.", way, *misfits)
            return
        yield self._replay_item()
        rebuilt = counted_words(len(completed.chain.links), "snapshot is", "snapshots are")
        yield go("snapshots", f"{rebuilt} rebuilt, behind those of {self.plan.ref}, in one straight chain.")
        yield from self._findings(completed.findings)
        yield from kit_items(self.copy.original, self.options.kit)
        yield from comparison_items(handback, completed.comparison, keeping(handback, completed, self.options.scope))
        yield from prove(handback, self.copy, completed, self.options, handback("--replace"))

    def _proved_of_1(self) -> Iterator[Item]:
        request = SnapshotsRequest(recipe=self.options.recipe, compare=False, actual_state=True)
        rebuilt = graph_snapshots(self.copy.settings, self.options.provider, request, self.options.watcher)
        if rebuilt.chain.misfits:
            way = "Correct them there first, for example with: drizzle-journal snapshot --replace"
            message = f"Snapshots of {self.plan.ref} do not fit into one graph."
            yield no_go("snapshots", message, way, *rebuilt.chain.misfits)
            return
        for record in [path for name in RECORDS for path in self.copy.out.glob(f"{name}*")]:
            if not (self.copy.original.migrations / record.name).exists():  # this run's own
                shutil.rmtree(record)
        yield self._replay_item()
        if rebuilt.refused:
            message = "drizzle-kit does not accept the rebuilt snapshots."
            yield no_go("snapshots", message, f"Look at them: {self.copy.original.command('snapshot', '--dry-run')}")
            return
        links = counted_words(len(rebuilt.chain.links), "snapshot is", "snapshots are")
        joined = f"{links} rebuilt, and joined with those of {self.plan.ref}."
        yield go("snapshots", joined if rebuilt.written else "No snapshot had to be rebuilt.")
        yield from self._findings(self._lint())
        yield from self._asked_of_1()

    def _asked_of_1(self) -> Iterator[Item]:
        kit = self.options.kit
        if kit is None:
            yield unknown("drizzle-kit", "There is no drizzle-kit, so schema.ts was not compared.", "Install it.")
            return
        kit = replace(kit, environment=ENVIRONMENT_OF_1)
        checked = kit.run("check", second_copy(self.copy.out, self.copy.folder / "checked"))
        if FINE in checked.text:
            yield go("drizzle-kit-check", f"drizzle-kit {kit.package.version} check: {FINE.lower()}.")
        elif _DIFFERS in checked.text and "rror" not in checked.text:
            yield go("drizzle-kit-check", f"drizzle-kit {kit.package.version} check warns of schema.ts alone.")
        else:
            yield no_go("drizzle-kit-check", f"drizzle-kit check: {checked.gist}", "Fix what it names.")
        generation = run_generate(kit, second_copy(self.copy.out, self.copy.folder / "generated"))
        if generation.is_content:
            yield go("generate", f"drizzle-kit generate: {NO_CHANGES}; the folder is unchanged.")
        elif generation.statements is None:
            yield no_go("generate", f"drizzle-kit generate: {generation.output}", "Correct schema.ts first.")
        else:
            message = "schema.ts differs from the migrations; drizzle-kit generate writes:"
            yield note("generate", message, "", *generation.questions, *generation.statements)

    def _lint(self) -> tuple[Finding, ...]:
        settings = self.copy.settings
        if self.plan.is_version_1:
            settings = locked_settings(self.copy, self.written.lock)
        found = lint(settings, CheckRequest()).findings
        return tuple(one for one in found if one.rule != "not-where-drizzle-looks")

    def _findings(self, findings: Sequence[Finding]) -> Iterator[Item]:
        """Yield each error about what moves, or about the folder; others are those of the other branch."""
        base = {one.tag for one in self.plan.base_entries}
        errors = [one for one in findings if one.severity is Severity.ERROR]
        for one in errors:
            if one.tag not in base:
                yield no_go(one.rule, one.message, one.help)
        there = [f"{one.rule}: {one.message}" for one in errors if one.tag in base]
        if there:
            yield note("check", f"drizzle-journal check finds errors in what {self.plan.ref} has:", "", *there)
        elif not errors:
            yield go("check", "drizzle-journal check finds no error.")

    def _failed(self, error: MigrationFailed) -> Item:
        """Return the no-go of a migration that PostgreSQL refuses, with the place that the file has now."""
        move = next((one for one in self.plan.own if one.after.tag == error.failed.tag), None)
        if move is None:
            way = "A migration of the other branch cannot be applied: correct it there first."
            return no_go("replay", f"As {self.plan.ref} has it: {error.message}", error.hint or way)
        line = error.place.line if error.place else 0
        place = f"{self._old_path(move)}:{line}" if line else self._old_path(move)
        message = f"{place} does not apply after the migrations of {self.plan.ref}: {error.message}"
        causes = [one.message for one in error.warnings]
        way = "Change the file, and run this again; a database that has it keeps the old hash."
        return no_go("replay", message, f"{error.hint} {way}".strip(), *causes)

    def _old_path(self, move: Move) -> str:
        path = self.copy.original.migrations / self.plan.sql_name(move.before.tag)
        root = self.copy.original.root
        return str(path.relative_to(root)) if path.is_relative_to(root) else str(path)
