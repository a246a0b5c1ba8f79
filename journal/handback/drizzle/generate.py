"""The proof by `drizzle-kit check` and `generate`: nothing to do, or exactly the difference that was announced."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from journal.catalog.read import read_schema
from journal.catalog.values import Column, Enum, Key, Object, Schema
from journal.connect.session import server_message
from journal.connect.temporary import connect_as_user
from journal.drizzle.kit import Kit
from journal.drizzle.kit_output import FINE, NO_CHANGES
from journal.folder.migrations import Migration
from journal.folder.names import Kind
from journal.handback.head.comparison import Head, Scope
from journal.handback.item import Item, ItemVerdict, counted_words, go, no_go
from journal.project.files import FileKind, read_file
from journal.rebuild.schemas import Replays
from journal.sql.statements import statements_of

if TYPE_CHECKING:
    from psycopg import Connection


_DROPS = re.compile(r"DROP (TABLE|SCHEMA|MATERIALIZED VIEW)|ALTER TABLE \S+ DROP COLUMN")


@dataclass(frozen=True)
class Generation:
    """What `generate` did on a copy: what it said, the SQL file that it wrote, and all that it touched.

    `asked`: its questions whether something new is a rename, which were answered: it is new.
    """

    said: str
    written: Migration | None
    touched: tuple[str, ...]
    asked: tuple[str, ...] = ()

    @property
    def statements(self) -> tuple[str, ...]:
        """The statements of the file, in order."""
        pieces = self.written.pieces if self.written else ()
        return tuple(one.text for piece in pieces for one in statements_of(piece))


def check_proof(kit: Kit, out: Path) -> Item:
    """`drizzle-kit check` is clean."""
    said = kit.run("check", out)
    if FINE in said.text:
        return go("drizzle-kit-check", f"drizzle-kit {kit.package.version} check: {FINE.lower()}.")
    return no_go("drizzle-kit-check", f"drizzle-kit check: {said.gist}", "Put right what it names in meta/.")


def generated_after(kit: Kit, out: Path) -> Generation:
    """Run `generate` on a copy that may be changed."""
    before = _contents(out)
    said = kit.run("generate", out, "--name=after_handback")
    if said.asks:
        said = kit.run_and_answer("generate", out, "--name=after_handback")
    after = _contents(out)
    changed = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
    new = [out / name for name in changed if name.endswith(".sql") and name not in before]
    written = Migration(new[0].stem, Kind.FORWARD, new[0], read_file(new[0], FileKind.SQL)) if len(new) == 1 else None
    return Generation(said.gist if NO_CHANGES not in said.text else NO_CHANGES, written, tuple(changed), said.asked)


def generate_proof(generation: Generation, head: Head | None, replays: Replays, scope: Scope, *, anew: str) -> Item:
    """`generate` has nothing to do where nothing was announced, and exactly the announced where something was.

    `replays`: of the folder before `generate`; `head` None: no `schema.ts` could be read. `anew`: what to type to
    rebuild the snapshots.
    """
    announced = head.differences if head else ()
    if generation.written is None:
        return _nothing(generation, anew, announced=bool(announced))
    wrong = list(_Steps(head, replays, scope).wrong(generation)) if head else ["nothing was announced"]
    if wrong:
        return no_go(
            "generate",
            "drizzle-kit generate does not say what differs, but something else:",
            f"Where a snapshot that was there is to blame, rebuild all of them: {anew}",
            *wrong,
            *generation.statements,
        )
    drops = sum(_DROPS.match(one) is not None for one in generation.statements)
    dropped = f", and drops {counted_words(drops, 'table or column', 'tables or columns')}" if drops else ""
    message = f"drizzle-kit generate writes exactly the difference that is announced{dropped}:"
    asked = "It will ask you whether something new is a rename; this is for: it is new. " if generation.asked else ""
    details = (*generation.asked, *generation.statements)
    return Item("generate", ItemVerdict.SAID, message, f"{asked}Read it before it runs.", details)


def _nothing(generation: Generation, anew: str, *, announced: bool) -> Item:
    if generation.said != NO_CHANGES or generation.touched:
        touched = f" It touched {', '.join(generation.touched)}." if generation.touched else ""
        return no_go(
            "generate",
            f"drizzle-kit generate: {generation.said}.{touched}",
            "npx drizzle-kit generate shows all of it.",
        )
    if announced:
        return no_go(
            "generate",
            f"drizzle-kit generate says “{NO_CHANGES}”, though schema.ts differs from what the entries make.",
            f"A snapshot that was there tells what no entry makes; rebuild all of them: {anew}",
        )
    return go("generate", f"drizzle-kit generate: {NO_CHANGES}; the folder is as it was.")


def _contents(out: Path) -> Mapping[str, bytes]:
    return {str(path.relative_to(out)): read_file(path, FileKind.SQL) for path in out.rglob("*") if path.is_file()}


@dataclass(frozen=True)
class _Steps:
    """The statements, run one by one after the entries: none may change what is as `schema.ts` has it."""

    head: Head
    replays: Replays
    scope: Scope

    def wrong(self, generation: Generation) -> Iterator[str]:
        """A sentence for each statement that does, and for what is not there in the end."""
        from psycopg import Error  # noqa: PLC0415 - the server boots meanwhile

        states: list[Schema] = []
        with self._after_the_entries() as connection:
            for statement in generation.statements:
                try:
                    connection.execute(statement.encode())
                except Error as error:
                    yield f"this fails after the entries, {server_message(error)}: {_short(statement)}"
                    return
                states.append(self.scope.applied(read_schema(connection), self.head.said)[0])
        yield from self._judged(states, generation.statements)

    @contextmanager
    def _after_the_entries(self) -> Iterator["Connection[Any]"]:
        """A session of its own: what a migration sets in its session is not there in the next one."""
        unkept = replace(self.replays, recipe=replace(self.replays.recipe, worth_seconds=None))
        options = unkept.recipe.limits.options()
        with (
            unkept.running(self.replays.folder.journal.entries) as database,
            connect_as_user(database.server.conninfo, options) as connection,
        ):
            yield connection

    def _judged(self, states: list[Schema], statements: tuple[str, ...]) -> Iterator[str]:
        right = {key for key, one in self.head.replayed.objects.items() if self._is_right(key, one)}
        excused = {key for key in right if self._is_of_a_changed_enum(key)}
        for before, state, statement in zip([self.head.replayed, *states], states, statements, strict=False):
            if before.objects == state.objects and " ROLE " not in statement:  # roles are the server's, not in a schema
                yield f"this changes nothing: {_short(statement)}"
            hurt = [key for key in right - excused if not self._is_right(key, state.objects.get(key))]
            if hurt:
                names = ", ".join(sorted(" ".join([key[0], ".".join(key[1:])]) for key in hurt))
                yield f"this changes {names}, which is as schema.ts has it: {_short(statement)}"
        left = states[-1].objects.items() ^ self.head.wanted.objects.items() if states else ()
        for key in sorted({key for key, _ in left}):
            yield f"after it, {key[0]} {'.'.join(key[1:])} is still not as schema.ts has it"

    def _is_right(self, key: Key, one: Object | None) -> bool:
        return one is not None and self.head.wanted.objects.get(key) == one

    def _is_of_a_changed_enum(self, key: Key) -> bool:
        """drizzle-kit makes the columns of an enum `text` while it makes the enum anew."""
        one = self.head.replayed.objects[key]
        enums = [enum for enum in self.head.replayed.objects.values() if isinstance(enum, Enum)]
        changed = {enum.name for enum in enums if not self._is_right(enum.key, enum)}
        return isinstance(one, Column) and any(name in one.type for name in changed)


def _short(statement: str) -> str:
    return " ".join(statement.split())[:200]
