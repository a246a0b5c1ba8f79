"""Rules whose case is noted when the folder is read: each note becomes a finding."""

from collections.abc import Callable

from journal.rules.support.subject import Finding, Findings, Subject


def noted(code: str, message: str = "", help: str = "") -> Callable[[Subject], Findings]:
    """Return a check that finds every note of this code.

    `message` and `help` are the texts of the finding, with `{name}` for the file's name; without them it has those of
    the note, which then has more than a file to name.
    """

    def check(subject: Subject) -> Findings:
        for note in subject.folder.notes:
            if note.code != code:
                continue
            tag, name = (subject.tag_of(note.place.path), note.place.path.name) if note.place else (None, "")
            if message and name:
                yield Finding(message.format(name=name), help.format(name=name), note.place, tag)
            else:
                yield Finding(note.message, note.help, note.place, tag)

    return check
