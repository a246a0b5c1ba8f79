"""Accepted findings, by a comment beside the line or in the committed file, separated from the others."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from journal.dataclass import dataclass
from journal.errors import Lines, Place, Severity
from journal.rules.support.acceptances import FILE_NAME, Acceptance, acceptance_of, read_acceptances, settings_path
from journal.rules.support.not_sql import comments
from journal.rules.support.subject import Finding, Subject

MOST = 500
"""So many findings of each rule are listed, and the others counted."""

_FARTHEST = 100
_COMMENT = re.compile(r"--[ \t]*journal-ignore:?[ \t]+([\w/-]+)[ \t]*(?::[ \t]*(.*?))?[ \t]*\r?$", re.MULTILINE)


@dataclass(frozen=True)
class Accepted:
    """A finding that the project accepts, and why."""

    finding: Finding
    reason: str


@dataclass(frozen=True)
class IgnoreComment:
    """`-- journal-ignore RULE: REASON` in a migration. It covers its own line and the one below."""

    place: Place
    tag: str
    rule: str
    reason: str


@dataclass(frozen=True)
class ExceptionResult:
    """The open findings, the accepted ones, and the exceptions that cover nothing. `path` is the committed file."""

    findings: tuple[Finding, ...]
    accepted: tuple[Accepted, ...] = ()
    stale: tuple[Acceptance, ...] = ()
    idle: tuple[IgnoreComment, ...] = ()
    without_reason: tuple[IgnoreComment, ...] = ()
    path: Path = Path(FILE_NAME)


def sort_out(
    subject: Subject, findings: Iterable[Finding], looked_for: Callable[[str], bool], most: int = MOST
) -> ExceptionResult:
    """Separate accepted findings from the others, and keep `most` of each rule.

    An exception to a rule that was not `looked_for` is not idle. Raises SettingsInvalid for a broken file.
    """
    path = settings_path(subject.settings)
    beside = {(one.place.path, one.place.line, one.rule): one for one in _ignore_comments(subject)}
    commented = {(file, line) for file, line, _ in beside}
    acceptances = read_acceptances(path)
    recorded = {rule: [one for one in acceptances if one.rule == rule] for rule in {one.rule for one in acceptances}}
    used = set[object]()
    remaining, accepted = _Capped(most), _Capped(most)
    for finding in findings:
        exception: IgnoreComment | Acceptance | None = _comment_for(finding, beside, commented)
        if exception is None and acceptances:
            exception = acceptance_of(subject, finding, recorded)
        reason = exception.reason if exception else ""
        (accepted if reason else remaining).add(finding, reason)
        used.add(exception)
    return ExceptionResult(
        tuple(one.finding for one in remaining.all()),
        tuple(accepted.all()),
        tuple(one for one in acceptances if one not in used and looked_for(one.rule)),
        tuple(one for one in beside.values() if one not in used and one.reason and looked_for(one.rule)),
        tuple(one for one in beside.values() if not one.reason),
        path,
    )


def capped(findings: Iterable[Finding], most: int) -> tuple[Finding, ...]:
    """Return the first `most` findings of each rule, and one that counts the others."""
    kept = _Capped(most)
    for finding in findings:
        kept.add(finding)
    return tuple(one.finding for one in kept.all())


class _Capped:
    """The first findings of each rule, with the reason to accept them, and how many there were."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.kept: list[Accepted] = []
        self.seen: Counter[tuple[str, Severity]] = Counter()

    def add(self, finding: Finding, reason: str = "") -> None:
        rule = (finding.rule, finding.severity)
        self.seen[rule] += 1
        if self.seen[rule] <= self.most:
            self.kept.append(Accepted(finding, reason))

    def all(self) -> Iterator[Accepted]:
        yield from self.kept
        for (rule, severity), number in self.seen.items():
            more = number - self.most
            if more > 0:
                counted = Finding(f"… and {more:,} more of {rule}.", rule=rule, severity=severity, stands_for=more)
                yield Accepted(counted, "counted, not listed")


def _ignore_comments(subject: Subject) -> Iterator[IgnoreComment]:
    for migration in subject.folder.migrations:
        if b"journal-ignore" in migration.raw:
            lines = Lines(migration.path, migration.text)
            for comment in comments(migration.text):
                found = _COMMENT.match(comment.text)
                if found:
                    place = Place(migration.path, lines.at(comment.offset).line)
                    yield IgnoreComment(place, migration.tag, found[1], found[2] or "")


def _comment_for(
    finding: Finding, beside: dict[tuple[Path, int, str], IgnoreComment], commented: set[tuple[Path, int]]
) -> IgnoreComment | None:
    """Return the comment on the finding's line, or above it with only other such comments between."""
    if finding.place is None or not finding.place.line:
        return None
    path, line, last = finding.place.path, finding.place.line, finding.place.line - _FARTHEST
    while (found := beside.get((path, line, finding.rule))) is None and (path, line - 1) in commented and line > last:
        line -= 1
    return found
