"""Rule: a module of this folder as a value. Its first line is `name: what it says`, the rest its page."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from inspect import cleandoc
from typing import Any, overload

from journal.errors import Severity
from journal.rules.support.finding import Finding


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


@dataclass(frozen=True)
class Rules(Sequence[Rule]):
    """The rules in these modules of this folder, in this order.

    They are imported when the first is asked for: who only wants the parser beside them does not pay for eighty rules.
    """

    modules: tuple[str, ...]

    @cached_property
    def _all(self) -> tuple[Rule, ...]:
        return tuple(_rule(import_module(f"journal.rules.{name}")) for name in self.modules)

    @overload
    def __getitem__(self, place: int) -> Rule: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Rule]: ...
    def __getitem__(self, place: int | slice) -> Rule | Sequence[Rule]:
        return self._all[place]

    def __len__(self) -> int:
        return len(self.modules)

    def __add__(self, others: "Rules") -> "Rules":
        return Rules(self.modules + others.modules)


def rules(*modules: str) -> Rules:
    """The rules in these modules of this folder, in this order."""
    return Rules(modules)


def _rule(module: Any) -> Rule:
    page = cleandoc(module.__doc__)
    return Rule(page.partition(":")[0], module.SEVERITY, page, module.check)
