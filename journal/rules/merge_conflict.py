"""merge-conflict (error): the journal has merge conflict markers.

Why: it is not JSON. Taking only one side loses the entries of the other, and their migrations never run.
Instead: remove the markers, and keep the entries of both sides, those of the base branch first. Then
`drizzle-journal check --fix` numbers `idx` again.
"""

from journal.folder.lenient import has_merge_markers
from journal.rules.support.subject import Finding, Findings, Subject


def check(subject: Subject) -> Findings:
    broken = subject.raw.broken
    if broken and has_merge_markers(broken):
        yield Finding(broken.message, broken.hint, broken.place)
