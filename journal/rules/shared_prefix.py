"""shared-prefix (warning): two tags have the same prefix before the first underscore.

Why: both share one snapshot file, so `drizzle-kit generate` has overwritten the first one, and drizzle-kit 1.0 finds
one snapshot for two migrations. Two branches that use the same number cause this.
Instead: renumber the later one: tag, file and snapshot. The hash does not change, since it does not depend on names.
"""

from journal.folder.snapshots import prefix_of
from journal.rules.support.merged import generate_again
from journal.rules.support.subject import Findings, Subject


def check(subject: Subject) -> Findings:
    seen: dict[str, str] = {}
    for index, entry in subject.entries if subject.uses_drizzle_kit else ():
        prefix = prefix_of(entry.tag)
        other = seen.setdefault(prefix, entry.tag)
        if other != entry.tag:
            yield subject.entry_finding(
                index,
                "tag",
                f"{entry.tag} and {other} share the prefix {prefix!r}, and so one snapshot file.",
                f"After a merge, if no database has recorded yours: {generate_again(subject)}. Otherwise give "
                "one of them another number; the hash does not change.",
            )
