"""Step 4, prove: `drizzle-kit check`, `generate` and `migrate` on copies, judged by their effect."""

import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from journal.catalog.read import read_schema
from journal.catalog.types_functions_grants import Enum
from journal.catalog.values import Column, Key, Object, Schema
from journal.connect.session import server_message
from journal.connect.temporary import connect, connect_as_user
from journal.dataclass import dataclass
from journal.drizzle.generation import Generation, run_generate
from journal.drizzle.kit import FINE, NO_CHANGES, Kit
from journal.drizzle.migrate import Address
from journal.folder.hashing import drizzle_hash
from journal.handback.checklist import Again, Item, counted_words, go, no_go, note, unknown
from journal.handback.compare import SchemaTsComparison, Scope
from journal.handback.complete import CompletedCopy, ReplayOptions
from journal.handback.config import kit_ledger
from journal.handback.copy import ProjectCopy, second_copy
from journal.handback.remedies import accepting, keeping
from journal.ledger.read import read_ledger
from journal.rebuild.database import prepare_server
from journal.rebuild.schemas import Replays
from journal.replay.event_triggers import changes_event_triggers


def prove(
    again: Again, copy: ProjectCopy, completed: CompletedCopy, options: ReplayOptions, rebuild: str
) -> Iterator[Item]:
    """Run the three commands at the same time; yield nothing without a drizzle-kit that reads the journal.

    `rebuild`: the command that rewrites present snapshots.
    """
    kit = options.reading_kit
    if kit is None or completed.chain.misfits:
        return
    folders = [second_copy(copy.out, copy.folder / name) for name in ("checked", "generated", "migrated")]
    with ThreadPoolExecutor(2) as pool:  # drizzle-kit takes most of its time to load
        check, generation = pool.submit(kit.run, "check", folders[0]), pool.submit(run_generate, kit, folders[1])
        migrate = migrate_item(kit, folders[2], completed.replays)
    checked = check.result()
    if FINE in checked.text:
        yield go("drizzle-kit-check", f"drizzle-kit {kit.package.version} check: {FINE.lower()}.")
    else:
        way = f"Fix what it names in meta/, or rebuild all snapshots: {again('--replace-all')}"
        yield no_go("drizzle-kit-check", f"drizzle-kit check: {checked.gist}", way)
    yield _GenerateProof(again, completed, options.scope, rebuild).item(generation.result())
    yield migrate


def migrate_item(kit: Kit, out: Path, replays: Replays) -> Item:
    """Run `migrate` twice on an empty database: the first run records every entry, the second adds no row."""
    folder, ledgers = replays.folder, []
    if replays.recipe.seed.platform and any(map(changes_event_triggers, folder.forwards)):
        message = (
            "drizzle-kit migrate was not tried, because only a superuser may change event triggers on the temporary "
        )
        return note("migrate", f"{message}server; the replays had a function for it.", "")
    with replays.provider.start() as started:
        server = prepare_server(started, replays.recipe, folder.migrations)
        outputs = []
        for _ in range(2):
            outputs.append(kit.run("migrate", out, database=Address.of(server.conninfo)))
            with connect(server.conninfo) as connection:
                rows = read_ledger(connection, kit_ledger(folder.settings)).rows
            ledgers.append([(row.hash, row.created_at) for row in rows])
    gist, (first, second) = outputs[0].gist, ledgers
    expected = [(drizzle_hash(folder.by_tag[entry.tag].raw), entry.when) for entry in folder.journal.entries]
    if not first and "install" in outputs[0].text:
        return unknown("migrate", f"drizzle-kit migrate has no driver: {gist}", "npm install --save-dev pg")
    if first != expected:
        message = f"drizzle-kit migrate records {len(first)} of {len(expected)} entries on an empty database: {gist}"
        return no_go("migrate", message, f"Run: {folder.settings.command('bootstrap', '--dry-run')}")
    if second != first:
        return no_go("migrate", "A second drizzle-kit migrate adds rows.", f"Run: {folder.settings.command('check')}")
    return go(
        "migrate", f"drizzle-kit migrate applies all {len(expected)} to an empty database, and none the next time."
    )


_DROPPED = ("table, schema or column", "tables, schemas and columns")
_DROPS = re.compile(r"DROP (TABLE|SCHEMA|MATERIALIZED VIEW)|ALTER TABLE \S+ DROP COLUMN")


