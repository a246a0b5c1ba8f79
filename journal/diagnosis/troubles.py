"""What is wrong by the findings of check: one trouble for each rule, in order of harm."""

from collections.abc import Iterator
from itertools import groupby

from journal.diagnosis.facts import place_words, trouble_of
from journal.diagnosis.health import DoctorFinding
from journal.drizzle.packages import outdated_notes
from journal.errors import Severity
from journal.rules import ALL
from journal.rules.support.subject import Finding
from journal.verbs.check import CheckResult

NO_MIGRATE = (
    "mixed-layouts", "merge-conflict", "journal-unreadable", "journal-missing", "unknown-dialect", "entry-malformed",
    "unsafe-tag", "entry-without-file",
)  # fmt: skip
"""The rules on what stops every migrate: the worst of the errors."""
_SHORT = 40


def troubles_of_check(checked: CheckResult) -> list[DoctorFinding]:
    """Return what is wrong offline, in order of harm."""
    settings = checked.subject.settings
    folder = checked.subject.folder
    has_layout = not folder.mixed and (folder.is_version_1 or checked.subject.raw.text)
    notes = outdated_notes(settings, is_version_1=folder.is_version_1) if has_layout else ()
    return sorted([*(trouble_of(note, settings) for note in notes), *_of_findings(checked)], key=harm)


def _of_findings(checked: CheckResult) -> Iterator[DoctorFinding]:
    """Yield the open findings that count, one for each rule; notes are advice, and `check` has them."""
    pages = {rule.name: rule.page for rule in ALL}

    def rule_of(finding: Finding) -> str:
        return finding.rule

    counted = [one for one in checked.findings if one.severity is not Severity.NOTE]
    for rule, group in groupby(sorted(counted, key=rule_of), rule_of):
        first, *others = group
        more = sum(one.stands_for for one in others)
        place = place_words(first.place, checked.subject.settings)
        yield DoctorFinding(rule, first.severity, first.message, _why(pages.get(rule, "")), place, more)


def _why(page: str) -> str:
    """Return the reason of a rule in one line: its first sentence, and the next where that is short."""
    sentences = " ".join(page.partition("\nWhy: ")[2].partition("\nInstead: ")[0].split()).split(". ")
    reason = ". ".join(sentences[: 2 if len(sentences[0]) < _SHORT else 1]).rstrip(".")
    return f"{reason[:1].upper()}{reason[1:]}." if reason else ""


_ORDER = {name: number for number, name in enumerate((*NO_MIGRATE, *ALL.names))}


def harm(trouble: DoctorFinding) -> tuple[int, int, int]:
    """Return the key of the order: errors first, of these what stops every migrate, then in the order of the rules."""
    stops = trouble.code in (*NO_MIGRATE, "folder-outdated")
    return -list(Severity).index(trouble.severity), not stops, _ORDER.get(trouble.code, -1)
