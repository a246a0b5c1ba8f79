"""Look up migrations of a folder: by the name that an option gives, and by the down file that reverts them."""

from collections.abc import Sequence

from journal.errors import FolderUnreadable, Place, did_you_mean
from journal.folder.file_names import Kind, bare
from journal.folder.migrations import FoundFile, Migration, read_migration
from journal.folder.read import Folder
from journal.project.files import real_path

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


def downs_by_tag(folder: Folder) -> dict[str, Migration]:
    """Return the down file of each forward migration that has one, by the migration's tag; of several, the first."""
    downs: dict[str, Migration] = {}
    for down in folder.downs:
        downs.setdefault(bare(down.tag), down)
    return {up.tag: downs[bare(up.tag)] for up in folder.forwards if bare(up.tag) in downs}


def forward_of(folder: Folder, down: Migration) -> Migration | None:
    """Return the migration that a down file reverts, or None where no name matches."""
    name = bare(down.tag)
    return next((up for up in folder.forwards if bare(up.tag) == name and up.kind is not Kind.BASELINE), None)
