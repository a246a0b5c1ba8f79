"""The summary and lines of each section, which all formats share."""

from collections.abc import Iterable
from dataclasses import dataclass

from journal.escape import one_line
from journal.report.failure import failure_text
from journal.report.status import state_counts, status_lines
from journal.report.verify.compared import drift_lines, drift_summary, parity_lines, parity_summary
from journal.report.verify.running import plans_lines, plans_summary, smokes_lines, smokes_summary
from journal.verification.live import Indexes, LedgerReport, SchemaComparison
from journal.verification.parity import ParityResult
from journal.verification.running import Plans, Smokes
from journal.verification.section import Content, Section
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
    if section.error:
        first, *lines = failure_text(section.error, verified.folder.settings.root).rstrip("\n").split("\n")
        return SectionText(section, first.removeprefix("error: "), tuple(lines))
    if section.content is None:
        return SectionText(section, section.why)
    summary, details = _summary_and_lines(section.content, verified)
    return SectionText(section, one_line(summary), tuple(map(one_line, details)))


def _summary_and_lines(content: Content, verified: Verified) -> tuple[str, Iterable[str]]:
    root = verified.folder.settings.root
    if isinstance(content, ParityResult):
        return parity_summary(content), parity_lines(content)
    if isinstance(content, LedgerReport):
        return state_counts(content.seen), status_lines(content.seen)
    if isinstance(content, SchemaComparison | Indexes):
        return drift_summary(content), drift_lines(content, verified)
    if isinstance(content, Plans):
        return plans_summary(content), plans_lines(content, root)
    if isinstance(content, Smokes):
        return smokes_summary(content), smokes_lines(content)
    raise TypeError(f"no text for {content!r}")
