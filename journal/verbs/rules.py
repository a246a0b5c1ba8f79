"""List the lint rules, or return one."""

from typing import ClassVar

from journal.dataclass import dataclass
from journal.errors import SettingsInvalid, did_you_mean
from journal.project.project import Result
from journal.rules import ALL
from journal.rules.support.rule import Rule


@dataclass(frozen=True)
class RuleList(Result):
    """Rules of `check`, each with its name, severity, summary and page."""

    document: ClassVar[str] = "rules.rules_json"
    rules: tuple[Rule, ...]


def rules(name: str | None = None) -> RuleList:
    """List the lint rules, or return the one of this name. Raises SettingsInvalid where there is none.

    >>> [rule.severity.value for rule in journal.rules("duplicate-tag").rules]
    ['error']
    """
    chosen = tuple(rule for rule in ALL if name in (None, rule.name))
    if not chosen:
        hint = did_you_mean(name or "", [rule.name for rule in ALL], "List them: drizzle-journal rules")
        raise SettingsInvalid(f"There is no rule {name}.", hint=hint)
    return RuleList(chosen)
