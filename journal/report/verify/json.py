"""A verification as JSON. Keys are stable; all sections have the same ones, and each has its own in `found`."""

from pathlib import Path
from typing import Any

from journal.report.bootstrap import entry_json
from journal.report.drift import differences_json
from journal.report.failure import failure_json
from journal.report.parts import place_words
from journal.report.status import status_body_json
from journal.report.verify.closing import closing
from journal.report.verify.sections import SectionText, section_texts
from journal.verification.live import Indexes, LedgerReport, SchemaComparison
from journal.verification.parity import ParityResult
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
    root = verified.folder.settings.root
    value: dict[str, Any] = {
        "status": _STATUS[verified.verdict],
        "database": verified.target.shown if verified.target else None,
        "strict": verified.strict,
        "ignored": [{"pattern": one.pattern, "reason": one.reason} for one in verified.ignored],
        "sections": [_section(one, root) for one in sections],
        "closing": closing(verified),
    }
    if verified.verdict is SectionVerdict.UNKNOWN:
        first = next(one for one in sections if one.section.verdict is SectionVerdict.UNKNOWN)
        code = f"{first.section.name.value}-unknown"
        own = failure_json(first.section.error, root)["error"] if first.section.error else None
        value["error"] = own or {"code": code, "message": first.summary, "help": ""}
    return value


def _section(one: SectionText, root: Path) -> dict[str, Any]:
    section = one.section
    return {
        "name": section.name.value,
        "verdict": section.verdict.value,
        "summary": one.summary,
        "seconds": round(section.seconds, 6),
        "lines": list(one.lines),
        "error": failure_json(section.error, root)["error"] if section.error else None,
        "found": _found(section.content, root) if section.content else None,
    }


def _found(content: Content, root: Path) -> dict[str, Any]:
    if isinstance(content, ParityResult):
        server = content.rebuilt.server
        seconds = {one.tag: one.seconds for one in content.rebuilt.applied}
        return {
            "server": {"version": server.version, "origin": server.origin},
            "entries": [entry_json(one, seconds.get(one.entry.tag)) for one in content.parity.entries],
            "not_in_the_journal": [migration.tag for migration in content.parity.unlisted],
            "without_hash": list(content.unhashed),
        }
    if isinstance(content, LedgerReport):
        return status_body_json(content.seen)
    if isinstance(content, SchemaComparison | Indexes):
        more = {"invalid": list(content.drift.invalid)} if isinstance(content, Indexes) else {}
        at = content.drift.at
        return {"at": at.tag, "says": at.witness, "differences": differences_json(content.differences), **more}
    if isinstance(content, Plans):
        refused = [failure_json(error, root)["error"] for error in content.refused]
        checks = [_checked(one, root) for one in content.checked]
        return {"without_rows": content.empty, "checks": checks, "not_understood": refused}
    return {"commands": [_smoked(one) for one in content.smoked]} if isinstance(content, Smokes) else {}


def _checked(one: PlanCheckResult, root: Path) -> dict[str, Any]:
    refusal = one.refusal
    return {
        "name": one.check.name,
        "place": place_words(one.check.place, root),
        "passed": one.passed,
        "asked": [str(demand) for demand in one.check.demands],
        "unmet": [{"asked": str(unmet.demand), "why": unmet.why} for unmet in one.unmet],
        "not_asked": [str(demand) for demand in one.unasked],
        "refused": {"sqlstate": refusal.sqlstate, "message": refusal.message} if refusal else None,
        "milliseconds": one.plan.milliseconds if one.plan else None,
        "plan": _node(one.plan.root) if one.plan else None,
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


def _smoked(one: Smoked) -> dict[str, Any]:
    return {
        "name": one.smoke.name,
        "run": list(one.smoke.words),
        "passed": one.passed,
        "exit_code": one.code,
        "in_time": one.in_time,
        "seconds": round(one.seconds, 6),
        "why_not": one.why_not or None,
        "output": one.output,
    }
