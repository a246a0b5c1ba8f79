"""base-file-changed: a migration that is merged already has other SQL here.

Why: databases have run it as it was merged. Drizzle never runs it again, so the change reaches fresh databases only,
and there are two kinds of databases from then on.
Instead: restore the file, and write the change as a new migration.
"""

from collections.abc import Iterator
from shlex import quote

from journal.errors import Place, Severity
from journal.rules.support.finding import Finding
from journal.rules.support.subject import Subject

SEVERITY = Severity.ERROR


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each file of an entry of the base that is changed or gone; nothing without --base."""
    base = subject.base
    for item in base.items if base else ():
        tag = item.get("tag")
        if base is None or not isinstance(tag, str) or tag not in base.blobs:
            continue
        path = base.migrations / f"{tag}.sql"
        migration = subject.files.get(tag)
        if migration is None or base.is_changed(tag, migration.raw):
            what = "is gone" if migration is None else "has other SQL"
            who = base.changed_by(path)
            yield Finding(
                f"{path.name} is merged in {base.ref} and {what} here{f', by {who}' if who else ''}.",
                f"Restore it: git checkout {quote(base.fork[:12])} -- {quote(str(path))}. Then write a new migration.",
                Place(path),
                tag,
            )
