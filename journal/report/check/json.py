"""`drizzle-journal check --json`. Keys are stable; `report/schemas/check.json` documents them."""

from typing import Any

from journal.escape import unicode
from journal.report.check.parts import accepted_of, findings_of, page_of, tally, where
from journal.rules.support.kit_check import KitCheck
from journal.rules.support.subject import Finding
from journal.verbs.check import CheckResult


def check_json(checked: CheckResult) -> dict[str, Any]:
    """Return the document of --json: open and accepted findings, and how many migrations and entries there are."""
    return {
        "status": "ok" if checked.passed else "no",
        "fail_on": checked.fail_on.value,
        "findings": [_finding(one, checked) for one in findings_of(checked)],
        "accepted": [_finding(one.finding, checked) | {"reason": one.reason} for one in accepted_of(checked)],
        "counts": {severity.value: number for severity, number in tally(checked).items()}
        | {"accepted": sum(one.finding.stands_for for one in checked.accepted)},
        "migrations": len(checked.subject.folder.migrations),
        "entries": len(checked.subject.raw.items),
        "drizzle_kit": _drizzle_kit(checked.subject.kit),
    }


def _drizzle_kit(kit: KitCheck | None) -> dict[str, Any] | None:
    """Return whether drizzle-kit's own check looked at all, and if not, why; None where it was not asked."""
    if kit is None:
        return None
    return {"version": kit.version or None, "complete": kit.is_complete, "reason": unicode(kit.reason) or None}


def _finding(finding: Finding, checked: CheckResult) -> dict[str, Any]:
    settings = checked.subject.settings
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "message": finding.message,
        "help": finding.help,
        **where(finding, settings.root)._asdict(),
        "tag": finding.tag,
        "page": page_of(finding, settings) or None,
    }
