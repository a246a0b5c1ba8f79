"""The summary and the lines of each section: comparisons, plan checks and smoke commands."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from journal.catalog.difference import Weight
from journal.escape import flat, statement_lines
from journal.report.bootstrap import error_lines, server_line
from journal.report.drift import CODES, sentence, summary
from journal.report.own_transactions import own_transaction_warnings
from journal.report.parts import (
    counted,
    duration,
    ignored_files,
    notes,
    place_words,
    relative,
)
from journal.verification.comparisons import Drift, IndexDrift, ParityResult
from journal.verification.plans.explain import PlanCheckResult
from journal.verification.plans.plan import PlanNode
from journal.verification.running import Plans, Smokes
from journal.verification.section import SectionName
from journal.verification.smoke import Smoked
from journal.verification.verify import Verified

_LAST_LINES = 20
_FEW = 8
_WIDEST = 200
_MAY_NOT_WRITE = ("25006", "25001")


def parity_lines(content: ParityResult) -> tuple[str, list[str]]:
    """Return `3 entries: journal, files and captured hashes agree`, where it was replayed, and what does not agree."""
    folder = content.folder
    errors = list(error_lines(content))
    for migration in content.parity.unlisted:
        path = relative(migration.path, folder.settings.root)
        errors.append(f"error: {path} is not in the journal, so Drizzle never runs it. [unlisted]")
    unhashed = [tag for tag in content.unhashed if tag not in content.unrecorded]
    bad = sum(line.startswith("error:") for line in errors) + len(unhashed)
    kept = folder.hashes_in
    errors += _without_hash(unhashed, "error", kept)
    errors += _without_hash([tag for tag in content.unhashed if tag in content.unrecorded], "note", f"{kept} yet")
    entries = counted(len(content.parity.entries), "entry")
    agree = f"{entries}: {kept}, files and captured hashes agree"
    if folder.lock and not folder.lock.text:
        agree = f"{entries}: files and captured hashes agree; there is no lock"
    return f"{counted(bad, 'error')} in {entries}" if bad else agree, [
        server_line(content),
        *([f"skipped: {counted(len(folder.downs), 'down file')}"] if folder.downs else []),
        *ignored_files(folder),
        *notes(folder.notes + content.rebuilt.assumed, folder.settings.root),
        *own_transaction_warnings(folder, content.rebuilt.applied),
        *errors,
    ]


def _without_hash(tags: Sequence[str], severity: str, where: str) -> Iterator[str]:
    """Yield a line for each entry without a hash, or one for many."""
    if len(tags) > _FEW:
        yield f"{severity}: {len(tags)} entries have no hash in the {where}: {tags[0]} … {tags[-1]}. [unhashed]"
    else:
        yield from (f"{severity}: {tag} has no hash in the {where}. [unhashed]" for tag in tags)


def drift_lines(content: Drift, verified: Verified) -> tuple[str, list[str]]:
    """Return `2 real differences, 1 of names`, and the differences, each with the statement that fixes it."""
    at, parts, lines = content.at, [], []
    if isinstance(content, IndexDrift):
        parts += [f"{len(content.invalid)} not valid"] if content.invalid else []
        for name in content.invalid:
            lines.append(f"error: index {name} is not valid, so no query uses it. [invalid-index]")
            lines.append(f"  REINDEX INDEX CONCURRENTLY {name};")
    else:
        before = f"compared with the schema before the first entry: {at.witness} has none of them"
        lines.append(f"compared with the schema after {at.tag}, the last entry in {at.witness}" if at.tag else before)
        parity, live = verified.section(SectionName.PARITY).content, content.live_version.partition(".")[0]
        ours = parity.rebuilt.server.version.partition(".")[0] if isinstance(parity, ParityResult) else live
        if live != ours:
            spelling = f"{live} may spell the same expression differently"
            lines.append(f"note: compared on PostgreSQL {ours}; {spelling}. [other-major]")
        lines += [f"ignored: {ignored.pattern} ({ignored.reason})" for ignored in verified.ignored]
    for difference in content.differences:
        label = "error" if verified.strict or difference.weight is Weight.REAL else "note"
        lines.append(f"{label}: {sentence(difference)} [{CODES[difference.weight]}]")
        if difference.sql:
            lines += [f"  {line}" for line in statement_lines(difference.sql)]
        elif difference.hazard:
            lines.append(f"  no statement is given: {difference.hazard}")
    parts += [summary(content.differences)] if content.differences else []
    return ", ".join(parts) or (f"as after {at.tag}" if at.tag else "as before the first entry"), lines


def plans_lines(content: Plans, root: Path) -> tuple[str, list[str]]:
    """Return `2 of 3 plans as demanded`, a line for each check, and the plan of one that fails."""
    good, every = sum(result.passed for result in content.checked), len(content.checked) + len(content.refused)
    plans = counted(every, "plan") if good == every else f"{good} of {counted(every, 'plan')}"
    text, lines = f"{plans} as demanded", []
    if content.empty:
        text = f"{text}, as far as tables without rows show"
        shows = "it shows only that an index can serve, not that it does"
        lines.append(f"note: run on the replayed database: {shows}. [no-rows]")
    for error in content.refused:
        lines.append(f"error: {error.message} [{error.code}]")
        lines += [f"  help: {error.hint}"] if error.hint else []
    return text, [*lines, *(line for result in content.checked for line in checked_lines(result, root))]


def checked_lines(result: PlanCheckResult, root: Path) -> Iterator[str]:
    """Yield the lines of a plan check."""
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


def smokes_lines(content: Smokes) -> tuple[str, list[str]]:
    """Return `1 of 2 commands passed`, and a line for each command."""
    good, every = sum(smoked.passed for smoked in content.smoked), len(content.smoked)
    commands = counted(every, "command") if good == every else f"{good} of {counted(every, 'command')}"
    text = f"{commands} passed{', on the temporary database' if content.temporary else ''}"
    return text, [line for smoked in content.smoked for line in smoked_lines(smoked)]


def smoked_lines(smoked: Smoked) -> Iterator[str]:
    """Yield how a command ended, and the end of the output of a failed one, each line of it marked as such."""
    label = "passed" if smoked.passed else "error"
    yield f"{label}: {smoked.smoke.name}: {ending(smoked)}{'' if smoked.passed else ' [smoke]'}"
    for line in smoked.output.splitlines()[-_LAST_LINES:] if not smoked.passed else ():
        text = flat(line.replace("\t", "    "))  # without control characters
        yield f"  | {text[:_WIDEST]}…" if len(text) > _WIDEST else f"  | {text}"


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
