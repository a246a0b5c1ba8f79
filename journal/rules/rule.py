"""Rule: a module of this folder as a value. Its first line is `name: what it says`, the rest its page."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from inspect import cleandoc
from typing import Any

from journal.errors import Severity
from journal.rules.finding import Finding


@dataclass(frozen=True)
class Rule:
    """`name` is in kebab-case, `page` the documentation in plain text, `check` finds what breaks it.

    `check` takes a Subject, or a Script for the rules on SQL.
    """

    name: str
    severity: Severity
    page: str
    check: Callable[[Any], Iterator[Finding]]

    @property
    def summary(self) -> str:
        """What it says, in one line."""
        return self.page.splitlines()[0].partition(": ")[2]


def rules(*modules: str) -> tuple[Rule, ...]:
    """The rules in these modules of this folder, in this order."""
    return tuple(_rule(import_module(f"journal.rules.{name}")) for name in modules)


def _rule(module: Any) -> Rule:
    page = cleandoc(module.__doc__)
    return Rule(page.partition(":")[0], module.SEVERITY, page, module.check)
