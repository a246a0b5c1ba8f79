"""mixed-prefixes: tags have prefixes of different kinds.

Why: drizzle-kit has one kind (`migrations.prefix`: index, timestamp, supabase, unix, none). Where 0007 and 20250815…
stand side by side, names no longer sort as the journal does, and `generate` may never see the new ones.
Instead: set `migrations.prefix` to the kind that the tags have, and rename the few that differ; hashes stay.
"""

from collections.abc import Iterator

from journal.errors import Severity
from journal.folder.names import looks_like_baseline
from journal.folder.snapshots import prefix_of
from journal.rules.support.finding import Finding
from journal.rules.support.subject import Subject

SEVERITY = Severity.WARNING


def check(subject: Subject) -> Iterator[Finding]:
    """One finding, at the first tag of another kind than the first one's; a baseline may differ."""
    if not subject.is_drizzle_kits:  # made by hand altogether: nobody reads prefixes or snapshots here
        return
    first: tuple[str, str] | None = None
    for index, entry in subject.entries:
        kind = _kind(prefix_of(entry.tag))
        if looks_like_baseline(entry.tag) or entry.tag == subject.settings.baseline:
            continue
        if first and kind != first[0]:
            yield Finding(
                f"{entry.tag} has {kind} as its prefix, and {first[1]} has {first[0]}.",
                "Set `migrations.prefix` in drizzle.config to one kind, and rename the others; hashes stay.",
                subject.at(index),
                entry.tag,
            )
            return
        first = first or (kind, entry.tag)


def _kind(prefix: str) -> str:
    if not prefix.isdigit():
        return "no number"
    kinds = {8: "a date", 10: "unix time", 12: "a date and time", 13: "unix time", 14: "a date and time"}
    return "a count" if len(prefix) < 8 else kinds.get(len(prefix), "a number")
