"""The text of plan checks and smoke commands: the demand, the result, and the time."""

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
    """Return `2 of 3 plans as demanded`."""
    good, every = sum(one.passed for one in content.checked), len(content.checked) + len(content.refused)
    plans = counted(every, "plan")
    text = f"{plans} as demanded" if good == every else f"{good} of {plans} as demanded"
    return f"{text}, as far as tables without rows show" if content.empty else text


def plans_lines(content: Plans, root: Path) -> Iterator[str]:
    """Yield a line for each check, and the plan of one that fails."""
    if content.empty:
        yield "note: run on the replayed database: it shows only that an index can serve, not that it does. [no-rows]"
    for error in content.refused:
        yield f"error: {error.message} [{error.code}]"
        if error.hint:
            yield f"  help: {error.hint}"
    for one in content.checked:
        yield from checked_lines(one, root)


def checked_lines(one: PlanCheckResult, root: Path) -> Iterator[str]:
    """Yield the lines of one check."""
    name = one.check.name
    if one.refusal:
        yield f"error: {name}: PostgreSQL rejects it: {one.refusal.message} [{one.refusal.sqlstate}]"
        yield f"  at {place_words(one.check.place, root)}"
        if one.refusal.sqlstate in _MAY_NOT_WRITE and not one.check.writes:
            yield "  help: To let it write, put above it: -- journal: writes. It is rolled back."
        return
    for unmet in one.unmet:
        yield f"error: {name}: demanded is `{unmet.demand}`, but {unmet.why}. [plan]"
    met = [demand for demand in one.check.demands if demand not in one.unasked]
    if one.passed and met:
        yield f"passed: {name}: {'; '.join(map(str, met))}"
    elif one.plan:
        yield f"  at {place_words(one.check.place, root)}"
        yield from (f"  {line}" for line in tree(one.plan.root))
    for demand in one.unasked:
        yield f"note: {name}: `{demand}` is not checked on tables without rows. [not-asked]"


def tree(node: PlanNode, depth: int = 0) -> Iterator[str]:
    """Yield a plan, a line for each node: its name, the rows it returned, and those it removed."""
    ran = node.actual is not None
    rows = counted(round(node.actual or 0), "row") if ran else f"about {counted(round(node.planned), 'row')}, not run"
    removed = f", {node.removed:.0f} removed" if node.removed else ""
    yield f"{'  ' * depth}{node}  {rows}{removed}"
    for part in node.parts:
        yield from tree(part, depth + 1)


def smokes_summary(content: Smokes) -> str:
    """Return `1 of 2 commands passed`."""
    good, every = sum(one.passed for one in content.smoked), len(content.smoked)
    commands = counted(every, "command")
    text = f"{commands} passed" if good == every else f"{good} of {commands} passed"
    return f"{text}, on the temporary database" if content.temporary else text


def smokes_lines(content: Smokes) -> Iterator[str]:
    """Yield a line for each command, and the end of the output of a failed one."""
    for one in content.smoked:
        yield from smoked_lines(one)


def smoked_lines(one: Smoked) -> Iterator[str]:
    """Yield the lines of one command."""
    label = "passed" if one.passed else "error"
    yield f"{label}: {one.smoke.name}: {ending(one)}{'' if one.passed else ' [smoke]'}"
    if not one.passed:
        yield from (f"  {_printable(line)}" for line in one.output.splitlines()[-_LAST_LINES:])


def ending(one: Smoked) -> str:
    """Return how a command ended."""
    taken = duration(one.seconds)
    if one.why_not:
        return one.why_not
    if not one.in_time:
        return f"killed after {taken}: its limit is {one.smoke.seconds:g} s"
    if one.code is not None and one.code < 0:
        return f"killed by signal {-one.code} ({taken})"
    return f"exit code {one.code} ({taken})"


def _printable(line: str) -> str:
    """Return a line of output without control characters, cut to a width."""
    text = flat(line.replace("\t", "    "))
    return f"{text[:_WIDEST]}…" if len(text) > _WIDEST else text
