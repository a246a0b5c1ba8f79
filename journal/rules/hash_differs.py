"""hash-differs (error): a migration differs from its recorded hash.

Why: it was edited after its hash was recorded. Databases that have applied it keep the old schema, new ones get the new
one, and Drizzle, which compares no hashes, gives no error.
Instead: restore the file and write a new migration. If no database has applied it, `journal bootstrap --accept-edited
TAG` records the new hash.
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
            accept = subject.settings.command("bootstrap", "--accept-edited", entry.tag)
            if not look_alike(migration.raw, entry.hash) and (first := _unchanged_since(subject, migration)):
                message = f"The recorded hash is of another content than {migration.path.name} has, as it was added "
                message += f"by commit {first}."
                help_ = f"If no database has applied the other content: {accept}"
                yield subject.entry_finding(index, "hash", message, help_)
                continue
            how, restore = _difference(subject, migration, entry.hash)
            message = f"{migration.path.name} was edited since its hash was recorded: {how}."
            yield subject.entry_finding(index, "hash", message, f"{restore}. If no database has applied it: {accept}")


def _unchanged_since(subject: Subject, migration: Migration) -> str | None:
    """Return the commit that added the file if it is still the same: then the recorded hash is wrong; else None."""
    with suppress(Unanswered):
        first = first_versions(subject.git, subject.settings.migrations, [migration]).get(migration.tag)
        return first.commit if first and first.unchanged else None
    return None


def _difference(subject: Subject, migration: Migration, recorded: str) -> tuple[str, str]:
    """Return what differs, and how to restore the recorded content."""
    alike, path = look_alike(migration.raw, recorded), quote(str(migration.path))
    if alike:
        return f"only its {alike} differs", "Save it as it was; .gitattributes keeps line ends as they are"
    commit = commit_of(subject.git, migration.path, recorded)
    if commit:
        return f"commit {commit} had the recorded content", f"Restore it: git checkout {commit} -- {path}"
    return "the content differs", f"Restore it: git log -p -- {path}"
