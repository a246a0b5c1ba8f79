"""down: run each migration, its down file, and the migration again, and compare the schemas."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from journal.catalog.types_functions_grants import Enum
from journal.catalog.values import Schema
from journal.dataclass import dataclass
from journal.errors import Severity
from journal.folder.migrations import Migration
from journal.rehearsal.environment.databases import Stage
from journal.rehearsal.environment.roles import is_role_in_use
from journal.rehearsal.environment.runs import IncrementalRun, StepResult
from journal.rehearsal.environment.state import real_differences
from journal.rehearsal.findings import (
    Rehearsal,
    RehearsalFinding,
    names_of,
    place_naming,
    place_of,
    refused,
    refuses_itself,
)
from journal.rehearsal.suggested_fix import guard
from journal.replay.explain import Explanation


@dataclass(frozen=True)
class DownAndUp:
    """Runs the down files. `downs`: by the tag of their migration."""

    stage: Stage
    downs: Mapping[str, Migration]

    def after(self, step: StepResult) -> Iterator[RehearsalFinding]:
        """Yield the findings of down and up from the state after one migration; nothing where it has no down file."""
        if step.migration.tag in self.downs and not step.ran.failed:
            yield from self._down_and_up(step.database, [step], "right after its migration")

    def from_end(self, run: IncrementalRun) -> Iterator[RehearsalFinding]:
        """Yield the findings of all down files from the last, until a migration has none, and of all migrations up."""
        steps = list[StepResult]()
        for step in reversed(run.results):
            if step.migration.tag not in self.downs or step.ran.failed:
                break
            steps.append(step)
        if len(steps) > 1:
            yield from self._down_and_up(run.database, steps, "on the way down from the end")

    def _down_and_up(self, database: str, steps: Sequence[StepResult], where: str) -> Iterator[RehearsalFinding]:
        """Run the steps' down files on a copy, and where the schema is then the one before, the migrations again."""
        with self.stage.copy(database) as copy:
            for step in steps:
                failed = self.stage.alone(copy, self.downs[step.migration.tag]).failed
                if failed:
                    yield _down_fails(self.downs[step.migration.tag], step.migration, failed, where)
                    return
            first, found = steps[-1], self.stage.schema(copy)
            down, tag = self.downs[first.migration.tag], first.migration.tag
            expected, labels = _with_remaining_labels(first.before.schema, steps[0].after.schema, found)
            for enum, added in labels.items() if len(steps) == 1 else ():
                yield RehearsalFinding(
                    Rehearsal.DOWN, "left-behind", tag, place_naming(first.migration, added[:1]),
                    f"{down.tag} leaves {', '.join(map(repr, added))} in {enum}: PostgreSQL cannot remove an enum "
                    "value.",
                    severity=Severity.NOTE,
                )  # fmt: skip
            differences = real_differences(expected, found)
            if not differences:
                yield from self._up_again(copy, steps[::-1])
                return
        yield RehearsalFinding(
            Rehearsal.DOWN, "down-differs", tag, place_naming(down, names_of(differences[0])),
            f"After {down.tag} the schema differs from the one before {tag}.",
            "Revert in it everything that the migration does: add the statements above.",
            differences=differences,
        )  # fmt: skip

    def _up_again(self, database: str, steps: Sequence[StepResult]) -> Iterator[RehearsalFinding]:
        for step in steps:
            migration, failed = step.migration, self.stage.alone(database, step.migration).failed
            if failed:
                yield RehearsalFinding(
                    Rehearsal.DOWN, "up-again-fails", migration.tag, place_of(migration, failed),
                    f"{migration.tag} fails after its down file has run: {refused(failed)}.",
                    guard(failed.refusal.sqlstate),
                    sqlstate=failed.refusal.sqlstate,
                )  # fmt: skip
                return
        differences = real_differences(steps[-1].after.schema, self.stage.schema(database))
        if differences:
            yield RehearsalFinding(
                Rehearsal.DOWN, "up-again-differs", migration.tag, place_naming(migration, names_of(differences[0])),
                f"After up, down and up again, the schema differs from the one after {migration.tag} ran once.",
                "Let the migration create everything it needs, whatever the down file left: see the statements above.",
                differences=differences,
            )  # fmt: skip


def _with_remaining_labels(before: Schema, after: Schema, found: Schema) -> tuple[Schema, dict[str, tuple[str, ...]]]:
    """Return the schema before with the enum labels that the migrations added, which PostgreSQL cannot remove.

    The second value has those labels by the enum's name.
    """
    objects, labels = dict(before.objects), dict[str, tuple[str, ...]]()
    for key, enum in before.objects.items():
        now, then = found.objects.get(key), after.objects.get(key)
        if isinstance(enum, Enum) and isinstance(now, Enum) and isinstance(then, Enum) and enum != now:
            added = tuple(label for label in now.labels if label not in enum.labels)
            kept = [label for label in now.labels if label in enum.labels]
            if kept == [*enum.labels] and {*added} <= {*then.labels}:
                objects[key], labels[enum.title] = now, added
    return replace(before, objects=objects), labels


def _down_fails(down: Migration, migration: Migration, failed: Explanation, where: str) -> RehearsalFinding:
    """Return the finding: a note where the file refuses by a RAISE, or where it drops a role that is in use."""
    code, severity, help_ = "says-no", Severity.NOTE, ""
    if is_role_in_use(failed):
        code = "role-in-use"
        message = f"{down.tag} drops a role that other databases of the temporary server use; it was not rehearsed."
    elif refuses_itself(failed):
        message = f"{down.tag} refuses by itself: {refused(failed)}."
    else:
        code, severity = "down-fails", Severity.ERROR
        message = f"{down.tag} fails {where}: {refused(failed)}."
        help_ = "Revert the migration's statements in reverse order, and only what exists then."
    place, sqlstate = place_of(down, failed), failed.refusal.sqlstate
    return RehearsalFinding(Rehearsal.DOWN, code, migration.tag, place, message, help_, severity, sqlstate)
