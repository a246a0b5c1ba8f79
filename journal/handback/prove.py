"""Step 4, prove: `drizzle-kit check`, `generate` and `migrate` on copies, judged by their effect."""

import re
from collections.abc import Iterator
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
from journal.handback.copy import ProjectCopy, second_copy
from journal.ledger.read import read_ledger
from journal.rebuild.database import prepare_server
from journal.rebuild.schemas import Replays


def prove(again: Again, copy: ProjectCopy, completed: CompletedCopy, options: ReplayOptions) -> Iterator[Item]:
    """Run the three commands at the same time; yield nothing without a drizzle-kit that reads the journal."""
    kit = options.reading_kit
    if kit is None or completed.chain.misfits:
        return
    folders = [second_copy(copy.out, copy.folder / name) for name in ("checked", "generated", "migrated")]
    with ThreadPoolExecutor(2) as pool:  # drizzle-kit takes most of its time to load
        check, generation = pool.submit(kit.run, "check", folders[0]), pool.submit(run_generate, kit, folders[1])
        migrate = _migrate(kit, folders[2], completed.replays)
    checked = check.result()
    if FINE in checked.text:
        yield go("drizzle-kit-check", f"drizzle-kit {kit.package.version} check: {FINE.lower()}.")
    else:
        yield no_go("drizzle-kit-check", f"drizzle-kit check: {checked.gist}", "Fix what it names in meta/.")
    yield generate_proof(
        generation.result(), completed.comparison, completed.replays, options.scope, help_=again("--replace-all")
    )
    yield migrate


def _migrate(kit: Kit, out: Path, replays: Replays) -> Item:
    """Run `migrate` twice on an empty database: the first run records every entry, the second adds no row."""
    folder, ledgers = replays.folder, []
    with replays.provider.start() as started:
        server = prepare_server(started, replays.recipe, folder.migrations)
        outputs = []
        for _ in range(2):
            outputs.append(kit.run("migrate", out, database=Address.of(server.conninfo)))
            with connect(server.conninfo) as connection:
                rows = read_ledger(connection, folder.settings.ledger).rows
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


_DROPS = re.compile(r"DROP (TABLE|SCHEMA|MATERIALIZED VIEW)|ALTER TABLE \S+ DROP COLUMN")


def generate_proof(
    generation: Generation, comparison: SchemaTsComparison | None, replays: Replays, scope: Scope, *, help_: str
) -> Item:
    """Compare what `generate` did with the differences of the list.

    `replays`: of the folder before `generate`. `help_`: the command that rebuilds all snapshots.
    """
    statements = generation.statements
    if statements is None:
        return _no_file(generation, help_, has_differences=bool(comparison and comparison.differences))
    wrong = (
        list(_Judge(comparison, replays, scope).errors(statements)) if comparison else ["schema.ts was not compared"]
    )
    if wrong:
        message = "drizzle-kit generate does not write the difference of schema.ts, but something else:"
        return no_go("generate", message, f"If an old snapshot is wrong, rebuild all: {help_}", *wrong, *statements)
    drops = sum(_DROPS.match(statement) is not None for statement in statements)
    dropped = f", and drops {counted_words(drops, 'table or column', 'tables or columns')}" if drops else ""
    message = f"drizzle-kit generate writes exactly the difference of schema.ts{dropped}:"
    asked = "It will ask whether something new is a rename; this is the answer “new”. " if generation.questions else ""
    return note("generate", message, f"{asked}Read it before you run it.", *generation.questions, *statements)


def _no_file(generation: Generation, help_: str, *, has_differences: bool) -> Item:
    if generation.output != NO_CHANGES or generation.changed:
        changed = f" It changed {', '.join(generation.changed)}." if generation.changed else ""
        message = f"drizzle-kit generate: {generation.output}.{changed}"
        return no_go("generate", message, "To see all of its output: npx drizzle-kit generate")
    if has_differences:
        message = f"drizzle-kit generate says “{NO_CHANGES}”, but schema.ts differs from what the entries make."
        return no_go("generate", message, f"An old snapshot has what no entry makes. Rebuild all: {help_}")
    return go("generate", f"drizzle-kit generate: {NO_CHANGES}; the folder is unchanged.")


@dataclass(frozen=True)
class _Judge:
    """Runs the statements one by one after the entries: none may change what equals `schema.ts` already."""

    comparison: SchemaTsComparison
    replays: Replays
    scope: Scope

    def errors(self, statements: tuple[str, ...]) -> Iterator[str]:
        """Yield a sentence for each statement that does, and for each object that differs in the end."""
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
                    yield f"this fails after the entries, {server_message(error)}: {_shortened(statement)}"
                    return
                states.append(self.scope.applied(read_schema(connection), self.comparison.expected)[0])
        yield from self._wrong_steps(states, statements)
        for key in sorted({key for key, _ in states[-1].objects.items() ^ self.comparison.wanted.objects.items()}):
            yield f"after it, {key[0]} {'.'.join(key[1:])} still differs from schema.ts"

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
