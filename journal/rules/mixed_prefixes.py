"""mixed-prefixes (warning): tags have prefixes of different kinds.

Why: drizzle-kit uses one kind (`migrations.prefix`: index, timestamp, supabase, unix, none). With 0007 and 20250815…
side by side, names no longer sort in the order of the journal, and `generate` may never see the new ones.
Instead: set `migrations.prefix` to the kind that most tags have, and rename the others; hashes do not change.
"""

from journal.folder.file_names import looks_like_baseline
from journal.folder.snapshots import prefix_of
from journal.rules.support.subject import Findings, Subject

_BY_LENGTH = {8: "a date", 10: "unix time", 12: "a date and time", 13: "unix time", 14: "a date and time"}


def check(subject: Subject) -> Findings:
    """Find the first tag of another kind than the first tag; the baseline may differ."""
    first: tuple[str, str] | None = None
    for index, entry in subject.entries if subject.uses_drizzle_kit else ():
        if looks_like_baseline(entry.tag) or entry.tag == subject.settings.baseline:
            continue
        prefix = prefix_of(entry.tag)
        kind = "a count" if len(prefix) < 8 else _BY_LENGTH.get(len(prefix), "a number")
        kind = kind if prefix.isdigit() else "not a number"
        if first and kind != first[0]:
            message = f"The prefix of {entry.tag} is {kind}, and that of {first[1]} is {first[0]}."
            help_ = "Set `migrations.prefix` to one kind, and rename the other tags; hashes do not change."
            yield subject.entry_finding(index, "tag", message, help_)
            return
        first = first or (kind, entry.tag)
