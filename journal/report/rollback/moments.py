"""Moments as the playbook writes them: in UTC, and never more exactly than they are known."""

from datetime import UTC, datetime

from journal.playbook.applied import When


def instant(moment: datetime) -> str:
    """`2025-11-20 08:00:03 UTC`"""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def words_of(when: When) -> str:
    """When something was applied."""
    if when.at:
        return instant(when.at)
    if when.after:
        return f"between {instant(when.after)} and {instant(when.before)}"
    return f"some time before {instant(when.before)}"
