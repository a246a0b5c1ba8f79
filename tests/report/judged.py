"""What the tests of the formats share: a small project, and a result of check made by hand for it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from conftest import Project

from journal.errors import Place, Severity
from journal.rules.support.exceptions import Accepted
from journal.rules.support.subject import Finding, read_subject
from journal.verbs.check import CheckResult

FIRST, SECOND = "migrations/0000_first.sql", "migrations/0001_second.sql"
JOURNAL = """{
  "version": "7",
  "dialect": "postgresql",
  "entries": [
    {"idx": 0, "when": 1755216000000, "tag": "0000_first", "version": "7", "breakpoints": true}
  ]
}
"""


@dataclass
class Judged:
    """A project with two migrations, and what is to be said about it."""

    project: Project

    def __post_init__(self) -> None:
        self.project.write(FIRST, "CREATE TABLE a (id int);\n")
        self.project.write(SECOND, "CREATE TABLE b (\n\tname\tvarchar(3)\n);\n")
        self.project.write("meta/_journal.json", JOURNAL)

    def at(self, name: str, line: int = 0, column: int = 0) -> Place:
        return Place(self.project.root / name, line, column)

    def error(self, message: str, place: Place | None = None, **more: str) -> Finding:
        return replace(Finding(message, place=place, rule="duplicate-tag", severity=Severity.ERROR), **more)

    def warning(self, message: str, place: Place | None = None, **more: str) -> Finding:
        return replace(Finding(message, place=place, rule="gapped-idx", severity=Severity.WARNING), **more)

    def note(self, message: str, place: Place | None = None, **more: str) -> Finding:
        return replace(Finding(message, place=place, rule="squawk/prefer-text", severity=Severity.NOTE), **more)

    def checked(
        self, *findings: Finding, accepted: Sequence[Accepted] = (), fail_on: Severity = Severity.WARNING
    ) -> CheckResult:
        subject = read_subject(self.project.settings(), datetime(2025, 9, 1, tzinfo=UTC))
        return CheckResult(subject, findings, tuple(accepted), fail_on)

    def every_kind(self) -> CheckResult:
        """Each severity, a file that is gone, no file at all, two of one kind, and an accepted one."""
        taken = self.error("Two.", self.at("meta/_journal.json", 5, 5), tag="0000_first")
        return self.checked(
            self.note("Text is enough.", self.at(SECOND, 2, 10), tag="0001_second"),
            self.error("Listed twice.", self.at(FIRST, 1, 8), help="Remove one.", tag="0000_first"),
            self.warning("There is a gap.", self.at("meta/_journal.json", 5, 6)),
            self.warning("And another.", self.at("meta/_journal.json", 5, 6)),
            self.warning("It has gone.", self.at("meta/gone.json", 3, 4)),
            self.error("Nobody lists anything."),
            accepted=[Accepted(taken, "it ran twice, and that was meant")],
        )
