"""kit-check-failed (warning): `drizzle-kit check` of the project's drizzle-kit 1.0 could not be run, or gave no answer.

Why: conflicts between branches, and what drizzle-kit refuses in a snapshot, were not looked for.
Instead: run `npx drizzle-kit check`, and do what it says. `--no-kit` leaves it out.
"""

from journal.errors import Place
from journal.rules.support.subject import Finding, Findings, Subject


def check(subject: Subject) -> Findings:
    if subject.kit and subject.kit.failure:
        message = f"drizzle-kit {subject.kit.version} check could not be run: {subject.kit.failure}."
        help_ = f"See what it says: {subject.settings.drizzle_kit('check')}. Without it: --no-kit."
        yield Finding(message, help_, Place(subject.settings.migrations))
