"""hash-differs (error): a migration differs from its recorded hash.

Why: it was edited after its hash was recorded. Databases that have applied it keep the old schema, new ones get the new
one, and Drizzle, which compares no hashes, gives no error.
Instead: restore the file and write a new migration. If no database has applied it, `drizzle-journal bootstrap
--accept-edited TAG` records the new hash.
"""

from collections.abc import Callable
from contextlib import suppress
from shlex import quote

from journal.folder.file_names import Kind
from journal.folder.git.history import commit_of, first_versions
from journal.folder.git.repository import Unanswered
from journal.folder.hashing import drizzle_hash, look_alike
from journal.folder.migrations import Migration
from journal.rules.hash_malformed import is_malformed
from journal.rules.support.subject import Findings, Subject


def check(subject: Subject) -> Findings:
    return edited_migrations(subject, lambda migration: migration.kind is not Kind.BASELINE)


def edited_migrations(subject: Subject, concerns: Callable[[Migration], bool]) -> Findings:
    """Yield a finding for each of these migrations that is not the one whose hash is recorded."""
    for index, entry in subject.entries:
        migration = subject.files.get(entry.tag)
        if migration is None or not concerns(migration) or entry.hash is None or is_malformed(entry.hash):
            continue
        if drizzle_hash(migration.raw) != entry.hash:
            message, help_ = _difference(subject, migration, entry.hash)
            accept = subject.folder.accepting(entry.tag)
            yield subject.entry_finding(index, "hash", f"{message}.", f"{help_}: {accept}")


def _difference(subject: Subject, migration: Migration, recorded: str) -> tuple[str, str]:
    """Return what differs, and how to restore the recorded content, or when to accept the one of the file."""
    edited = f"{migration.name} was edited since its hash was recorded"
    path, accept = quote(str(migration.path)), "If no database has applied it"
    if alike := look_alike(migration.raw, recorded):
        restore = "Save it as it was; .gitattributes keeps line ends as they are"
        return f"{edited}: only its {alike} differs", f"{restore}. {accept}"
    with suppress(Unanswered):
        first = first_versions(subject.git, subject.settings.migrations, [migration]).get(migration.tag)
        if first and first.unchanged:
            other = f"The recorded hash is of another content than {migration.name} has"
            return f"{other}, as it was added by commit {first.commit}", "If no database has applied the other content"
    if commit := commit_of(subject.git, migration.path, recorded):
        restore = f"Restore it: git checkout {commit} -- {path}"
        return f"{edited}: commit {commit} had the recorded content", f"{restore}. {accept}"
    return f"{edited}: the content differs", f"Restore it: git log -p -- {path}. {accept}"
