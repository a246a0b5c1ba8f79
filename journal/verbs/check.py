"""The gate: run the rules over a folder, without a database and without node."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from sys import maxsize
from typing import ClassVar

from journal.errors import SettingsInvalid, Severity, did_you_mean
from journal.folder.rewrite.store import project_lock
from journal.project.settings import Settings
from journal.result import Result
from journal.rules import ON_EXCEPTIONS, ON_FOLDER, ON_SQL
from journal.rules.squawk import squawk_findings
from journal.rules.support.acceptances import (
    Acceptance,
    about,
    key_of,
    read_acceptances,
    settings_path,
    write_acceptances,
)
from journal.rules.support.exceptions import MOST, Accepted, capped, sort_out
from journal.rules.support.rule import run_rules
from journal.rules.support.subject import Finding, Subject, read_subject


@dataclass(frozen=True)
class CheckRequest:
    """What is asked of check. `fail_on` is the least severity that makes the answer no, `base` a git ref.

    `most`: so many of the findings of each rule are kept, and the others counted.
    """

    fail_on: Severity = Severity.WARNING
    base: str | None = None
    squawk: bool = False
    most: int = MOST
    now: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass(frozen=True)
class CheckResult(Result):
    """The result: what counts, and what the project has accepted."""

    document: ClassVar[str] = "check.json.check_json"

    subject: Subject
    findings: tuple[Finding, ...]
    accepted: tuple[Accepted, ...] = ()
    fail_on: Severity = Severity.WARNING

    @property
    def passed(self) -> bool:
        """Whether there is nothing of the severity that makes the answer no."""
        order = list(Severity)
        return all(order.index(one.severity) < order.index(self.fail_on) for one in self.findings)


def check(settings: Settings, request: CheckRequest) -> CheckResult:
    """Judge a folder. Raises FolderUnreadable or SettingsInvalid for what cannot be read."""
    subject = read_subject(settings, request.now, request.base)
    result = sort_out(subject, _found(subject, request), partial(_looks_for, request), request.most)
    about_exceptions = (finding for rule in ON_EXCEPTIONS for finding in rule.run(result))
    findings = (*result.findings, *capped(about_exceptions, request.most))
    return CheckResult(subject, findings, result.accepted, request.fail_on)


def _looks_for(request: CheckRequest, rule: str) -> bool:
    """Whether a run asks for this rule at all: without --base nothing is compared."""
    if rule.startswith("squawk/"):
        return False  # another version of squawk, or none, finds something else
    return request.base is not None or not rule.startswith("base-")


def _found(subject: Subject, request: CheckRequest) -> Iterator[Finding]:
    yield from run_rules(subject, ON_FOLDER, ON_SQL)
    if request.squawk:
        yield from squawk_findings(subject)


def accept(settings: Settings, request: CheckRequest, rule: str, tag: str, reason: str) -> tuple[Acceptance, ...]:
    """Record that the project lives with what a rule finds about a migration, and why; returns what was recorded.

    Without a tag, what the rule finds about the folder as a whole is meant. What was recorded for another state of the
    same migration is replaced. Raises SettingsInvalid when there is no such finding, or no reason.
    """
    if not reason.strip():
        raise SettingsInvalid("--accept needs a --reason.", hint='Write why: --reason "applied by hand in 2024"')
    checked = check(settings, replace(request, most=maxsize))
    found = [one for one in checked.findings if one.rule == rule and tag in (about(one), one.tag or "")]
    if not found or rule in {one.name for one in ON_EXCEPTIONS}:
        raise _nothing_to_accept(settings, checked, rule, tag)
    new = {}
    for one in found:
        key = key_of(checked.subject, one)
        new[key] = Acceptance(rule, about(one), key, reason.strip())
    path, named = settings_path(settings), {about(one) for one in found}
    with project_lock(settings):
        others = [one for one in read_acceptances(path) if one.rule != rule or one.about not in named]
        write_acceptances(path, [*others, *new.values()])
    return tuple(new.values())


def _nothing_to_accept(settings: Settings, checked: CheckResult, rule: str, tag: str) -> SettingsInvalid:
    words = f"--accept {rule}" + (f" --tag {tag}" if tag else "")
    known = [one.name for one in (*ON_FOLDER, *ON_SQL)]
    if rule in {one.name for one in ON_EXCEPTIONS}:
        hint = f"Remove or correct the exception; it is explained by: journal rules {rule}"
        return SettingsInvalid(f"{words}: a finding about an exception cannot be accepted.", hint=hint)
    if rule not in known and not rule.startswith("squawk/"):
        hint = did_you_mean(rule, known, "Type: journal rules")
        return SettingsInvalid(f"{words}: there is no rule of that name.", hint=hint)
    if any(one.finding.rule == rule and tag in (about(one.finding), one.finding.tag or "") for one in checked.accepted):
        return SettingsInvalid(f"{words}: that is accepted already.", hint=f"It is in {settings_path(settings)}.")
    tags = ", ".join(dict.fromkeys(about(one) for one in checked.findings if one.rule == rule))
    hint = f"The rule finds something about: {tags}." if tags else f"Type: {settings.command('check')}"
    return SettingsInvalid(f"{words}: there is no such finding.", hint=hint)
