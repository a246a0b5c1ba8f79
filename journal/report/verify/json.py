"""A verification as JSON. Keys are stable; all sections have the same ones, and each has its own in `found`."""

from pathlib import Path
from typing import Any

from journal.report.bootstrap import entry_json
from journal.report.drift import differences_json
from journal.report.failure import failure_json
from journal.report.parts import place_words
from journal.report.snapshot import snapshot_json
from journal.report.status import status_body_json
from journal.report.verify.text import closing, section_texts
from journal.verification.comparisons import ComparedSnapshots, Drift, IndexDrift, LedgerReport, ParityResult
from journal.verification.plans.explain import PlanCheckResult
from journal.verification.plans.plan import PlanNode
from journal.verification.running import Plans, Smokes
from journal.verification.section import Content, SectionVerdict
from journal.verification.smoke import Smoked
from journal.verification.verify import Verified

_STATUS = {SectionVerdict.PASSED: "ok", SectionVerdict.FAILED: "no", SectionVerdict.UNKNOWN: "error"}


def verify_json(verified: Verified) -> dict[str, Any]:
    """Return the document. Where a section was not checked, `error` is the first reason."""
    sections = section_texts(verified)
    root, pages = verified.folder.settings.root, verified.folder.settings.pages
    value: dict[str, Any] = {
        "status": _STATUS[verified.verdict],
        "database": verified.target.shown if verified.target else None,
        "strict": verified.strict,
        "ignored": [{"pattern": ignored.pattern, "reason": ignored.reason} for ignored in verified.ignored],
        "sections": [
            {
                "name": text.section.name.value,
                "verdict": text.section.verdict.value,
                "summary": text.summary,
                "seconds": round(text.section.seconds, 6),
                "lines": list(text.lines),
                "error": failure_json(text.section.error, root, pages)["error"] if text.section.error else None,
                "found": _found(text.section.content, root, pages) if text.section.content else None,
            }
            for text in sections
        ],
        "closing": closing(verified),
    }
    if verified.verdict is SectionVerdict.UNKNOWN:
        first = next(text for text in sections if text.section.verdict is SectionVerdict.UNKNOWN)
        code = f"{first.section.name.value}-unknown"
        own = failure_json(first.section.error, root, pages)["error"] if first.section.error else None
        value["error"] = own or {"code": code, "message": first.summary, "help": ""}
    return value


def _found(content: Content, root: Path, pages: str) -> dict[str, Any]:
    if isinstance(content, ParityResult):
        server = content.rebuilt.server
        seconds = {applied.tag: applied.seconds for applied in content.rebuilt.applied}
        return {
            "server": {"version": server.version, "origin": server.origin},
            "entries": [entry_json(compared, seconds.get(compared.entry.tag)) for compared in content.parity.entries],
            "not_in_the_journal": [migration.tag for migration in content.parity.unlisted],
            "without_hash": list(content.unhashed),
        }
    if isinstance(content, LedgerReport):
        return status_body_json(content.seen)
    if isinstance(content, Drift):
        more = {"invalid": list(content.invalid)} if isinstance(content, IndexDrift) else {}
        at = content.at
        return {"at": at.tag, "says": at.witness, "differences": differences_json(content.differences), **more}
    if isinstance(content, ComparedSnapshots):
        value = snapshot_json(content.seen)
        missing = [one["file"] for one in value["snapshots"]]
        undecided = value["undecided"]["differences"]
        return {key: value[key] for key in ("kept", "misfits", "wrong", "known")} | {
            "missing": missing,
            "undecided": undecided,
        }
    if isinstance(content, Plans):
        refused = [failure_json(error, root, pages)["error"] for error in content.refused]
        checks = [_checked(result, root) for result in content.checked]
        return {"without_rows": content.empty, "checks": checks, "not_understood": refused}
    return {"commands": [_smoked(smoked) for smoked in content.smoked]} if isinstance(content, Smokes) else {}


def _checked(result: PlanCheckResult, root: Path) -> dict[str, Any]:
    refusal = result.refusal
    return {
        "name": result.check.name,
        "place": place_words(result.check.place, root),
        "passed": result.passed,
        "asked": [str(demand) for demand in result.check.demands],
        "unmet": [{"asked": str(unmet.demand), "why": unmet.why} for unmet in result.unmet],
        "not_asked": [str(demand) for demand in result.unasked],
        "refused": {"sqlstate": refusal.sqlstate, "message": refusal.message} if refusal else None,
        "milliseconds": result.plan.milliseconds if result.plan else None,
        "plan": _node(result.plan.root) if result.plan else None,
    }


def _node(node: PlanNode) -> dict[str, Any]:
    return {
        "node": node.type,
        "table": str(node.table) if node.table else None,
        "index": str(node.index) if node.index else None,
        "rows": node.actual,
        "passed_over": node.removed,
        "parts": [_node(part) for part in node.parts],
    }


def _smoked(smoked: Smoked) -> dict[str, Any]:
    return {
        "name": smoked.smoke.name,
        "run": list(smoked.smoke.words),
        "passed": smoked.passed,
        "exit_code": smoked.code,
        "in_time": smoked.in_time,
        "seconds": round(smoked.seconds, 6),
        "why_not": smoked.why_not or None,
        "output": smoked.output,
    }