@dataclass(frozen=True)
class _GenerateProof:
    """Compares what `generate` did with the differences of the list."""

    again: Again
    completed: CompletedCopy
    scope: Scope
    rebuild: str

    def item(self, generation: Generation) -> Item:
        """Return the item about what `generate` wrote, or did not write."""
        statements, comparison = generation.statements, self.completed.comparison
        if statements is None:
            return self._no_file(generation)
        if comparison is None:
            message = "The SQL of drizzle-kit generate was not compared: the last entry has no snapshot."
            way = f"Give its tag a number, so that it gets one: {self.again('--renumber')}"
            return no_go("generate", message, way, *statements)
        judged = _Judge(comparison, self.completed.replays, self.scope).judgement(statements)
        if judged.wrong or judged.left:
            message = "The SQL of drizzle-kit generate is not the difference between the migrations and schema.ts:"
            left = [f"after it, {one[0]} {'.'.join(one[1:])} still differs from schema.ts" for one in judged.left]
            return no_go("generate", message, self._repair(judged), *judged.wrong, *left, *statements)
        drops = sum(_DROPS.match(statement) is not None for statement in statements)
        dropped = f", and drops {counted_words(drops, *_DROPPED)}" if drops else ""
        message = f"drizzle-kit generate writes exactly the difference between the migrations and schema.ts{dropped}:"
        asked = (
            "drizzle-kit will ask whether a new object is a renamed one. This is the SQL for the answer “new”. "
            if generation.questions
            else ""
        )
        return note("generate", message, f"{asked}Read it before you run it.", *generation.questions, *statements)

    def _repair(self, judged: "_Judgement") -> str:
        """Return what to do about SQL of `generate` that is wrong after the entries."""
        keep = keeping(self.again, self.completed, self.scope)
        if keep and any("DROP " in one for one in judged.wrong):
            return keep
        if self.completed.chain.kept:
            return f"If an old snapshot is wrong, rewrite it: {self.rebuild}"
        if not judged.wrong:
            return accepting(self.again, [".".join(one[1:]) for one in judged.left])
        way = "Write the change of schema.ts as a migration of your own, or undo it in schema.ts."
        return f"{way} Then: {self.again()}"

    def _no_file(self, generation: Generation) -> Item:
        if generation.output != NO_CHANGES or generation.changed:
            changed = f" It changed {', '.join(generation.changed)}." if generation.changed else ""
            message = f"drizzle-kit generate: {generation.output}.{changed}"
            export = self.completed.folder.settings.drizzle_kit("export")
            return no_go("generate", message, f"To see all of its output, and write nothing: {export}")
        comparison = self.completed.comparison
        if comparison is None or not comparison.differences:
            return go("generate", f"drizzle-kit generate: {NO_CHANGES}; the folder is unchanged.")
        kept = self.completed.chain.kept
        if kept and all(one.expected is None for one in comparison.differences):
            message = f"drizzle-kit generate: {NO_CHANGES}; neither schema.ts nor the last snapshot has what only the"
            return note("generate", f"{message} entries make, so it leaves that alone.", "")
        message = f"drizzle-kit generate says “{NO_CHANGES}”, but schema.ts differs from what the entries make."
        if kept:
            help_ = f"The last snapshot is not what the entries make. To rewrite it: {self.rebuild}"
        else:
            help_ = accepting(self.again, [one.name for one in comparison.differences])
        return no_go("generate", message, help_)


@dataclass(frozen=True)
class _Judgement:
    """Sentences on what is wrong, and the keys of the objects that `generate` left different."""

    wrong: Sequence[str]
    left: Sequence[Key] = ()


@dataclass(frozen=True)
class _Judge:
    """Runs the statements one by one after the entries: none may change what equals `schema.ts` already."""

    comparison: SchemaTsComparison
    replays: Replays
    scope: Scope

    def judgement(self, statements: tuple[str, ...]) -> _Judgement:
        """Return a sentence for each statement that does, and the keys of what differs in the end."""
        from psycopg import Error

        # A database of its own: what a migration sets for its session does not hold in the next one.
        replays = replace(self.replays, recipe=replace(self.replays.recipe, worth_seconds=None))
        options = replays.recipe.limits.options()
        states = [self.comparison.replayed]
        with (
            replays.running(replays.folder.journal.entries) as database,
            connect_as_user(database.server.conninfo, options) as connection,
        ):
            for statement in statements:
                try:
                    connection.execute(statement.encode())
                except Error as error:
                    wrong = f"this fails after the entries, {server_message(error)}: {_shortened(statement)}"
                    return _Judgement([wrong])
                states.append(self.scope.applied(read_schema(connection), self.comparison.expected)[0])
        left = sorted({key for key, _ in states[-1].objects.items() ^ self.comparison.wanted.objects.items()})
        return _Judgement([*self._wrong_steps(states, statements)], left)

    def _wrong_steps(self, states: list[Schema], statements: tuple[str, ...]) -> Iterator[str]:
        objects = self.comparison.replayed.objects
        changed_enums = {
            one.name for key, one in objects.items() if isinstance(one, Enum) and not self._is_equal(key, one)
        }  # drizzle-kit changes the columns of an enum to `text` while it creates the enum again
        equal = {
            key
            for key, one in objects.items()
            if self._is_equal(key, one)
            and not (isinstance(one, Column) and any(name in one.type for name in changed_enums))
        }
        for (before, after), statement in zip(pairwise(states), statements, strict=True):
            if before.objects == after.objects and " ROLE " not in statement:  # a schema has no roles
                yield f"this changes nothing: {_shortened(statement)}"
            changed = [key for key in equal if not self._is_equal(key, after.objects.get(key))]
            if changed:
                names = ", ".join(sorted(" ".join([key[0], ".".join(key[1:])]) for key in changed))
                yield f"this changes {names}, which equals schema.ts: {_shortened(statement)}"

    def _is_equal(self, key: Key, one: Object | None) -> bool:
        return one is not None and self.comparison.wanted.objects.get(key) == one


def _shortened(statement: str) -> str:
    return " ".join(statement.split())[:200]
