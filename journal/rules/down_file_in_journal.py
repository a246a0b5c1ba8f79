"""down-file-in-journal: the journal lists a file whose name says that it takes something back.

Why: Drizzle runs every entry forward: the fresh database loses what the migration before it made.
Instead: remove the entry, as long as no database has recorded it; rename the file, if it is no down file.
"""

import re
from collections.abc import Iterator, Set

from journal.errors import Severity
from journal.folder.names import Kind, kind_of
from journal.rules.support.finding import Finding
from journal.rules.support.subject import Subject

SEVERITY = Severity.ERROR
_MARKER = re.compile(r"[_.-](down|rollback)(?=[_.-]|\Z)|(?<=/)down/", re.IGNORECASE)


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each."""
    for index, entry in subject.entries:
        if kind_of(entry.tag) is Kind.DOWN and _has_way_up(entry.tag, subject.listed | subject.files.keys()):
            yield Finding(
                f"The journal lists {entry.tag}, a down file by its name, so Drizzle runs it as a migration.",
                "Remove its entry, as long as no database has recorded it; or rename the file, if it is none.",
                subject.at(index),
                entry.tag,
            )


def _has_way_up(tag: str, known: Set[str]) -> bool:
    """Whether the name less its marker is that of another migration; `0012_count_down_timer` takes nothing back."""
    return _MARKER.sub("", tag, count=1) in known or tag.endswith((".down", ".rollback"))
