"""Lint the journal and the migrations, without a database."""

from dataclasses import field, replace
from datetime import UTC, datetime
from itertools import chain
from sys import maxsize
from typing import ClassVar, Literal

from journal.dataclass import dataclass
from journal.errors import SettingsInvalid, Severity, did_you_mean
from journal.folder.rewrite.store import project_lock
from journal.project.project import Project, Result
from journal.project.settings import Settings
from journal.rules import OF_KIT, ON_EXCEPTIONS, ON_FOLDER, ON_FOLDERS_1, ON_SQL
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
from journal.rules.support.kit_check import KitCheck
from journal.rules.support.rule import run_rules
from journal.rules.support.subject import Finding, Subject, read_subject


@dataclass(frozen=True)
class CheckRequest:
    """The options of check. `fail_on` is the lowest severity that makes the check fail, `base` a git ref.

    `squawk` and `kit` run the check of another program, where it is installed.
    `most` is the number of findings of each rule that are kept; the others are counted.
    """

    fail_on: Severity = Severity.WARNING
    base: str | None = None
    squawk: bool = False
    kit: bool = False
    most: int = MOST
    now: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass(frozen=True)
class CheckResult(Result):
    """The result: the findings, and those that the project has accepted."""

    document: ClassVar[str] = "check.json.check_json"

    subject: Subject
    findings: tuple[Finding, ...]
    accepted: tuple[Accepted, ...] = ()
    fail_on: Severity = Severity.WARNING

    @property
    def passed(self) -> bool:
        """Whether no finding has the severity of `fail_on` or a higher one."""
        order = list(Severity)
        return all(order.index(finding.severity) < order.index(self.fail_on) for finding in self.findings)


def check(
    project: Project,
    *,
    base: str | None = None,
    fail_on: Literal["error", "warning", "note"] = "warning",
    squawk: bool = True,
    kit: bool = True,
) -> CheckResult:
    """Lint the journal and the migrations, without a database.

    `base` is a git ref whose entries must not change; `fail_on` is the lowest severity that makes `passed` False.
    `kit` runs `drizzle-kit check` on a folder of drizzle 1.0, if drizzle-kit 1.0 and node are installed.

    >>> journal.check(project, squawk=False, kit=False).passed
    True
    """
    return lint(project.settings, CheckRequest(Severity(fail_on), base=base, squawk=squawk, kit=kit))


def lint(settings: Settings, request: CheckRequest) -> CheckResult:
    """Run the rules over a folder. Raises FolderUnreadable or SettingsInvalid where it cannot be read."""
    subject = read_subject(settings, request.now, request.base)
    if request.kit and subject.folder.is_version_1:
        subject = replace(subject, kit_check=_by_kit)
    on_folder = ON_FOLDERS_1 if subject.folder.is_version_1 else ON_FOLDER
    found = chain(run_rules(subject, on_folder, ON_SQL), squawk_findings(subject) if request.squawk else ())

    def is_compared(rule: str) -> bool:
        """Tell whether every run with these options finds the same by a rule: a missing finding is then a change."""
        if rule.startswith("squawk/") or subject.raw.broken:
            return False  # another version of squawk, or none, finds something else; so does a journal that is read
        if rule in OF_KIT and not (subject.kit and subject.kit.is_complete):
            return False
        return request.base is not None or not rule.startswith("base-")

    result = sort_out(subject, found, is_compared, request.most)
    about_exceptions = (finding for rule in ON_EXCEPTIONS for finding in rule.run(result))
    findings = (*result.findings, *capped(about_exceptions, request.most))
    return CheckResult(subject, findings, result.accepted, request.fail_on)


def _by_kit(subject: Subject) -> KitCheck:
    from journal.drizzle.check import check_by_kit

    return check_by_kit(subject.settings, subject.graph)


def accept(
    project: Project,
    rule: str,
    *,
    tag: str = "",
    reason: str,
    base: str | None = None,
    squawk: bool = True,
    kit: bool = True,
) -> tuple[Acceptance, ...]:
    """Accept a finding of `check`, with a reason, in journal-accepted.json (`check --accept`).

    Without a `tag`, the finding is one about the folder as a whole. A record for an earlier state of the migration is
    replaced. Returns what was recorded. Raises SettingsInvalid where there is no such finding, or no reason.

    >>> journal.accept(project, "no-such-rule", tag="0001_add_email", reason="known")
    Traceback (most recent call last):
    journal.errors.SettingsInvalid: ...
    """
    return accept_finding(project.settings, CheckRequest(base=base, squawk=squawk, kit=kit), rule, tag, reason)


def accept_finding(
    settings: Settings, request: CheckRequest, rule: str, tag: str, reason: str
) -> tuple[Acceptance, ...]:
    """Accept what these options find by a rule about a migration, or without a tag about the folder."""
    if not reason.strip():
        raise SettingsInvalid("--accept needs a --reason.", hint='Write why: --reason "applied by hand in 2024"')
    checked = lint(settings, replace(request, most=maxsize))
    found = [finding for finding in checked.findings if _matches(finding, rule, tag)]
    if not found or rule in {exception.name for exception in ON_EXCEPTIONS}:
        raise _nothing_to_accept(settings, checked, rule, tag)
    keys = {key_of(checked.subject, finding): about(finding) for finding in found}
    new = {key: Acceptance(rule, named, key, reason.strip()) for key, named in keys.items()}
    path = settings_path(settings)
    with project_lock(settings):
        others = [old for old in read_acceptances(path) if old.rule != rule or old.about not in keys.values()]
        write_acceptances(path, [*others, *new.values()])
    return tuple(new.values())


def _matches(finding: Finding, rule: str, tag: str) -> bool:
    return finding.rule == rule and tag in (about(finding), finding.tag or "")


def _nothing_to_accept(settings: Settings, checked: CheckResult, rule: str, tag: str) -> SettingsInvalid:
    words = f"--accept {rule}" + (f" --tag {tag}" if tag else "")
    known = [*ON_FOLDER.names, *ON_FOLDERS_1.names, *ON_SQL.names]
    if rule in {exception.name for exception in ON_EXCEPTIONS}:
        hint = f"Remove or correct the exception. The rule is explained by: drizzle-journal rules {rule}"
        return SettingsInvalid(f"{words}: a finding about an exception cannot be accepted.", hint=hint)
    if rule not in known and not rule.startswith("squawk/"):
        hint = did_you_mean(rule, known, "Type: drizzle-journal rules")
        return SettingsInvalid(f"{words}: there is no rule of that name.", hint=hint)
    if any(_matches(accepted.finding, rule, tag) for accepted in checked.accepted):
        return SettingsInvalid(f"{words}: that is accepted already.", hint=f"It is in {settings_path(settings)}.")
    tags = ", ".join(dict.fromkeys(about(finding) for finding in checked.findings if finding.rule == rule))
    hint = f"The rule has findings about: {tags}." if tags else f"Type: {settings.command('check')}"
    return SettingsInvalid(f"{words}: there is no such finding.", hint=hint)
