"""The files that an option names: by tag, by name or by path; ignored files can be named, too."""

from collections.abc import Sequence

from journal.errors import FolderUnreadable, Place, did_you_mean
from journal.folder.migrations import FoundFile, Migration, read_migration
from journal.folder.read import Folder
from journal.project.paths import real_path

_SHOWN = 5


def all_named(folder: Folder, option: str, names: Sequence[str]) -> tuple[Migration, ...]:
    """Return the files of all these names, in their order, each once. Raises FolderUnreadable."""
    return tuple(dict.fromkeys(named_file(folder, option, name) for name in names))


def named_file(folder: Folder, option: str, name: str) -> Migration:
    """Return the file of a name, a tag or a path. Raises FolderUnreadable, with the `option` that named it."""
    tag = name.removesuffix(".sql")
    for migration in folder.migrations:
        if tag in (migration.tag, str(migration.path).removesuffix(".sql")) or migration.path.name == f"{tag}.sql":
            return migration
    by_path = real_path(folder.settings.root / name)
    for migration in folder.migrations:
        if real_path(migration.path) == by_path:
            return migration
    ignored = _ignored(folder, tag)
    if ignored:
        return ignored
    tags = [migration.tag for migration in folder.migrations]
    raise FolderUnreadable(
        f"{option} {name}: there is no such migration in {folder.settings.migrations}.",
        hint=did_you_mean(tag, tags, f"The newest there: {', '.join(tags[-_SHOWN:])}." if tags else ""),
        place=Place(folder.settings.migrations),
    )


def _ignored(folder: Folder, tag: str) -> Migration | None:
    for file in folder.ignored:
        path = folder.settings.migrations / file.name
        if tag in (file.name.removesuffix(".sql"), path.stem, str(path).removesuffix(".sql")):
            found = FoundFile(file.name, path, path.is_symlink(), path.is_file())
            return read_migration(folder.settings.migrations, found, listed=False, baseline=None)
    return None
