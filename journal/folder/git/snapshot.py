"""The whole folder at a git ref, written to a temporary folder and read from there."""

from dataclasses import replace
from pathlib import Path

from journal.errors import FolderUnreadable, JournalInvalid
from journal.folder.entries import FILE_NAME
from journal.folder.git.base import commit_at, could_not, filtered, fork_of, items_at, refuse_moved
from journal.folder.git.history import filters
from journal.folder.git.repository import Git, No, Unanswered
from journal.folder.git.tree import Thing, contents, files_below, is_pointer_to, lf, thing_at
from journal.folder.read import Folder, read_folder
from journal.project.files import FileKind, read_file
from journal.project.settings import Settings


def folder_at(settings: Settings, ref: str, into: Path, option: str) -> Folder | None:
    """Write the folder below `into` and read it; None where the ref has no migration yet.

    Raises SettingsInvalid for an unknown ref, and GitFailed where git cannot tell or the folder is broken there.
    """
    git = Git(settings.root)
    commit = commit_at(git, ref, option)
    there = replace(settings, root=into, migrations=into / "migrations", meta=into / "meta", notes=())
    files = _files(git, settings, there, commit)
    if isinstance(files, Unanswered):
        raise could_not(option, ref, files)
    if there.meta / FILE_NAME not in {target for target, _, _ in files}:
        refuse_moved(git, settings, ref, commit, option)
    written = _write(git, files)
    if written:
        raise could_not(option, ref, written)
    try:
        return read_folder(there) if there.migrations.is_dir() else None
    except (JournalInvalid, FolderUnreadable) as error:
        reason = f"the folder there is broken: {error.message.rstrip('.').replace(f'{into}/', '')}"
        raise could_not(option, ref, Unanswered(reason)) from None


def listed_at_fork(settings: Settings, ref: str, option: str) -> frozenset[str]:
    """Return the tags of the journal and of the files where this branch left the ref, without its later commits.

    Raises GitFailed where git cannot tell, as in a shallow clone.
    """
    git = Git(settings.root)
    fork = fork_of(git, ref, commit_at(git, ref, option), option)
    files = files_below(git, fork, settings.migrations)
    if isinstance(files, Unanswered):
        raise could_not(option, ref, files)
    tags = (str(item.get("tag")) for item in items_at(git, settings, ref, fork, option))
    return frozenset((*tags, *(path.removesuffix(".sql") for path in (() if isinstance(files, No) else files))))


_File = tuple[Path, Path, Thing]
"""The path to write, the path in the project, and the object at the ref."""


def _files(git: Git, settings: Settings, there: Settings, commit: str) -> list[_File] | Unanswered:
    """Return the journal and all SQL files of the commit."""
    journal = thing_at(git, commit, settings.meta / FILE_NAME)
    if isinstance(journal, Unanswered):
        return journal
    migrations = files_below(git, commit, settings.migrations)
    if isinstance(migrations, Unanswered):
        return migrations
    files = [(there.meta / FILE_NAME, settings.meta / FILE_NAME, journal)] if isinstance(journal, Thing) else []
    for path, thing in () if isinstance(migrations, No) else migrations.items():
        files.append((there.migrations / path, settings.migrations / path, thing))
    return files


def _write(git: Git, files: list[_File]) -> Unanswered | None:
    there = contents(git, [thing.name for _, _, thing in files])
    if isinstance(there, Unanswered):
        return there
    through = filters(git, [here for _, here, _ in files])
    for target, here, thing in files:
        content = _as_checked_out(there[thing.name], here)
        if content is None and here in through:
            return filtered(here, through[here])
        if content is None:
            content = there[thing.name]
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        except OSError as error:
            return Unanswered(f"{target.name} cannot be written to {target.parent}: {error.strerror}")
    return None


def _as_checked_out(stored: bytes, here: Path) -> bytes | None:
    """Return the file on disk where it differs only by a checkout: by its line ends, or as fetched by git LFS."""
    try:
        raw = read_file(here, FileKind.SQL) if here.is_file() else b""
    except OSError:
        return None
    return raw if lf(raw) == lf(stored) or is_pointer_to(stored, raw) else None
