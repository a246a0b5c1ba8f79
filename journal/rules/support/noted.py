"""Rules whose oddity is noted already when the folder is read: the note becomes the finding."""

from collections.abc import Callable, Iterator

from journal.rules.support.finding import Finding
from journal.rules.support.subject import Subject


def noted(code: str) -> Callable[[Subject], Iterator[Finding]]:
    """A check that finds what the reading noted under that code."""

    def check(subject: Subject) -> Iterator[Finding]:
        for note in subject.folder.notes:
            if note.code == code:
                tag = subject.tag_of(note.place.path) if note.place else None
                yield Finding(note.message, note.help, note.place, tag)

    return check
