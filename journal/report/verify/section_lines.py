"""The summary and the lines of each section: comparisons, plan checks and smoke commands."""

from collections.abc import Iterator
from pathlib import Path

from journal.catalog.difference import Difference, Weight
from journal.escape import flat, statement_lines
from journal.report.bootstrap import error_lines, server_line
from journal.report.drift import CODES, sentence, summary
from journal.report.parts import counted, duration, notes, own_transaction_warnings, place_words, relative
from journal.verification.comparisons import Indexes, ParityResult, SchemaComparison
from journal.verification.plans.explain import PlanCheckResult
from journal.verification.plans.plan import PlanNode
from journal.verification.running import Plans, Smokes
from journal.verification.section import SectionName
from journal.verification.smoke import Smoked
from journal.verification.verify import Verified


def parity_summary(content: ParityResult) -> str:
    """Return `3 entries: journal, files and captured hashes agree`."""
    entries = counted(len(content.parity.entries), "entry")
    bad = sum(line.startswith("error:") for line in _errors(content))
    return f"{counted(bad, 'error')} in {entries}" if bad else f"{entries}: journal, files and captured hashes agree"


def parity_lines(content: ParityResult) -> Iterator[str]:
    """Yield where it was replayed, notes, and what does not agree."""
    folder = content.folder
    yield server_line(content)
    if folder.downs:
        yield f"skipped: {counted(len(folder.downs), 'down file')}"
    yield from (f"ignored: {item.name} ({item.reason})" for item in folder.ignored)
    yield from notes(folder.notes + content.rebuilt.assumed, folder.settings.root)
    yield from own_transaction_warnings(content.rebuilt.applied)
    yield from _errors(content)


def _errors(content: ParityResult) -> Iterator[str]:
    yield from error_lines(content)
    for migration in content.parity.unlisted:
        path = relative(migration.path, content.folder.settings.root)
        yield f"error: {path} is not in the journal, so Drizzle never runs it. [unlisted]"
    for tag in content.unhashed:
        yield f"error: {tag} has no hash in the journal. [unhashed]"


def drift_summary(content: SchemaComparison | Indexes) -> str:
    """Return `2 real differences, 1 of names`."""
    invalid = content.drift.invalid if isinstance(content, Indexes) else ()
    parts = [f"{len(invalid)} not valid"] if invalid else []
    parts += [summary(content.differences)] if content.differences else []
    tag = content.drift.at.tag
    return ", ".join(parts) or (f"as after {tag}" if tag else "as before the first entry")


def drift_lines(content: SchemaComparison | Indexes, verified: Verified) -> Iterator[str]:
    """Yield what was compared, and the differences, each with the statement that fixes it."""
    at, live = content.drift.at, content.drift.live_version.partition(".")[0]
    if isinstance(content, Indexes):
        for name in content.drift.invalid:
            yield f"error: index {name} is not valid, so no query uses it. [invalid-index]"
            yield f"  REINDEX INDEX CONCURRENTLY {name};"
    else:
        before = f"compared with the schema before the first entry: {at.witness} has none of them"
        yield f"compared with the schema after {at.tag}, the last entry in {at.witness}" if at.tag else before
        parity = verified.section(SectionName.PARITY).content
        ours = parity.rebuilt.server.version.partition(".")[0] if isinstance(parity, ParityResult) else live
        if live != ours:
            spelling = f"{live} may spell the same expression differently"
            yield f"note: compared on PostgreSQL {ours}; {spelling}. [other-major]"
        yield from (f"ignored: {ignored.pattern} ({ignored.reason})" for ignored in verified.ignored)
    for difference in content.differences:
        yield from _difference(difference, strict=verified.strict)


def _difference(difference: Difference, *, strict: bool) -> Iterator[str]:
    label = "error" if strict or difference.weight is Weight.REAL else "note"
    yield f"{label}: {sentence(difference)} [{CODES[difference.weight]}]"
    if difference.sql:
        yield from (f"  {line}" for line in statement_lines(difference.sql))
    elif difference.hazard:
        yield f"  no statement: {difference.hazard}"


_LAST_LINES = 20
_WIDEST = 200
_MAY_NOT_WRITE = ("25006", "25001")


def plans_summary(content: Plans) -> str:
    """Return `2 of 3 plans as demanded`."""
    good, every = sum(result.passed for result in content.checked), len(content.checked) + len(content.refused)
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
    for result in content.checked:
        yield from checked_lines(result, root)


def checked_lines(result: PlanCheckResult, root: Path) -> Iterator[str]:
    """Yield the lines of result check."""
    name = result.check.name
    if result.refusal:
        yield f"error: {name}: PostgreSQL rejects it: {result.refusal.message} [{result.refusal.sqlstate}]"
        yield f"  at {place_words(result.check.place, root)}"
        if result.refusal.sqlstate in _MAY_NOT_WRITE and not result.check.writes:
            yield "  help: To let it write, put above it: -- journal: writes. It is rolled back."
        return
    for unmet in result.unmet:
        yield f"error: {name}: demanded is `{unmet.demand}`, but {unmet.why}. [plan]"
    met = [demand for demand in result.check.demands if demand not in result.unasked]
    if result.passed and met:
        yield f"passed: {name}: {'; '.join(map(str, met))}"
    elif result.plan:
        yield f"  at {place_words(result.check.place, root)}"
        yield from (f"  {line}" for line in tree(result.plan.root))
    for demand in result.unasked:
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
    good, every = sum(smoked.passed for smoked in content.smoked), len(content.smoked)
    commands = counted(every, "command")
    text = f"{commands} passed" if good == every else f"{good} of {commands} passed"
    return f"{text}, on the temporary database" if content.temporary else text


def smokes_lines(content: Smokes) -> Iterator[str]:
    """Yield a line for each command, and the end of the output of a failed one."""
    for smoked in content.smoked:
        yield from smoked_lines(smoked)


def smoked_lines(smoked: Smoked) -> Iterator[str]:
    """Yield the lines of smoked command."""
    label = "passed" if smoked.passed else "error"
    yield f"{label}: {smoked.smoke.name}: {ending(smoked)}{'' if smoked.passed else ' [smoke]'}"
    if not smoked.passed:
        yield from (f"  {_printable(line)}" for line in smoked.output.splitlines()[-_LAST_LINES:])


def ending(smoked: Smoked) -> str:
    """Return how a command ended."""
    taken = duration(smoked.seconds)
    if smoked.why_not:
        return smoked.why_not
    if not smoked.in_time:
        return f"killed after {taken}: its limit is {smoked.smoke.seconds:g} s"
    if smoked.code is not None and smoked.code < 0:
        return f"killed by signal {-smoked.code} ({taken})"
    return f"exit code {smoked.code} ({taken})"


def _printable(line: str) -> str:
    """Return a line of output without control characters, cut to a width."""
    text = flat(line.replace("\t", "    "))
    return f"{text[:_WIDEST]}…" if len(text) > _WIDEST else text
