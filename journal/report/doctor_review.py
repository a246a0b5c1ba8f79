"""`drizzle-journal doctor` for CI: annotations and a step summary."""

from journal.diagnosis.health import Diagnosis
from journal.escape import block, unicode
from journal.report.doctor import trouble_words, verdict
from journal.report.issues import Issue
from journal.report.parts import relative
from journal.report.step_summary import summary_text


def doctor_issues(diagnosis: Diagnosis) -> list[Issue]:
    """Return what is wrong as annotations."""
    troubles = [*(one for project in diagnosis.projects for one in project.troubles), *diagnosis.shared]
    return [Issue(one.severity, one.code, unicode(trouble_words(one)), unicode(one.why)) for one in troubles]


def doctor_summary(diagnosis: Diagnosis) -> str:
    """Return the step summary: the verdicts, and what is wrong."""
    verdicts = block(f"{relative(one.root, diagnosis.start)}: {verdict(one)}" for one in diagnosis.projects)
    rows = [(one.severity, one.name, f"{one.message}\n{one.help}") for one in doctor_issues(diagnosis)]
    return summary_text("drizzle-journal doctor", verdicts, (("Severity", "Code", "What"), rows))
