"""shared-prefix (warning): two tags have the same prefix before the first underscore.

Why: both share one snapshot file, so `drizzle-kit generate` has overwritten the first one, and drizzle-kit 1.0 finds
one snapshot for two migrations. Two branches that use the same number cause this.
Instead: renumber the later one: its file, and its tag in the journal; then `drizzle-journal snapshot --replace`. Its
hash does not change, since it does not depend on names.
"""

import os
from shlex import join

from journal.folder.snapshots import prefix_of
from journal.rules.gapped_idx import own_number
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
                f"After a merge, if no database has recorded yours: {generate_again(subject)}. Otherwise "
                f"{_renumber(subject, entry.tag, prefix)}; the hash does not change.",
            )


def _renumber(subject: Subject, tag: str, prefix: str) -> str:
    """Return how the entry gets a number of its own: the next one, where the tags have numbers; to type here."""
    numbers = [own_number(entry.tag) for _, entry in subject.entries]
    if any(number is None for number in numbers):
        return "give one of them another number"
    new = f"{max(number or 0 for number in numbers) + 1:0{len(prefix)}}{tag.removeprefix(prefix)}"
    file, renamed = (subject.settings.migrations / f"{name}.sql" for name in (tag, new))
    move = join(["mv", *(os.path.relpath(path) for path in (file, renamed))])
    snapshot = subject.settings.command("snapshot", "--replace")
    return f"give it the next number: {move}, write {new} as its tag in the journal, then {snapshot}"
