"""The gate: run the rules over a folder, without a database and without node."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from journal.errors import SettingsInvalid, Severity
from journal.folder.config import Settings
from journal.rules import ON_EXCEPTIONS, ON_FOLDER, ON_SQL
from journal.rules.exceptions import (
    Acceptance,
    Accepted,
    about,
    key_of,
    read_acceptances,
    settings_path,
    sort_out,
    write_acceptances,
)
from journal.rules.finding import Finding
from journal.rules.run import run_on_exceptions, run_rules
from journal.rules.subject import Subject, read_subject
from journal.squawk import squawk_findings


@dataclass(frozen=True)
class Request:
    """What is asked of check. `fail_on` is the least severity that makes the answer no, `base` a git ref."""

    fail_on: Severity = Severity.WARNING
    base: str | None = None
    squawk: bool = False
    now: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass(frozen=True)
class Checked:
    """The result: what counts, and what the project has accepted."""

    subject: Subject
    findings: tuple[Finding, ...]
    accepted: tuple[Accepted, ...] = ()
    fail_on: Severity = Severity.WARNING

    @property
    def passed(self) -> bool:
        """Whether there is nothing of the severity that makes the answer no."""
        order = list(Severity)
        return all(order.index(one.severity) < order.index(self.fail_on) for one in self.findings)


def check(settings: Settings, request: Request) -> Checked:
    """Judge a folder. Raises FolderUnreadable or SettingsInvalid for what cannot be read."""
    subject = read_subject(settings, request.now, request.base)
    result = sort_out(subject, _found(subject, request))
    findings = (*result.findings, *run_on_exceptions(result, ON_EXCEPTIONS))
    return Checked(subject, findings, result.accepted, request.fail_on)


def _found(subject: Subject, request: Request) -> Iterator[Finding]:
    yield from run_rules(subject, ON_FOLDER, ON_SQL)
    if request.squawk:
        yield from squawk_findings(subject)


def accept(settings: Settings, request: Request, rule: str, tag: str, reason: str) -> tuple[Acceptance, ...]:
    """Record that the project lives with what a rule finds about a migration, and why; returns what was recorded.

    Raises SettingsInvalid when there is no such finding, or no reason.
    """
    if not reason.strip():
        raise SettingsInvalid(
            "--accept needs a --reason.", hint='Write why, such as --reason "applied by hand in 2024".'
        )
    found = [one for one in check(settings, request).findings if one.rule == rule and about(one) == tag]
    if not found:
        raise SettingsInvalid(
            f"--accept {rule} --tag {tag}: there is no such finding.", hint=f"Type: {settings.command('check')}"
        )
    subject = read_subject(settings, request.now, request.base)
    new = {key_of(subject, one): Acceptance(rule, tag, key_of(subject, one), reason.strip()) for one in found}
    path = settings_path(settings)
    write_acceptances(path, [*read_acceptances(path), *new.values()])
    return tuple(new.values())
