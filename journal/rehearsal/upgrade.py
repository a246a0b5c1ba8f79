"""upgrade: apply the files of a git ref one by one, then the folder here by Drizzle's own rule."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import cached_property
from itertools import zip_longest

from journal.catalog.values import Schema
from journal.connect.temporary import connect
from journal.dataclass import dataclass
from journal.errors import Place, SettingsInvalid, Severity
from journal.folder.git.ref import GitRef, folder_at, listed_at_fork
from journal.folder.hashing import drizzle_hash
from journal.folder.lenient import read_leniently
from journal.folder.read import Folder
from journal.ledger.predict import LocalMigration, pending_v0
from journal.ledger.read import read_ledger
from journal.rehearsal.environment.databases import Stage
from journal.rehearsal.environment.runs import IncrementalRun, listed_steps
from journal.rehearsal.environment.state import real_differences
from journal.rehearsal.findings import Rehearsal, RehearsalFinding, names_of, place_naming, place_of, refused
from journal.rehearsal.suggested_fix import for_one_transaction
from journal.replay.explain import MigrationFailed
from journal.replay.prefix import Step
from journal.server.runs import run_folder
from journal.sql.remedies import NEW_ENUM_VALUE

OPTION = "--from"
_APART = f"Deploy the two separately. Or, if no database has the first: {NEW_ENUM_VALUE}"


@dataclass(frozen=True)
class UpgradePath:
    """From `ref` to the folder here. `fresh`: the schema of a new database, None where that fails."""

    folder: Folder
    ref: str
    fresh: Schema | None


def upgrade_findings(stage: Stage, path: UpgradePath) -> Iterator[RehearsalFinding]:
    """Yield the findings of an upgrade. Raises SettingsInvalid when git does not know the ref."""
    with run_folder() as private, ExitStack() as stack:
        base = folder_at(GitRef(path.folder.settings, path.ref, OPTION), private)
        _refuse_other_layout(path, base)
        steps = listed_steps(base) if base else ()
        run = IncrementalRun(stage, steps, stack, looks=False)
        while run.advance():
            pass
        if not run.stopped or not run.stopped.ran.failed:
            yield from _UpgradedDatabase(path, stage, run.database, steps).findings()
            return
        migration, failed = run.stopped.migration, run.stopped.ran.failed
        below = migration.name if migration.folder else f"{migration.tag}.sql"
        # The line is of the file at the ref, under the path that the file has here.
        place = replace(place_of(migration, failed), path=path.folder.settings.migrations / below)
        yield RehearsalFinding(
            Rehearsal.UPGRADE, "base-fails", migration.tag, place,
            f"{migration.tag} fails as it is at {path.ref}, so nothing can be upgraded from there: {refused(failed)}.",
            "Name a ref that a database was deployed from.",
            sqlstate=failed.refusal.sqlstate,
        )  # fmt: skip


def _refuse_other_layout(path: UpgradePath, base: Folder | None) -> None:
    if base and base.is_version_1 != path.folder.is_version_1:
        there, here = ("1.0", "0.x") if base.is_version_1 else ("0.x", "1.0")
        raise SettingsInvalid(
            f"{OPTION} {path.ref} has the layout of drizzle {there}, and the folder here that of {here}.",
            hint=f"In a checkout of {path.ref}, this rehearses it: drizzle-journal handback --to {here} --dry-run",
        )


@dataclass(frozen=True)
class _UpgradedDatabase:
    """A database with the files of the ref (`base`) applied and recorded by Drizzle."""

    path: UpgradePath
    stage: Stage
    database: str
    base: Sequence[Step]

    def findings(self) -> Iterator[RehearsalFinding]:
        """Yield every finding; the schemas at the end are compared where there is no other one."""
        found = [*self._gone(), *self._edited(), *self._by_when()]
        yield from found
        try:
            self.stage.together(self.database, self._pending)
        except MigrationFailed as failure:
            yield self._fails(failure)
            return
        fresh = self.path.fresh if not found else None
        differences = real_differences(fresh, self.stage.schema(self.database)) if fresh else ()
        if differences:
            names = names_of(differences[0])
            # Probably the last file with the name made the difference, a pending one before an older one.
            files = [migration for _, migration in [*self._steps, *self._pending]][::-1]
            migration = next((file for file in files if names[0].lower() in file.text.lower()), files[0])
            yield RehearsalFinding(
                Rehearsal.UPGRADE, "ends-elsewhere", migration.tag, place_naming(migration, names),
                f"The schema of a database that came from {self.path.ref} differs from that of a new one.",
                "Make them equal in a new migration: the statements above do it for a database that came from there.",
                differences=differences,
            )  # fmt: skip

    @cached_property
    def _steps(self) -> tuple[Step, ...]:
        return listed_steps(self.path.folder)

    @cached_property
    def _before(self) -> dict[str, Step]:
        return {entry.tag: (entry, migration) for entry, migration in self.base}

    @cached_property
    def _newest_and_pending(self) -> tuple[int, list[Step]]:
        """The newest `created_at` of the ledger, and the steps that Drizzle will run; 1.0 goes by name alone."""
        if self.path.folder.is_version_1:
            return 0, [step for step in self._steps if step[0].tag not in self._before]
        with connect(self.database) as connection:
            ledger = read_ledger(connection, self.stage.ledger)
        local = [LocalMigration(entry.tag, entry.when, drizzle_hash(file.raw)) for entry, file in self._steps]
        runs = {id(migration) for migration in pending_v0(local, ledger).runs}
        newest = max((row.created_at or 0 for row in ledger.rows), default=0)
        return newest, [step for step, migration in zip(self._steps, local, strict=True) if id(migration) in runs]

    @property
    def _pending(self) -> list[Step]:
        return self._newest_and_pending[1]

    def _by_when(self) -> Iterator[RehearsalFinding]:
        """Yield the new entries whose `when` makes Drizzle skip them, and the old ones that it runs again."""
        newest, pending = self._newest_and_pending
        runs = {entry.tag for entry, _ in pending}
        skipped = [entry for entry, _ in self._steps if entry.tag not in self._before and entry.tag not in runs]
        for number, entry in enumerate(skipped, 1):
            yield RehearsalFinding(
                Rehearsal.UPGRADE, "skipped", entry.tag, self._place_in_journal(entry.tag),
                f"{entry.tag} never runs on a database that came from {self.path.ref}: its `when` of {entry.when} "
                f"is not above the {newest} that is recorded there, so Drizzle skips it without a message.",
                f'Write "when": {newest + number * 1000}.',
            )  # fmt: skip
        for entry, _ in pending:
            if entry.tag in self._before:
                when = self._before[entry.tag][0].when
                yield RehearsalFinding(
                    Rehearsal.UPGRADE, "runs-again", entry.tag, self._place_in_journal(entry.tag),
                    f"{entry.tag} runs a second time on a database that came from {self.path.ref}: its `when` was "
                    f"{when} there, and {entry.when} is above all that is recorded.",
                    f'Write "when": {when}.',
                )  # fmt: skip

    def _edited(self) -> Iterator[RehearsalFinding]:
        for _, migration in self._steps:
            before = self._before.get(migration.tag)
            lines = zip_longest(before[1].text.splitlines(), migration.text.splitlines()) if before else ()
            line = next((number for number, (old, new) in enumerate(lines, 1) if old != new), 0)
            if line:  # files whose line ends alone differ are the same
                name = migration.name
                yield RehearsalFinding(
                    Rehearsal.UPGRADE, "edited", migration.tag, Place(migration.path, line, 1),
                    f"{name} was edited since {self.path.ref}, and a database that came from there has the old form: "
                    "Drizzle compares no hash and does not run it again.",
                    f"Restore it (git checkout {self.path.ref} -- {name}), and put the change into a new migration.",
                )  # fmt: skip

    def _gone(self) -> Iterator[RehearsalFinding]:
        here = {entry.tag for entry, _ in self._steps}
        gone = [entry.tag for entry, _ in self.base if entry.tag not in here]
        had = listed_at_fork(GitRef(self.path.folder.settings, self.path.ref, OPTION)) if gone else frozenset()
        folder = self.path.folder
        place = Place(folder.settings.migrations if folder.is_version_1 else folder.journal.path)
        what = "its folder" if folder.is_version_1 else "the entry and its file"
        for tag in gone:
            behind = tag not in had
            yield RehearsalFinding(
                Rehearsal.UPGRADE, "behind" if behind else "gone", tag, place,
                f"{tag} is at {self.path.ref} and not here: a database that came from there has more than a new one.",
                f"Merge {self.path.ref}, and rehearse again." if behind else f"Restore {what}; revert what it "
                "did in a new migration.",
                Severity.NOTE if behind else Severity.ERROR,
            )  # fmt: skip

    def _fails(self, failure: MigrationFailed) -> RehearsalFinding:
        sqlstate, migration = failure.explanation.refusal.sqlstate, failure.failed
        return RehearsalFinding(
            Rehearsal.UPGRADE, "fails-on-upgrade", migration.tag, place_of(migration, failure.explanation),
            f"{migration.tag} fails on a database that came from {self.path.ref}, where Drizzle runs the new files in "
            f"one transaction: {refused(failure.explanation)}.",
            _APART if sqlstate == "55P04" else for_one_transaction(
                sqlstate, "Make it fit what that database has.", is_version_1=bool(migration.folder)
            ),
            sqlstate=sqlstate,
        )  # fmt: skip

    def _place_in_journal(self, tag: str) -> Place:
        folder, raw = read_leniently(self.path.folder.settings)
        index = next((index for index, entry in raw.followed if entry.tag == tag), None)
        return Place(folder.by_tag[tag].path) if index is None else raw.place(index, "when")
