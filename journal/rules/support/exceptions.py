"""Findings that the project lives with: by a comment beside the line, or by a line in a committed file."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from journal.errors import Lines, Place, SettingsInvalid, Severity
from journal.folder.rewrite.store import replace_file
from journal.project.files import FileKind, boundary, read_file
from journal.project.settings import Settings
from journal.rules.support.comments import comments
from journal.rules.support.finding import Finding
from journal.rules.support.subject import Subject

FILE_NAME = "journal-accepted.json"
PROJECT = "project"
"""What a finding is about that is about no migration and no file."""

MOST = 500
"""Of what one rule finds, so many are told."""

_FARTHEST = 100
_COMMENT = re.compile(r"--[ \t]*journal-ignore:?[ \t]+([\w/-]+)[ \t]*(?::[ \t]*(.*?))?[ \t]*\r?$", re.MULTILINE)


@dataclass(frozen=True)
class Accepted:
    """A finding that the project lives with, and why."""

    finding: Finding
    reason: str


@dataclass(frozen=True)
class Acceptance:
    """A line of the committed file: this rule, about this migration or file, in this very case."""

    rule: str
    about: str
    key: str
    reason: str


@dataclass(frozen=True)
class IgnoreComment:
    """`-- journal-ignore RULE: REASON` in a migration. It covers its own line and the one below."""

    place: Place
    tag: str
    rule: str
    reason: str


@dataclass(frozen=True)
class Sorted:
    """Findings that count and those that are accepted; then the exceptions that covered nothing."""

    findings: tuple[Finding, ...]
    accepted: tuple[Accepted, ...] = ()
    stale: tuple[Acceptance, ...] = ()
    idle: tuple[IgnoreComment, ...] = ()
    without_reason: tuple[IgnoreComment, ...] = ()
    path: Path = field(default=Path(FILE_NAME))


def sort_out(
    subject: Subject, findings: Iterable[Finding], looked_for: Callable[[str], bool], most: int = MOST
) -> Sorted:
    """Tell what counts from what is accepted. An exception to a rule that was not `looked_for` may still hold.

    Of what a rule finds, `most` are kept, and one that counts the others.

    Raises SettingsInvalid when the file of acceptances is broken.
    """
    path = subject.settings.root / FILE_NAME
    beside = {(one.place.path, one.place.line, one.rule): one for one in _comments(subject)}
    lines = {(one.rule, one.key): one for one in read_acceptances(path)}
    used = set[object]()
    reasons: dict[Finding, str] = {}
    open_, accepted = _Capped(most), _Capped(most)
    above: dict[Path, set[int]] = {}
    for commented, line, _ in beside:
        above.setdefault(commented, set()).add(line)
    for finding in findings:
        exception = _comment_for(finding, beside, above) or (
            lines.get((finding.rule, key_of(subject, finding))) if lines else None
        )
        if exception is None or not exception.reason:
            open_.add(finding)
        elif accepted.add(finding):
            reasons[finding] = exception.reason
        used.add(exception)
    return Sorted(
        tuple(open_.all()),
        tuple(Accepted(one, reasons.get(one, "counted, not listed")) for one in accepted.all()),
        tuple(one for one in lines.values() if one not in used and looked_for(one.rule)),
        tuple(one for one in beside.values() if one not in used and one.reason and looked_for(one.rule)),
        tuple(one for one in beside.values() if not one.reason),
        path,
    )


def capped(findings: Iterable[Finding], most: int) -> tuple[Finding, ...]:
    """The first findings of each rule, and one that counts the others."""
    kept = _Capped(most)
    for one in findings:
        kept.add(one)
    return tuple(kept.all())


class _Capped:
    """Findings, and how many more there were of each rule."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.found: list[Finding] = []
        self.seen: Counter[str] = Counter()
        self.severities: dict[str, Severity] = {}

    def add(self, finding: Finding) -> bool:
        self.seen[finding.rule] += 1
        self.severities[finding.rule] = finding.severity
        kept = self.seen[finding.rule] <= self.most
        if kept:
            self.found.append(finding)
        return kept

    def all(self) -> Iterator[Finding]:
        yield from self.found
        for rule, number in self.seen.items():
            more = number - self.most
            if more > 0:
                message = f"… and {more:,} more of {rule}."
                yield Finding(message, rule=rule, severity=self.severities[rule], stands_for=more)


