"""A verification as text: the head, a line for each section with its details, and the next command."""

from collections.abc import Iterable

from journal.dataclass import dataclass
from journal.escape import joined, one_line
from journal.ledger.status import EntryStateKind
from journal.report.failure import failure_text
from journal.report.parts import duration, verdict_first
from journal.report.snapshot import snapshot_lines
from journal.report.status import state_counts, status_lines
from journal.report.verify.section_lines import drift_lines, parity_lines, plans_lines, smokes_lines
from journal.verbs.status import NO_STEP
from journal.verification.comparisons import ComparedSnapshots, Drift, LedgerReport, ParityResult
from journal.verification.running import Plans, Smokes
from journal.verification.section import Section, SectionName, SectionVerdict
from journal.verification.verify import Verified


@dataclass(frozen=True)
class SectionText:
    """A section as text. A line begins with `error:`, `warning:` or `note:`, or with blanks below such a line."""

    section: Section
    summary: str
    lines: tuple[str, ...] = ()


def section_texts(verified: Verified) -> tuple[SectionText, ...]:
    """Return the text of every section."""
    return tuple(_section_text(section, verified) for section in verified.sections)


def _section_text(section: Section, verified: Verified) -> SectionText:
    root, pages, content = verified.folder.settings.root, verified.folder.settings.pages, section.content
    lines: Iterable[str]
    if section.error:
        first, *lines = failure_text(section.error, root, pages).rstrip("\n").split("\n")
        return SectionText(section, first.removeprefix("error: "), tuple(lines))
    if isinstance(content, ParityResult):
        summary, lines = parity_lines(content)
    elif isinstance(content, LedgerReport):
        summary, lines = state_counts(content.seen), status_lines(content.seen)
    elif isinstance(content, Drift):
        summary, lines = drift_lines(content, verified)
    elif isinstance(content, Plans):
        summary, lines = plans_lines(content, root)
    elif isinstance(content, ComparedSnapshots):
        summary, *lines = snapshot_lines(content.seen)
    elif isinstance(content, Smokes):
        summary, lines = smokes_lines(content)
    else:
        return SectionText(section, section.why)
    return SectionText(section, one_line(summary), tuple(map(one_line, lines)))


_NAME, _VERDICT = 9, 15


def verify_text(verified: Verified) -> str:
    """Return the text."""
    lines = [head(verified)] if verified.target else []
    for text in section_texts(verified):
        section, label = text.section, text.section.verdict.label
        verdict = label.upper() if section.verdict is SectionVerdict.FAILED else label
        seconds = f"  ({duration(section.seconds)})" if section.verdict is not SectionVerdict.SKIPPED else ""
        lines.append(f"{section.name.value:<{_NAME}}  {verdict:<{_VERDICT}} {text.summary}{seconds}")
        lines += [f"  {line}".rstrip() for line in text.lines]
    return verdict_first(closing(verified), joined(lines))


def head(verified: Verified) -> str:
    """Return which database was verified."""
    target = verified.target
    return f"database {target.shown} (from {target.source})" if target else "no live database (no --url)"


_OPEN = (SectionVerdict.FAILED, SectionVerdict.UNKNOWN)


def closing(verified: Verified) -> str:
    """Return the line."""
    open_sections = [section for verdict in _OPEN for section in verified.sections if section.verdict is verdict]
    if not open_sections:
        ledger = verified.section(SectionName.LEDGER).content
        pending = isinstance(ledger, LedgerReport) and EntryStateKind.PENDING in ledger.seen.status.states
        step = f"Next: {verified.folder.settings.migrate_command}" if pending else "Nothing to do."
        if verified.target is None:
            step = f"Next: {_live_command(verified, 'verify')}"
        return f"All checks passed. {step}"
    parts = []
    for verdict in _OPEN:
        names = [section.name.value for section in open_sections if section.verdict is verdict]
        parts += [f"{', '.join(names)} {verdict.label}"] if names else []
    text = "; ".join(parts)
    first = next(section for section in verified.sections if section in open_sections)
    return f"{text[:1].upper()}{text[1:]}. {_next_after(first, verified)}"


def _next_after(section: Section, verified: Verified) -> str:
    command, content = verified.folder.settings.command, section.content
    if section.name is SectionName.PARITY and section.verdict is SectionVerdict.FAILED:
        return f"Next: {command('bootstrap') if isinstance(content, ParityResult) else command('check')}"
    if isinstance(content, LedgerReport):
        step = content.seen.next_step
        return f"Next: {_with_url(verified, step if step not in ('', NO_STEP) else command('status'))}"
    if isinstance(content, ComparedSnapshots):
        return f"Next: {command('snapshot')}"
    if section.name is SectionName.SCHEMA and isinstance(content, Drift) and content.at.tag is None:
        return f"Next: {_live_command(verified, 'locate')}"
    what = "fix the differences, or name them with --ignore" if isinstance(content, Drift) else "fix it"
    again = command("verify") if verified.target is None else _live_command(verified, "verify")
    return f"Next: {what}, then: {again}"


def _live_command(verified: Verified, verb: str) -> str:
    """Return the command with the URL as a variable, which can be printed."""
    return _with_url(verified, verified.folder.settings.command(verb))


def _with_url(verified: Verified, step: str) -> str:
    """Return a drizzle-journal command with the URL; a sentence stays as it is."""
    is_ours = step.startswith("drizzle-journal ") and ". " not in step
    return f'{step} --url "$DATABASE_URL"' if is_ours and not verified.folder.settings.env_var else step
