"""`drizzle-journal check` as SARIF 2.1.0, in the part of it that GitHub's code scanning reads."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from journal import __version__
from journal.errors import Place, Severity
from journal.report.check.parts import Sources, accepted_of, findings_of
from journal.report.failure import SARIF_SCHEMA
from journal.report.issues import base_of
from journal.rules import ALL
from journal.rules.support.subject import Finding
from journal.verbs.check import CheckResult

_LEVELS = {Severity.NOTE: "note", Severity.WARNING: "warning", Severity.ERROR: "error"}
_BASE = "%SRCROOT%"


def sarif(checked: CheckResult, *, workspace: Path | None = None) -> dict[str, Any]:
    """Return one run; the accepted findings are suppressed results.

    `workspace` is the folder of the repository, which code scanning takes paths to be relative to.
    """
    rules = _rules(checked)
    results = _Results(checked, base_of(checked.subject.settings.root, workspace), [rule["id"] for rule in rules])
    run = {
        "tool": {
            "driver": {
                "name": "drizzle-journal",
                "version": __version__,
                "semanticVersion": __version__,
                "rules": rules,
            }
        },
        "invocations": [{"executionSuccessful": True}],
        "originalUriBaseIds": {_BASE: {"description": {"text": "The folder that the paths are relative to."}}},
        "columnKind": "unicodeCodePoints",
        "results": results.all(),
    }
    return {"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}


def _rules(checked: CheckResult) -> list[dict[str, Any]]:
    """Return all rules of this tool, and those of other tools that a finding names."""
    rules = []
    for rule in ALL:
        page = rule.page.partition("\n")[2].strip()
        why, summary = page.partition("\nInstead: ")[0], rule.summary[:1].upper() + rule.summary[1:]
        level = {"defaultConfiguration": {"level": _LEVELS[rule.severity]}}
        address = checked.subject.settings.page_of_rule(rule.name)
        rules.append(_descriptor(rule.name, summary, why, page) | level | ({"helpUri": address} if address else {}))
    known = {rule.name for rule in ALL}
    named = dict.fromkeys(one.rule for one in [*findings_of(checked), *(one.finding for one in accepted_of(checked))])
    return rules + [_descriptor(name, name) for name in named if name not in known]


def _descriptor(name: str, short: str, full: str = "", help: str = "") -> dict[str, Any]:
    """Code scanning requires all three texts."""
    texts = {"shortDescription": short, "fullDescription": full or short, "help": help or short}
    return {"id": name} | {key: {"text": text} for key, text in texts.items()}


class _Results:
    """Findings as results. Equal ones are numbered in their fingerprints."""

    def __init__(self, checked: CheckResult, base: Path, rules: Sequence[str]) -> None:
        self.checked = checked
        self.base = base
        self.index = {name: number for number, name in enumerate(rules)}
        self.sources = Sources(checked.subject)
        self.seen: Counter[str] = Counter()

    def all(self) -> list[dict[str, Any]]:
        found = [self._result(one) for one in findings_of(self.checked)]
        return found + [
            self._result(one.finding) | {"suppressions": [{"kind": "external", "justification": one.reason}]}
            for one in accepted_of(self.checked)
        ]

    def _result(self, finding: Finding) -> dict[str, Any]:
        from hashlib import sha256  # loads OpenSSL

        place = finding.place or Place(self.checked.subject.raw.path)  # code scanning refuses a result without one
        # What identifies it: the rule, the file, the migration and the line's text, which other lines do not change.
        line = (self.sources.line(place) or "").strip()
        artifact = {"uri": _uri(place.path, self.base)}
        parts = [finding.rule, artifact["uri"], finding.tag or "", line or finding.message]
        hashed = sha256("\0".join(parts).encode()).hexdigest()
        self.seen[hashed] += 1
        if place.path.is_relative_to(self.base):
            artifact["uriBaseId"] = _BASE
        column = {"startColumn": place.column} if place.column else {}
        region = {"region": {"startLine": place.line} | column} if place.line else {}
        return {
            "ruleId": finding.rule,
            "ruleIndex": self.index[finding.rule],
            "level": _LEVELS[finding.severity],
            "message": {"text": f"{finding.message}\n{finding.help}" if finding.help else finding.message},
            "locations": [{"physicalLocation": {"artifactLocation": artifact} | region}],
            "partialFingerprints": {"findingHash/v1": f"{hashed}:{self.seen[hashed]}"},
        }


def _uri(path: Path, base: Path) -> str:
    """Percent-encode the bytes of the name; absolute if the file is not below the base."""
    if path.is_relative_to(base):
        return quote(path.relative_to(base).as_posix().encode("utf-8", "surrogateescape"))
    return path.absolute().as_uri()
