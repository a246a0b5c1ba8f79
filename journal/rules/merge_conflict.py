"""merge-conflict (error): the journal has merge conflict markers.

Why: it is not JSON. Taking only one side loses the entries of the other, whose migrations never run unless they are
generated again.
Instead: `drizzle-journal rebase --onto REF` in the git work tree. REF is the branch whose migrations stay, such as
`origin/main`. Without it: take the base branch's side of the folder with the journal, remove your own SQL file, and
generate it again. Where there are no snapshots, or a database has run both: remove the markers, and keep the entries of
both sides, those of the base branch first. Then `drizzle-journal check --fix` numbers `idx` again.
"""

from journal.folder.entries import MARKERS_BY_HAND
from journal.folder.lenient import has_merge_markers
from journal.rules.support.merged import by_rebase, generate_again
from journal.rules.support.subject import Finding, Findings, Subject


def check(subject: Subject) -> Findings:
    broken = subject.raw.broken
    if broken and has_merge_markers(broken):
        is_generated = any(snapshot.has_merge_markers for snapshot in subject.snapshots)
        merged = f"Two branches have each generated a migration: {generate_again(subject)}. If a database has run both:"
        way = by_rebase(subject)
        help_ = f"{merged} {MARKERS_BY_HAND}" if is_generated else MARKERS_BY_HAND
        help_ = f"Type: {way} By hand: {help_[:1].lower()}{help_[1:]}" if way else f"{help_[:1].upper()}{help_[1:]}"
        yield Finding(broken.message, help_, broken.place)
