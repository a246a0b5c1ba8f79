"""A verification as text: a line for each section, its details below it, and the next command at the end."""

from journal.escape import joined
from journal.report.parts import duration
from journal.report.verify.closing import closing
from journal.report.verify.sections import SectionText, section_texts
from journal.verification.section import SectionVerdict
from journal.verification.verify import Verified

_NAME, _VERDICT = 8, 15


def verify_text(verified: Verified) -> str:
    """Return the text."""
    lines = [head(verified)] if verified.target else []
    for one in section_texts(verified):
        lines += [_section_line(one), *(f"  {line}".rstrip() for line in one.lines)]
    return joined([*lines, closing(verified)])


def head(verified: Verified) -> str:
    """Return which database was verified."""
    target = verified.target
    return f"database {target.shown} (from {target.source})" if target else "no live database (no --url)"


def _section_line(one: SectionText) -> str:
    section = one.section
    label = section.verdict.label
    verdict = label.upper() if section.verdict is SectionVerdict.FAILED else label
    taken = f"  ({duration(section.seconds)})" if section.verdict is not SectionVerdict.SKIPPED else ""
    return f"{section.name.value:<{_NAME}}  {verdict:<{_VERDICT}} {one.summary}{taken}"
