"""A verification as JUnit XML: a suite for each section, with a test for each check or command, or for itself."""

from collections.abc import Iterator
from pathlib import Path

from journal.report.junit import Case, junit_xml
from journal.report.parts import place_words
from journal.report.verify.section_lines import checked_lines, ending, smoked_lines
from journal.report.verify.text import SectionText, section_texts
from journal.verification.running import Plans, Smokes
from journal.verification.section import SectionVerdict
from journal.verification.verify import Verified

_OUTCOMES = {SectionVerdict.FAILED: "failure", SectionVerdict.UNKNOWN: "error", SectionVerdict.SKIPPED: "skipped"}


def verify_junit(verified: Verified) -> str:
    """Return the document. What was not checked is an error."""
    root = verified.folder.settings.root
    return junit_xml(
        "drizzle-journal verify", [case for text in section_texts(verified) for case in _cases(text, root)]
    )


def _cases(section_text: SectionText, root: Path) -> Iterator[Case]:
    content, name = section_text.section.content, section_text.section.name.value
    if isinstance(content, Plans):
        for error in content.refused:
            path = error.place.path if error.place else root
            file = str(path.relative_to(root))
            yield Case(name, path.name, "error", error.code, error.message, error.hint, file=file)
        for result in content.checked:
            outcome, text = ("", "") if result.passed else ("failure", "\n".join(checked_lines(result, root)))
            file = place_words(result.check.place, root).partition(":")[0]
            message = text.partition("\n")[0].removeprefix("error: ")
            yield Case(name, result.check.name, outcome, message=message, text=text, file=file)
    elif isinstance(content, Smokes):
        for ran in content.smoked:
            outcome = "" if ran.passed else "error" if ran.why_not else "failure"
            text = "" if ran.passed else "\n".join(smoked_lines(ran))
            message = "" if ran.passed else ending(ran)
            yield Case(name, ran.smoke.name, outcome, message=message, text=text, seconds=ran.seconds)
    else:
        outcome = _OUTCOMES.get(section_text.section.verdict, "")
        text, message = ("\n".join(section_text.lines), section_text.summary) if outcome else ("", "")
        yield Case(name, name, outcome, message=message, text=text, seconds=section_text.section.seconds)
