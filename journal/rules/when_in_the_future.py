"""when-in-the-future: a `when` lies more than a day ahead.

Why: a database that has recorded it skips every later entry that is made before that moment, in silence. One day is
left for clocks and time zones.
Instead: give it the moment when the migration was made, as long as no database has recorded it.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from journal.errors import Severity
from journal.rules.support.finding import Finding
from journal.rules.support.subject import Subject

SEVERITY = Severity.WARNING


_DAY = timedelta(days=1)


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each."""
    latest = int((subject.now + _DAY).timestamp() * 1000)
    for index, entry in subject.entries:
        if entry.when > latest:
            yield Finding(
                f"{entry.tag} has a `when` in the future, {_moment(entry.when)} UTC: once a database has recorded it, "
                "every entry made before then is skipped in silence.",
                "Give it the moment when it was made, as long as no database has recorded it.",
                subject.at(index, "when"),
                entry.tag,
            )


def _moment(millis: int) -> str:
    try:
        return f"{datetime.fromtimestamp(millis / 1000, UTC):%Y-%m-%d %H:%M}"
    except (OverflowError, ValueError):
        return str(millis)
