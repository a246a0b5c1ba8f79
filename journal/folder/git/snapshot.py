"""The whole folder as it is at a git ref, read as it would be from disk."""

import tarfile
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path, PurePosixPath

from journal.folder.config import Settings
from journal.folder.entries import FILE_NAME
from journal.folder.git.base import commit_at
from journal.folder.git.history import git
from journal.folder.read import Folder, read_folder


def folder_at(settings: Settings, ref: str, into: Path, option: str) -> Folder | None:
    """Write it below `into`, and read it there; None where there was no migration yet.

    Raises SettingsInvalid when git does not know the ref that the option names, and what `read_folder` raises.
    """
    commit = commit_at(settings.root, ref, option)
    there = replace(settings, root=into, migrations=into / "migrations", meta=into / "meta", notes=())
    for folder, target, path in (
        (settings.migrations, there.migrations, "."),
        (settings.meta, there.meta, FILE_NAME),
    ):
        for name, content in _files(folder, commit, path):
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            (target / name).write_bytes(content)
    return read_folder(there) if there.migrations.is_dir() else None


def is_behind(settings: Settings, ref: str) -> bool:
    """Whether the ref has commits that are not in what is checked out."""
    return git(settings.root, "merge-base", "--is-ancestor", ref, "HEAD") is None


def _files(folder: Path, commit: str, path: str) -> Iterator[tuple[str, bytes]]:
    """What git has there, with line ends as a checkout has them; nothing where there is no such path."""
    archive = git(folder, "archive", "--format=tar", commit, "--", path) if folder.is_dir() else None
    if not archive:
        return
    with tarfile.open(fileobj=BytesIO(archive)) as tar:
        for member in tar:
            content = tar.extractfile(member) if member.isfile() else None
            if content and ".." not in PurePosixPath(member.name).parts:
                yield member.name, content.read()
