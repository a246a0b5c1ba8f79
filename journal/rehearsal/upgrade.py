"""upgrade: a database that came from a git ref, and then the folder as it is here, by Drizzle's real rule."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace

from journal.folder.git.snapshot import folder_at
from journal.folder.migrations import Migration
from journal.rehearsal.arrival import Arrival, UpgradePath
from journal.rehearsal.environment.databases import Stage
from journal.rehearsal.environment.incremental import IncrementalRun
from journal.rehearsal.environment.order import listed_steps
from journal.rehearsal.line_of_error import place_of
from journal.rehearsal.result import Rehearsal, RehearsalFinding, refused
from journal.replay.explain import Explanation
from journal.server.runs import run_folder

OPTION = "--from"


@dataclass(frozen=True)
class Upgrade:
    """The way from a ref to the folder here, on a database of this stage."""

    stage: Stage
    way: UpgradePath

    def found(self) -> Iterator[RehearsalFinding]:
        """Everything. Raises SettingsInvalid when git does not know the ref."""
        with run_folder() as private:
            base = folder_at(self.way.folder.settings, self.way.ref, private, OPTION)
            steps = listed_steps(base) if base else ()
            with ExitStack() as stack:
                grown = IncrementalRun(self.stage, steps, stack, looks=False)
                while grown.advance():
                    pass
                if grown.stopped and grown.stopped.ran.failed:
                    yield self._base_fails(grown.stopped.migration, grown.stopped.ran.failed)
                else:
                    yield from Arrival(self.way, self.stage, grown.database, steps).found()

    def _base_fails(self, migration: Migration, failed: Explanation) -> RehearsalFinding:
        """The place is in the file as it was there, under the path that it has here."""
        place = replace(place_of(migration, failed), path=self.way.folder.settings.migrations / f"{migration.tag}.sql")
        return RehearsalFinding(
            Rehearsal.UPGRADE, "base-fails", migration.tag, place,
            f"{migration.tag} fails as it is at {self.way.ref}, so there is no way from there: {refused(failed)}.",
            "Name a ref that a database was deployed from.",
            sqlstate=failed.refusal.sqlstate,
        )  # fmt: skip
