"""down: up, down, up. After the down file the schema is the one before, after the second up the one after the first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from journal.catalog.values import Enum, Schema
from journal.errors import Severity
from journal.folder.migrations import Migration
from journal.rehearsal.environment.databases import Stage
from journal.rehearsal.environment.incremental import IncrementalRun, StepResult
from journal.rehearsal.environment.roles import held_elsewhere
from journal.rehearsal.environment.state import real_differences
from journal.rehearsal.line_of_error import names_of, place_naming, place_of
from journal.rehearsal.result import Rehearsal, RehearsalFinding, refused, refuses_itself
from journal.rehearsal.suggested_fix import guard
from journal.replay.explain import Explanation


@dataclass(frozen=True)
class Undoing:
    """The down files, each by the tag of what it takes back."""

    stage: Stage
    downs: Mapping[str, Migration]

    def each(self, stop: StepResult) -> Iterator[RehearsalFinding]:
        """Down and up again from the state after one migration; nothing where it has no down file."""
        down = self.downs.get(stop.migration.tag)
        if down is None or stop.ran.failed:
            return
        with self.stage.copy(stop.database) as database:
            yield from self._down(database, stop, down)

    def all(self, grown: IncrementalRun) -> Iterator[RehearsalFinding]:
        """From the end down through all that have a down file, to the first that has none, and up again."""
        stops = list(self._last_with_downs(grown.stops))
        if len(stops) < 2:
            return
        with self.stage.copy(grown.database) as database:
            for stop in stops:
                down = self.downs[stop.migration.tag]
                ran = self.stage.alone(database, down)
                if ran.failed:
                    yield _fails(down, stop.migration, ran.failed, "on the way down from the end")
                    return
            yield from self._compared(database, stops, down)

    def _last_with_downs(self, stops: Sequence[StepResult]) -> Iterator[StepResult]:
        for stop in reversed(stops):
            if stop.migration.tag not in self.downs or stop.ran.failed:
                return
            yield stop

    def _down(self, database: str, stop: StepResult, down: Migration) -> Iterator[RehearsalFinding]:
        ran = self.stage.alone(database, down)
        if ran.failed:
            yield _fails(down, stop.migration, ran.failed, "right after its migration")
            return
        yield from self._compared(database, [stop], down)

    def _compared(self, database: str, stops: Sequence[StepResult], down: Migration) -> Iterator[RehearsalFinding]:
        """The schema now, and the one before the last of these stops, which were gone down; then up again.

        Where a down file is at fault, what its migration makes of that is no news.
        """
        stop, found = stops[-1], self.stage.schema(database)
        wanted, labels = with_left_labels(stop.before.schema, stops[0].after.schema, found)
        for enum, more in labels.items() if len(stops) == 1 else ():
            yield _left_behind(down, stop.migration, enum, more)
        differences = real_differences(wanted, found)
        if not differences:
            yield from self._up(database, stops[::-1])
            return
        yield RehearsalFinding(
            Rehearsal.DOWN, "down-differs", stop.migration.tag, place_naming(down, names_of(differences[0])),
            f"After {down.tag} the schema is not the one before {stop.migration.tag}.",
            "Take back in it what the migration does; the statements above would.",
            differences=differences,
        )  # fmt: skip

    def _up(self, database: str, stops: Sequence[StepResult]) -> Iterator[RehearsalFinding]:
        for stop in stops:
            ran = self.stage.alone(database, stop.migration)
            if ran.failed:
                yield _up_again_fails(stop.migration, ran.failed)
                return
        differences = real_differences(stops[-1].after.schema, self.stage.schema(database))
        if differences:
            migration = stops[-1].migration
            yield RehearsalFinding(
                Rehearsal.DOWN, "up-again-differs", migration.tag, place_naming(migration, names_of(differences[0])),
                f"After up, down, up, the schema is not the one after {migration.tag} ran once.",
                "Let the migration make all it needs, whatever the down file left; the statements above would.",
                differences=differences,
            )  # fmt: skip


def with_left_labels(before: Schema, after: Schema, found: Schema) -> tuple[Schema, dict[str, tuple[str, ...]]]:
    """The schema before, with the enum labels that the migrations added and that PostgreSQL cannot take back.

    And those labels, by the enum's name.
    """
    objects, labels = dict(before.objects), dict[str, tuple[str, ...]]()
    for key, one in before.objects.items():
        now, then = found.objects.get(key), after.objects.get(key)
        if isinstance(one, Enum) and isinstance(now, Enum) and isinstance(then, Enum) and one != now:
            more = tuple(label for label in now.labels if label not in one.labels)
            if [label for label in now.labels if label in one.labels] == [*one.labels] and {*more} <= {*then.labels}:
                objects[key], labels[one.title] = now, more
    return replace(before, objects=objects), labels


def _left_behind(down: Migration, migration: Migration, enum: str, labels: tuple[str, ...]) -> RehearsalFinding:
    message = (
        f"{down.tag} leaves behind {', '.join(map(repr, labels))} in {enum}: "
        "PostgreSQL cannot take a value out of an enum."
    )
    place = place_naming(migration, [*labels[:1]])
    return RehearsalFinding(Rehearsal.DOWN, "left-behind", migration.tag, place, message, severity=Severity.NOTE)


def _fails(down: Migration, migration: Migration, failed: Explanation, where: str) -> RehearsalFinding:
    """That something cannot be taken back may be said on purpose, by a RAISE; that is no fault."""
    if held_elsewhere(failed):
        message = f"{down.tag} drops a role that other databases of the temporary server have, so it was not rehearsed."
        return RehearsalFinding(
            Rehearsal.DOWN, "role-in-use", migration.tag, place_of(down, failed), message, severity=Severity.NOTE
        )
    if refuses_itself(failed):
        return RehearsalFinding(
            Rehearsal.DOWN, "says-no", migration.tag, place_of(down, failed),
            f"{down.tag} refuses by itself: {refused(failed)}.",
            severity=Severity.NOTE, sqlstate=failed.refusal.sqlstate,
        )  # fmt: skip
    return RehearsalFinding(
        Rehearsal.DOWN, "down-fails", migration.tag, place_of(down, failed),
        f"{down.tag} fails {where}: {refused(failed)}.",
        "Take back in the opposite order what the migration does, and only what is there then.",
        sqlstate=failed.refusal.sqlstate,
    )  # fmt: skip


def _up_again_fails(migration: Migration, failed: Explanation) -> RehearsalFinding:
    return RehearsalFinding(
        Rehearsal.DOWN, "up-again-fails", migration.tag, place_of(migration, failed),
        f"{migration.tag} fails after its down file has run: {refused(failed)}.",
        guard(failed.refusal.sqlstate),
        sqlstate=failed.refusal.sqlstate,
    )  # fmt: skip
