"""What plan checks and smoke commands tell: what was asked, what was got, and how long it took."""

from collections.abc import Iterator
from pathlib import Path

from journal.escape import flat
from journal.report.parts import counted, duration, place_words
from journal.verification.plans.explain import PlanCheckResult
from journal.verification.plans.plan import PlanNode
from journal.verification.running import Plans, Smokes
from journal.verification.smoke import Smoked

_LAST_LINES = 20
_WIDEST = 200
_MAY_NOT_WRITE = ("25006", "25001")


def plans_summary(content: Plans) -> str:
    """`2 of 3 plans as asked`"""
    good, every = sum(one.passed for one in content.checked), len(content.checked) + len(content.refused)
    plans = counted(every, "plan")
    said = f"{plans} as asked" if good == every else f"{good} of {plans} as asked"
    return f"{said}, as far as tables without rows can tell" if content.empty else said


def plans_lines(content: Plans, root: Path) -> Iterator[str]:
    """A line for each check, and the plan of one that is not as it must be."""
    if content.empty:
        yield "note: run on the replayed database: it shows only that an index can serve, not that it will. [no-rows]"
    for error in content.refused:
        yield f"error: {error.message} [{error.code}]"
        if error.hint:
            yield f"  help: {error.hint}"
    for one in content.checked:
        yield from checked_lines(one, root)


def checked_lines(one: PlanCheckResult, root: Path) -> Iterator[str]:
    """What is told of one check."""
    name = one.check.name
    if one.refusal:
        yield f"error: {name}: PostgreSQL refuses it: {one.refusal.message} [{one.refusal.sqlstate}]"
        yield f"  at {place_words(one.check.place, root)}"
        if one.refusal.sqlstate in _MAY_NOT_WRITE and not one.check.writes:
            yield "  help: If it may write, put above it: -- journal: writes. It is rolled back."
        return
    for unmet in one.unmet:
        yield f"error: {name}: asked was `{unmet.demand}`, and {unmet.why}. [plan]"
    met = [demand for demand in one.check.demands if demand not in one.unasked]
    if one.passed and met:
        yield f"passed: {name}: {'; '.join(map(str, met))}"
    elif one.plan:
        yield f"  at {place_words(one.check.place, root)}"
        yield from (f"  {line}" for line in tree(one.plan.root))
    for demand in one.unasked:
        yield f"note: {name}: `{demand}` is not asked of tables without rows. [not-asked]"


def tree(node: PlanNode, depth: int = 0) -> Iterator[str]:
    """A plan, a line a node: what it is, what it gave, and what it looked at in vain."""
    ran = node.actual is not None
    rows = counted(round(node.actual or 0), "row") if ran else f"about {counted(round(node.planned), 'row')}, not run"
    passed_over = f", {node.removed:.0f} passed over" if node.removed else ""
    yield f"{'  ' * depth}{node}  {rows}{passed_over}"
    for part in node.parts:
        yield from tree(part, depth + 1)


def smokes_summary(content: Smokes) -> str:
    """`1 of 2 commands ended well`"""
    good, every = sum(one.passed for one in content.smoked), len(content.smoked)
    said = (
        f"{counted(every, 'command')} ended well"
        if good == every
        else f"{good} of {counted(every, 'command')} ended well"
    )
    return f"{said}, on the temporary database" if content.temporary else said


def smokes_lines(content: Smokes) -> Iterator[str]:
    """A line for each command, and the end of what one that failed wrote."""
    for one in content.smoked:
        yield from smoked_lines(one)


def smoked_lines(one: Smoked) -> Iterator[str]:
    """What is told of one command."""
    label = "passed" if one.passed else "error"
    yield f"{label}: {one.smoke.name}: {ending(one)}{'' if one.passed else ' [smoke]'}"
    if not one.passed:
        yield from (f"  {_printable(line)}" for line in one.output.splitlines()[-_LAST_LINES:])


def ending(one: Smoked) -> str:
    """How a command ended."""
    taken = duration(one.seconds)
    if one.why_not:
        return one.why_not
    if not one.in_time:
        return f"ended by us after {taken}; it has {one.smoke.seconds:g} s"
    if one.code is not None and one.code < 0:
        return f"ended by signal {-one.code} ({taken})"
    return f"exit code {one.code} ({taken})"


def _printable(line: str) -> str:
    """A line of somebody's output, fit for a terminal: no control characters, and not too long."""
    text = flat(line.replace("\t", "    "))
    return f"{text[:_WIDEST]}…" if len(text) > _WIDEST else text
