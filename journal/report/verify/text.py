"""A verification as text: a line for each section, below it what is to be said, and at the end the next command."""

from journal.escape import joined
from journal.report.parts import duration
from journal.report.verify.closing import closing
from journal.report.verify.sections import SectionText, told
from journal.verification.section import SectionVerdict
from journal.verification.verify import Verified

_NAME, _VERDICT = 8, 15


def verify_text(verified: Verified) -> str:
    """All of it."""
    lines = [head(verified)] if verified.target else []
    for one in told(verified):
        lines += [_first(one), *(f"  {line}".rstrip() for line in one.lines)]
    return joined([*lines, closing(verified)])


def head(verified: Verified) -> str:
    """Which database it is about."""
    target = verified.target
    return f"database {target.shown} (from {target.source})" if target else "no live database (no --url)"


def _first(one: SectionText) -> str:
    section = one.section
    verdict = section.verdict.value.upper() if section.verdict is SectionVerdict.FAILED else section.verdict.value
    taken = f"  ({duration(section.seconds)})" if section.verdict is not SectionVerdict.LEFT_OUT else ""
    return f"{section.name.value:<{_NAME}}  {verdict:<{_VERDICT}} {one.summary}{taken}"
