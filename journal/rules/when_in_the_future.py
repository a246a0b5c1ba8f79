"""when-in-the-future (warning): a `when` is more than a day ahead.

Why: a database that has recorded it silently skips every later entry with an earlier time. One day is allowed for
clocks and time zones.
Instead: give it the time when the migration was created, if no database has recorded it.
"""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

from journal.rules.support.subject import Findings, Subject


def check(subject: Subject) -> Findings:
    latest = int((subject.now + timedelta(days=1)).timestamp() * 1000)
    for index, entry in subject.entries:
        if entry.when > latest:
            moment = str(entry.when)
            with suppress(OverflowError, ValueError):
                moment = f"{datetime.fromtimestamp(entry.when / 1000, UTC):%Y-%m-%d %H:%M}"
            yield subject.entry_finding(
                index,
                "when",
                f"The `when` of {entry.tag} is in the future: {moment} UTC. A database that has recorded this entry "
                "silently skips every entry with an earlier `when`.",
                "If no database has recorded the entry, set its `when` to the time of its creation.",
            )
