"""Entries whose file is not there."""

from shlex import quote

from journal.errors import MigrationMissing, Place
from journal.folder.read import Folder


def refuse_missing(folder: Folder) -> None:
    """Raise MigrationMissing where an entry has no file: nobody can run that journal."""
    if not folder.missing:
        return
    first, *others = folder.missing
    if first.tag.endswith(".sql"):
        raise MigrationMissing(
            f"The journal has the tag {first.tag}; a tag is the file's name without .sql, so Drizzle finds no file.",
            hint=f"Write {first.tag.removesuffix('.sql')} in {folder.journal.path}.",
            place=Place(folder.journal.path),
        )
    missing = folder.settings.migrations / f"{first.tag}.sql"
    more = f" (and {len(others)} more: {', '.join(entry.tag for entry in others[:5])})" if others else ""
    raise MigrationMissing(
        f"The journal lists {first.tag}, but there is no {first.tag}.sql in {folder.settings.migrations}{more}.",
        hint=f"Restore it from history: git log --all --diff-filter=D -- {quote(str(missing))}. Or remove its entry, "
        "if no database has recorded it.",
        place=Place(folder.journal.path),
    )
