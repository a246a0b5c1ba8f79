"""A verification as text: a line for each section, its details below it, and the next command at the end."""

from journal.escape import joined
from journal.report.parts import duration
from journal.report.verify.closing import closing
from journal.report.verify.sections import section_texts
from journal.verification.section import SectionVerdict
from journal.verification.verify import Verified

_NAME, _VERDICT = 8, 15


def verify_text(verified: Verified) -> str:
    """Return the text."""
    lines = [head(verified)] if verified.target else []
    for text in section_texts(verified):
        section, label = text.section, text.section.verdict.label
        verdict = label.upper() if section.verdict is SectionVerdict.FAILED else label
        seconds = f"  ({duration(section.seconds)})" if section.verdict is not SectionVerdict.SKIPPED else ""
        lines.append(f"{section.name.value:<{_NAME}}  {verdict:<{_VERDICT}} {text.summary}{seconds}")
        lines += [f"  {line}".rstrip() for line in text.lines]
    return joined([*lines, closing(verified)])


def head(verified: Verified) -> str:
    """Return which database was verified."""
    target = verified.target
    return f"database {target.shown} (from {target.source})" if target else "no live database (no --url)"
