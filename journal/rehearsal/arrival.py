"""What Drizzle does to a database that came from a git ref, and what it passes over."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest

from journal.catalog.values import Schema
from journal.connect.temporary import connect
from journal.errors import Place, Severity
from journal.folder.git.snapshot import listed_at_fork
from journal.folder.hashing import drizzle_hash
from journal.folder.lenient import read_leniently
from journal.folder.migrations import Migration
from journal.folder.read import Folder
from journal.ledger.drizzle import LiveLedger, read_ledger
from journal.ledger.predict import LocalMigration, pending_v0
from journal.rehearsal.environment.databases import Stage
from journal.rehearsal.environment.order import listed_steps
from journal.rehearsal.environment.state import real_differences
from journal.rehearsal.line_of_error import names_of, place_naming, place_of
from journal.rehearsal.result import Rehearsal, RehearsalFinding, refused
from journal.rehearsal.suggested_fix import for_one_transaction
from journal.replay.explain import MigrationFailed
from journal.replay.prefix import Step

_APART = "Deploy the two apart; or compare as text (status::text = 'x')."


@dataclass(frozen=True)
class UpgradePath:
    """From `ref` to the folder here. `fresh`: the schema of a new database, None where that fails."""

    folder: Folder
    ref: str
    fresh: Schema | None


@dataclass(frozen=True)
class Arrival:
    """A database with everything from the ref in it, and the ledger as Drizzle leaves it. `base`: what that was."""

    way: UpgradePath
    stage: Stage
    database: str
    base: Sequence[Step]

    def found(self) -> Iterator[RehearsalFinding]:
        """Everything; the ends are compared where nothing else was found."""
        faults = [*self._gone(), *self._edited(), *self._skipped(), *self._again()]
        yield from faults
        try:
            self.stage.together(self.database, self._pending)
        except MigrationFailed as failure:
            yield self._fails(failure)
            return
        if not faults and self.way.fresh:
            yield from self._ends(self.way.fresh, self.stage.schema(self.database))

    @cached_property
    def _steps(self) -> tuple[Step, ...]:
        return listed_steps(self.way.folder)

    @cached_property
    def _ledger(self) -> LiveLedger:
        with connect(self.database) as connection:
            return read_ledger(connection, self.stage.ledger)

    @cached_property
    def _pending(self) -> list[Step]:
        """What Drizzle will run."""
        locals_ = [LocalMigration(one.tag, one.when, drizzle_hash(file.raw)) for one, file in self._steps]
        runs = {id(one) for one in pending_v0(locals_, self._ledger).runs}
        return [step for step, one in zip(self._steps, locals_, strict=True) if id(one) in runs]

    @property
    def _newest(self) -> int:
        return max((row.created_at or 0 for row in self._ledger.rows), default=0)

    @cached_property
    def _known(self) -> dict[str, Step]:
        return {entry.tag: (entry, migration) for entry, migration in self.base}

    def _skipped(self) -> Iterator[RehearsalFinding]:
        """What is new here, and has a `when` that Drizzle passes over."""
        new = [entry for entry, _ in self._steps if entry.tag not in self._known]
        running = {entry.tag for entry, _ in self._pending}
        for number, entry in enumerate((one for one in new if one.tag not in running), 1):
            yield RehearsalFinding(
                Rehearsal.UPGRADE, "skipped", entry.tag, self._in_journal(entry.tag),
                f"{entry.tag} never runs on a database that came from {self.way.ref}: its `when` of {entry.when} "
                f"is not above the {self._newest} that is recorded there, so Drizzle skips it in silence.",
                f'Write "when": {self._newest + number * 1000}.',
            )  # fmt: skip

    def _again(self) -> Iterator[RehearsalFinding]:
        for entry, _ in self._pending:
            if entry.tag in self._known:
                was = self._known[entry.tag][0].when
                yield RehearsalFinding(
                    Rehearsal.UPGRADE, "runs-again", entry.tag, self._in_journal(entry.tag),
                    f"{entry.tag} runs a second time on a database that came from {self.way.ref}: its `when` was "
                    f"{was} there, and {entry.when} is above all that is recorded.",
                    f'Write "when": {was}.',
                )  # fmt: skip

    def _edited(self) -> Iterator[RehearsalFinding]:
        for _, migration in self._steps:
            there = self._known.get(migration.tag)
            line = _first_difference(there[1].text, migration.text) if there else 0
            if line:
                name = migration.path.name
                yield RehearsalFinding(
                    Rehearsal.UPGRADE, "edited", migration.tag, Place(migration.path, line, 1),
                    f"{name} is not as at {self.way.ref}, and a database that came from there has the old form: "
                    "Drizzle compares no hash and runs it no more.",
                    f"Restore it (git checkout {self.way.ref} -- {name}), and put the change into a new migration.",
                )  # fmt: skip

    def _gone(self) -> Iterator[RehearsalFinding]:
        here = {entry.tag for entry, _ in self._steps}
        gone = [entry.tag for entry, _ in self.base if entry.tag not in here]
        had = listed_at_fork(self.way.folder.settings, self.way.ref, "--from") if gone else frozenset()
        path = Place(self.way.folder.journal.path)
        for tag in gone:
            behind = tag not in had
            yield RehearsalFinding(
                Rehearsal.UPGRADE, "behind" if behind else "gone", tag, path,
                f"{tag} is at {self.way.ref} and not here: a database that came from there has more than a new one.",
                f"Merge {self.way.ref}, and rehearse again." if behind else "Restore the entry and its file; take "
                "back what it did in a new migration.",
                Severity.NOTE if behind else Severity.ERROR,
            )  # fmt: skip

    def _fails(self, failure: MigrationFailed) -> RehearsalFinding:
        sqlstate, migration = failure.explanation.refusal.sqlstate, failure.failed
        return RehearsalFinding(
            Rehearsal.UPGRADE, "fails-on-upgrade", migration.tag, place_of(migration, failure.explanation),
            f"{migration.tag} fails on a database that came from {self.way.ref}, where Drizzle runs what is new in "
            f"one transaction: {refused(failure.explanation)}.",
            _APART if sqlstate == "55P04" else for_one_transaction(sqlstate, "Let it fit what is there."),
            sqlstate=sqlstate,
        )  # fmt: skip

    def _ends(self, fresh: Schema, now: Schema) -> Iterator[RehearsalFinding]:
        differences = real_differences(fresh, now)
        if not differences:
            return
        names = names_of(differences[0])
        migration = self._maker(names[0])
        yield RehearsalFinding(
            Rehearsal.UPGRADE, "ends-elsewhere", migration.tag, place_naming(migration, names),
            f"A database that came from {self.way.ref} ends elsewhere than a new one.",
            "Bring the two together in a new migration; for one that came from there, the statements above would.",
            differences=differences,
        )  # fmt: skip

    def _maker(self, name: str) -> Migration:
        """The file that the difference is probably from: a new one before an old one, the last that has the name."""
        files = [migration for _, migration in [*self._steps, *self._pending]]
        return next((one for one in reversed(files) if name.lower() in one.text.lower()), files[-1])

    def _in_journal(self, tag: str) -> Place:
        folder, raw = read_leniently(self.way.folder.settings)
        found = (index for index, entry in raw.followed if entry.tag == tag)
        index = next(found, None)
        return Place(folder.by_tag[tag].path) if index is None else raw.place(index, "when")


def _first_difference(there: str, here: str) -> int:
    """The first line that is not the same, from 1; 0 where only line ends differ."""
    lines = zip_longest(there.splitlines(), here.splitlines())
    return next((number for number, (old, new) in enumerate(lines, 1) if old != new), 0)