def _comments(subject: Subject) -> Iterator[IgnoreComment]:
    for migration in subject.folder.migrations:
        if b"journal-ignore" not in migration.raw:
            continue
        text = migration.text
        lines = Lines(migration.path, text)
        for one in comments(text):
            found = _COMMENT.match(one.text)
            if found:
                place = Place(migration.path, lines.at(one.offset).line)
                yield IgnoreComment(place, migration.tag, found[1], found[2] or "")


def _comment_for(
    finding: Finding, by_line: dict[tuple[Path, int, str], IgnoreComment], above: dict[Path, set[int]]
) -> IgnoreComment | None:
    """On its own line, or above it with nothing but other such comments between."""
    place = finding.place
    if place is None or not place.line:
        return None
    lines = above.get(place.path, set())
    line, first = place.line, place.line - _FARTHEST
    while (found := by_line.get((place.path, line, finding.rule))) is None and line - 1 in lines and line > first:
        line -= 1
    return found


def about(finding: Finding) -> str:
    """What a finding is about: its migration, or else the name of its file, or else the project as a whole."""
    name = finding.tag or (finding.place.path.name if finding.place else "")
    return _text(name).strip() or PROJECT


def _text(words: str) -> str:
    """Words as JSON can have them: of a file name, bytes that are no UTF-8 are spelled out."""
    return words.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def key_of(subject: Subject, finding: Finding) -> str:
    """A digest of all that makes this the same case: the entry's `when`, the file's bytes and the line in it.

    What is about no migration is told by the words of the finding, which name the values.
    """
    from hashlib import sha256  # noqa: PLC0415 - it loads OpenSSL, and a clean folder has nothing to hash

    migration = subject.files.get(finding.tag or "")
    content = migration.digest if migration else None
    inside = finding.place.line if migration and finding.place and finding.place.path == migration.path else 0
    # The same wherever the project is checked out.
    words = "" if finding.tag else _text(finding.message.replace(f"{subject.settings.root}/", ""))
    facts = [finding.rule, about(finding), subject.whens.get(finding.tag or ""), content, inside, words]
    return sha256(orjson.dumps(facts)).hexdigest()[:16]


def read_acceptances(path: Path) -> tuple[Acceptance, ...]:
    """The committed file; nothing where there is none. Raises SettingsInvalid."""
    try:
        value = orjson.loads(read_file(path, FileKind.JOURNAL, within=boundary(path.parent)))
    except FileNotFoundError:
        return ()
    except (OSError, orjson.JSONDecodeError) as error:
        raise SettingsInvalid(f"{path} cannot be read: {error}.", hint=_RENEW, place=Place(path)) from None
    items = value.get("accepted") if isinstance(value, dict) else None
    if not isinstance(items, list):
        raise SettingsInvalid(f'{path} has no list of "accepted".', hint=_RENEW, place=Place(path))
    return tuple(_acceptance(path, item) for item in items)


def write_acceptances(path: Path, acceptances: Sequence[Acceptance]) -> None:
    """Write the file anew, sorted, so that two branches merge. Call it under journal_lock. Raises FileUnwritable."""
    ordered = sorted(acceptances, key=lambda one: (one.rule, one.about, one.key))
    items = [{"rule": one.rule, "about": one.about, "key": one.key, "reason": _text(one.reason)} for one in ordered]
    content = orjson.dumps({"accepted": items}, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    replace_file(path, content, root=path.parent)


def _acceptance(path: Path, item: Any) -> Acceptance:
    words = [item.get(key) if isinstance(item, dict) else None for key in ("rule", "about", "key", "reason")]
    rule, named, key, reason = (word.strip() if isinstance(word, str) else "" for word in words)
    if not (rule and named and key):
        raise SettingsInvalid(f"{path} has an element without rule, about or key.", hint=_RENEW, place=Place(path))
    if not reason:
        raise SettingsInvalid(
            f"{path} accepts {rule} for {named} without a reason, and one is required.",
            hint="Write why the project lives with it.",
            place=Place(path),
        )
    return Acceptance(rule, named, key, reason)


def settings_path(settings: Settings) -> Path:
    """Where a project's acceptances are."""
    return settings.root / FILE_NAME


_RENEW = 'Each is written by: journal check --accept RULE --tag TAG --reason "why"'
