"""Look up migrations of a folder: by the name that an option gives, and by the down file that reverts them."""

from collections.abc import Iterable, Iterator, Sequence

from journal.errors import FolderUnreadable, Note, Place, did_you_mean
from journal.folder.down_names import down_tags, forward_name, is_down_of, reverted_names
from journal.folder.file_names import Kind, kind_of
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
        file = "" if migration.folder else migration.path.name
        names = migration.tag, migration.name.removesuffix(".sql"), str(migration.path).removesuffix(".sql")
        if tag in names or file == f"{tag}.sql":
            return migration
    by_path = real_path(folder.settings.root / name)
    for migration in folder.migrations:
        if by_path in (real_path(migration.path), real_path(migration.path.parent) if migration.folder else None):
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
            downs = down_tags([found.tag, *folder.by_tag], folder.journal.tags)
            kind = kind_of(found.tag, down=found.tag in downs)
            return read_migration(folder.settings.migrations, found, kind, folder.settings.no_transaction)
    return None


def downs_by_tag(folder: Folder) -> dict[str, Migration]:
    """Return the down file of each forward migration that has one, by the migration's tag; of several, the first."""
    downs: dict[str, Migration] = {}
    if folder.is_version_1:
        return {down.reverts: down for down in reversed(folder.downs) if down.reverts}
    for down in folder.downs:
        for name in reverted_names(down.tag):
            downs.setdefault(name, down)
    return {up.tag: downs[name] for up in folder.forwards if (name := forward_name(up.tag)) in downs}


def alone_with_down_name(migrations: Iterable[Migration]) -> Iterator[Note]:
    """Yield a note on each forward file with the name of a down file whose migration is not there."""
    for migration in migrations:
        names = reverted_names(migration.tag) if migration.kind is Kind.FORWARD else ()
        if names:
            message = f"{migration.tag} is a forward migration: it has the name of a down file, but there is no "
            message += f"{names[0]} that it would revert."
            help_ = "If it is a down file, rename it to end with .down.sql, or put it on the ignore list."
            yield Note("down-name-alone", message, help_, Place(migration.path))


def may_be_down(migration: Migration) -> bool:
    """Tell whether a forward file has the name of a down file, and only drops what others create."""
    if migration.kind is not Kind.FORWARD or not reverted_names(migration.tag):
        return False
    return bool(migration.definitions) and all(definition.gone for definition in migration.definitions)


def forward_of(folder: Folder, down: Migration) -> Migration | None:
    """Return the migration that a down file reverts, or None where no name matches."""
    if folder.is_version_1:
        return folder.by_tag.get(down.reverts)
    ups = (up for up in folder.forwards if up.kind is not Kind.BASELINE)
    return next((up for up in ups if is_down_of(down.tag, up.tag)), None)
