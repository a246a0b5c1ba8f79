"""base-file-changed (error): a migration of the base ref has other SQL here.

Why: databases have applied it as it was. Drizzle never applies it again, so the change reaches new databases only, and
from then on there are two kinds of databases.
Instead: restore the file, and write the change as a new migration.
"""

from shlex import quote

from journal.errors import Place
from journal.rules.support.subject import Finding, Findings, Subject


def check(subject: Subject) -> Findings:
    base = subject.base
    for item in base.items if base else ():
        tag = item.get("tag")
        if base is None or not isinstance(tag, str) or tag not in base.blobs:
            continue
        path = base.path(tag)
        migration = subject.files.get(tag)
        if migration is None or base.is_changed(tag, migration.raw):
            change = "is missing" if migration is None else "has other SQL"
            author, name = base.changed_by(path), tag if base.is_version_1 else path.name
            yield Finding(
                f"{name} is merged in {base.at.ref} and {change} here{f', by {author}' if author else ''}.",
                f"Restore it: git checkout {quote(base.fork[:12])} -- {quote(str(path))}. Then write a new migration.",
                Place(path),
                tag,
            )
