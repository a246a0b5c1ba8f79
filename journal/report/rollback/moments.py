"""Moments in the playbook: in UTC, and no more exact than they are known."""

from datetime import UTC, datetime

from journal.playbook.applied import When


def instant(moment: datetime) -> str:
    """Return `2025-11-20 08:00:03 UTC`."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def when_words(when: When) -> str:
    """Return when a migration was applied."""
    if when.at:
        return instant(when.at)
    if when.after:
        return f"between {instant(when.after)} and {instant(when.before)}"
    return f"some time before {instant(when.before)}"
