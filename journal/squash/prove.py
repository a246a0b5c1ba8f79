"""Prove a squash: replays of the folder before and after it, its guard, and drizzle-kit on copies of both."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from journal.baseline.dump_text import dump_differences
from journal.catalog.compare import compare
from journal.catalog.difference import Difference
from journal.connect.session import server_message
from journal.connect.temporary import connect
from journal.dataclass import dataclass
from journal.drizzle.generation import Generation, find_kit, run_generate
from journal.drizzle.kit import ENVIRONMENT_OF_1, FINE, NO_CHANGES
from journal.errors import Severity
from journal.handback.checklist import Item, counted_words, go, no_go, note
from journal.handback.copy import ProjectCopy, second_copy
from journal.handback.prove import migrate_item
from journal.project.settings import Settings
from journal.rebuild.schemas import Replays
from journal.replay.explain import MigrationFailed
from journal.squash.rows import ALL, ReadRows, Volatile, row_differences
from journal.squash.scratch import Scratch
from journal.squash.state import ReplayedState, StateReader
from journal.verbs.check import CheckRequest, lint

if TYPE_CHECKING:
    from journal.drizzle.kit import Kit

_SHOWN = 20


@dataclass(frozen=True)
class ReplayProof:
    """The states of the folder before the squash: `at` the entry, and at the `end` of the journal.

    `volatile`: what differs between two replays of it.
    """

    reader: StateReader
    replays: Replays
    at: ReplayedState
    end: ReplayedState
    volatile: Volatile

    def items(self) -> Iterator[Item]:
        """Yield whether the squashed folder makes the same schema and the same rows."""
        entries = self.replays.folder.journal.entries
        try:
            own = self.reader.after(self.replays, entries[:1])
        except MigrationFailed as error:
            yield no_go(
                "replay", f"The squashed file does not apply: {error.message}", error.hint or self._left_out_help
            )
            return
        yield from _same_schema(self.at, own)
        yield from self._same_rows(self.at, own)
        if len(entries) == 1:
            return
        later = counted_words(len(entries) - 1, "later entry", "later entries")
        try:
            last = self.reader.after(self.replays, entries)
        except MigrationFailed as error:
            way = self._left_out_help or "Squash up to an earlier entry."
            yield no_go("later", f"After the squashed file, a later entry fails: {error.message}", way)
            return
        found = [*_schema_lines(self.end, last), *self._row_lines(self.end, last, self.volatile)]
        if found:
            way = "Squash up to an earlier entry."
            yield no_go("later", f"With {later}, the database is another one than before.", way, *found[:_SHOWN])
        else:
            rows = "rows, apart from what is left out," if self._left_out else "rows"
            yield go("later", f"With {later}, schema and {rows} are as before.")

    @property
    def _left_out(self) -> list[ReadRows]:
        return [one for one in self.at.tables.values() if self.reader.is_left_out(one.table)]

    @property
    def _left_out_help(self) -> str:
        """Return what to try where a file fails after rows were left out; empty where none were."""
        names = ", ".join(one.table for one in self._left_out[:5])
        way = f"Does it need rows that are left out ({names})? Then keep them, or squash up to an earlier entry."
        return way if names else ""

    def _same_rows(self, before: ReplayedState, after: ReplayedState) -> Iterator[Item]:
        if lines := self._row_lines(before, after, {}):
            yield no_go("rows", "The squashed file makes other rows than the old ones.", "", *lines[:_SHOWN])
            return
        tables = before.tables.values()
        kept = [one for one in tables if not self.reader.is_left_out(one.table)]
        left = self._left_out
        if kept:
            count = counted_words(sum(one.count for one in kept), "row", "rows")
            of = counted_words(len(kept), "table", "tables")
            lines = [f"{one.table}: {one.count}, SHA-256 {one.sha256[:16]}" for one in kept]
            yield go("rows", f"{count} of {of} that the migrations insert are the same, by number and hash:", *lines)
        if left:
            message = "Rows that the migrations insert are left out, as you asked; a new database does not get them:"
            yield note("without-rows", message, "", *(f"{one.table}: {one.count}" for one in left))

    def _row_lines(self, before: ReplayedState, after: ReplayedState, volatile: Volatile) -> list[str]:
        sides = [
            {name: one for name, one in state.tables.items() if not self.reader.is_left_out(name)}
            for state in (before, after)
        ]
        found = [*row_differences(sides[0], sides[1], volatile)]
        left_out = {one.table for one in self._left_out}
        owned = before.contents.catalog.owned.items()
        free = {f"{one.schema}.{one.name}" for owner, one in owned if ".".join(owner[:2]) in left_out}
        names = {name for name, _ in before.sequences.items() ^ after.sequences.items()} - free
        return found + [f"sequence {name}: another value" for name in sorted(names)]

    def volatile_item(self) -> Iterator[Item]:
        """Yield the columns with other values in each replay: the squashed file keeps those of one replay."""
        found = {name: one for name, one in self.volatile.items() if name in self.at.tables}
        found = {name: one for name, one in found.items() if not self.reader.is_left_out(name)}
        if found:
            lines = [f"{name}: {_columns(columns)}" for name, columns in sorted(found.items())]
            message = "Each replay gives these columns other values, such as now() or random ids; the squashed file "
            way = "Read its INSERTs: a secret would be the same in every new database. To leave rows out: "
            yield note(
                "volatile", f"{message}keeps those of one replay:", f"{way}--without-rows {next(iter(found))}", *lines
            )


def _columns(names: frozenset[str]) -> str:
    return "even the number of its rows" if ALL in names else ", ".join(sorted(names))


def _same_schema(before: ReplayedState, after: ReplayedState) -> Iterator[Item]:
    if lines := _schema_lines(before, after):
        yield no_go("schema", "The squashed file makes another schema than the old ones.", "", *lines[:_SHOWN])
        return
    tables = counted_words(len(before.schema.by_kind.get("table", ())), "table", "tables")
    version = after.contents.version
    message = f"The squashed file makes the schema of the old ones on PostgreSQL {version}, by the catalog and by "
    yield go("schema", f"{message}pg_dump -s: {tables} and all that belongs to them.")


def _schema_lines(before: ReplayedState, after: ReplayedState) -> list[str]:
    catalog = [_line(one) for one in compare(before.schema, after.schema)]
    dumps = dump_differences(before.contents.schema, after.contents.schema)
    owners = {key for key, _ in before.owners.items() ^ after.owners.items()}
    return [
        *catalog,
        *(f"pg_dump: {one.entry} differs" for one in dumps),
        *(f"owner of {key[0]} {'.'.join(key[1:])} differs" for key in sorted(owners)),
        *(f"database: {line}, on one side only" for line in sorted(before.of_database ^ after.of_database)),
    ]


def _line(one: Difference) -> str:
    return f"{one.kind} {one.name} {one.facet}: {one.expected} before, {one.actual} after"


def guard_item(scratch: Scratch, guard: str, *steps: str) -> Item:
    """Run the guard where there is no ledger, and after each of these steps: it is there, has a row, has the entry's.

    See `trial_ledger`.
    """
    from psycopg import Error

    answers = list[bool]()
    with scratch.database() as server, connect(server.admin or server.conninfo) as connection:
        for before in ("SELECT", *steps):
            connection.execute(before.encode())
            try:
                connection.execute(guard.encode())
                answers.append(True)
            except Error as error:
                answers.append(False)
                if "has migrations from before" not in server_message(error):
                    raise
    if answers == [True, True, False, True]:
        return go("guard", "The file begins with a guard: it fails where the ledger has rows, but not the entry's.")
    return no_go("guard", f"The guard of the file does not hold: {answers}.", "Report this as a bug.")


def check_items(before: Settings, after: Settings) -> Iterator[Item]:
    """Yield the errors that `check` finds in the squashed folder and not in the one before."""
    old = {(one.rule, one.tag) for one in lint(before, CheckRequest()).findings}
    new = [one for one in lint(after, CheckRequest()).findings if one.rule != "not-where-drizzle-looks"]
    errors = [one for one in new if one.severity is Severity.ERROR]
    added = [one for one in errors if (one.rule, one.tag) not in old]
    for one in added:
        yield no_go(one.rule, one.message, one.help)
    kept = [f"{one.rule}: {one.message}" for one in errors if one not in added]
    if kept:
        yield note("check", "drizzle-journal check finds the errors that it found before:", "", *kept[:_SHOWN])
    elif not added:
        yield go("check", "drizzle-journal check finds no error in the squashed folder.")


@dataclass(frozen=True)
class KitProof:
    """The project's drizzle-kit on the folder `before`, and on the copy as it is after the squash."""

    copy: ProjectCopy
    before: Path
    replays: Replays
    has_snapshots: bool

    def items(self) -> Iterator[Item]:
        """Yield what `check`, `generate` and `migrate` say."""
        kit = find_kit(self.copy.original, self.copy.folder)
        if kit is None:
            yield note("drizzle-kit", "There is no drizzle-kit that could be run here, so it was not asked.", "")
            return
        if kit.package.reads_journals == self.replays.folder.is_version_1:
            message = f"drizzle-kit {kit.package.version} does not read this layout, so it was not asked."
            yield note("drizzle-kit", message, "")
            return
        if not kit.package.reads_journals:
            kit = replace(kit, environment=ENVIRONMENT_OF_1)
        if self.has_snapshots:
            yield self._checked(kit)
            yield self._generated(kit)
        else:
            yield note("generate", "The project has no snapshots, so schema.ts was not compared.", "")
        yield migrate_item(kit, self._again("migrated"), self.replays)

    def _again(self, name: str, source: Path | None = None) -> Path:
        return second_copy(source or self.copy.out, self.copy.folder / name)

    def _checked(self, kit: "Kit") -> Item:
        version = kit.package.version
        found = kit.run("check", self._again("checked"))
        if FINE in found.text:
            return go("drizzle-kit-check", f"drizzle-kit {version} check: {FINE.lower()}.")
        before = kit.run("check", self._again("checked-before", self.before))
        if FINE not in before.text:
            message = f"drizzle-kit {version} check is not content, and was not before the squash: {found.gist}"
            return note("drizzle-kit-check", message, "")
        return no_go("drizzle-kit-check", f"drizzle-kit {version} check: {found.gist}", "Report this as a bug.")

    def _generated(self, kit: "Kit") -> Item:
        after = run_generate(kit, self._again("generated"))
        if after.is_content:
            return generate_item(after, after)
        return generate_item(run_generate(kit, self._again("generated-before", self.before)), after)


def generate_item(before: Generation, after: Generation) -> Item:
    """Tell whether `generate` answers after a squash as it did `before`."""
    details = after.statements or (after.output,)
    if after.is_content:
        return go("generate", f"drizzle-kit generate: {NO_CHANGES}; the folder is unchanged.")
    if before.statements is None and before.output != NO_CHANGES:
        did = "fails, as it did before the squash:" if after.statements is None else "failed before the squash, now:"
        return note("generate", f"drizzle-kit generate {did}", "", *details)
    if _answer(before) == _answer(after):
        return note("generate", "drizzle-kit generate answers as it did before the squash:", "", *details)
    message = "drizzle-kit generate answers otherwise than before the squash:"
    return no_go("generate", message, "Report this as a bug.", *details)


def _answer(generation: Generation) -> tuple[str, ...] | str:
    return generation.output if generation.statements is None else generation.statements
