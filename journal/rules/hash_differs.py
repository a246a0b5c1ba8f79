"""hash-differs: a file is not the one whose hash the journal has.

Why: it was edited after its hash was recorded. Databases that have run it keep the old schema, fresh ones get the new
one, and Drizzle, which compares no hash, says nothing.
Instead: restore the file and write a new migration. If no database has run it, `journal bootstrap --accept-edited
TAG` takes it as it is.
"""

from collections.abc import Iterator
from shlex import quote

from journal.errors import Severity
from journal.folder.entries import Entry
from journal.folder.git.history import commit_of
from journal.folder.hashing import drizzle_hash, look_alike
from journal.folder.migrations import Migration
from journal.folder.names import Kind
from journal.rules.hash_malformed import is_malformed
from journal.rules.support.finding import Finding
from journal.rules.support.subject import Subject

SEVERITY = Severity.ERROR


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each; the baseline has a rule of its own."""
    for index, entry in subject.entries:
        migration = subject.files.get(entry.tag)
        if migration and migration.kind is not Kind.BASELINE and differs(entry, migration):
            yield changed(subject, index, entry, migration)


def differs(entry: Entry, migration: Migration) -> bool:
    """Whether the file has another hash than the one recorded."""
    if entry.hash is None or is_malformed(entry.hash):
        return False
    return drizzle_hash(migration.raw) != entry.hash


def changed(subject: Subject, index: int, entry: Entry, migration: Migration) -> Finding:
    """What differs, and where the recorded content is."""
    alike = look_alike(migration.raw, entry.hash or "")
    commit = None if alike else commit_of(subject.git, migration.path, entry.hash or "")
    path = quote(str(migration.path))
    if alike:
        how, help_ = f"only its {alike} differs", "Save it as it was; .gitattributes keeps line ends as they are."
    elif commit:
        how = f"commit {commit} had the recorded content"
        help_ = f"Restore it: git checkout {commit} -- {path}"
    else:
        how, help_ = "the content differs", f"Restore it: git log -p -- {path}"
    again = subject.settings.command("bootstrap", "--accept-edited", entry.tag)
    return Finding(
        f"{migration.path.name} was edited since its hash was recorded: {how}.",
        f"{help_}. If no database has run it: {again}",
        subject.at(index, "hash"),
        entry.tag,
    )
