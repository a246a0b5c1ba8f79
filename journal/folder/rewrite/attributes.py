"""`.gitattributes` with `merge=union` for the lock: git then joins the lines of two branches without a conflict."""

from pathlib import Path

from journal.dataclass import dataclass
from journal.folder.git.history import attributes
from journal.folder.git.repository import Git
from journal.folder.lock import FILE_NAME, lock_path
from journal.folder.rewrite.store import replace_file
from journal.project.files import FileKind, read_file
from journal.project.settings import Settings

_ATTRIBUTES = ".gitattributes"


@dataclass(frozen=True)
class UnionMerge:
    """The `.gitattributes` beside the lock, with the line that it lacks."""

    path: Path
    text: str
    line: str

    def write(self, settings: Settings) -> None:
        """Write the file. Raises FileUnwritable."""
        replace_file(self.path, self.text.encode(), root=settings.root, is_new=not self.path.exists())


def union_merge(settings: Settings) -> UnionMerge | None:
    """Return what git needs to join the lines of the lock.

    None outside of a repository, where git cannot tell, or where any `merge` is set for the lock: `-merge`, too.
    """
    path, lock, git = settings.root / _ATTRIBUTES, lock_path(settings), Git(settings.root)
    if git.repository is None:
        return None
    found = attributes(git, ["merge"], [lock])
    if found is None or found[lock].get("merge") != "unspecified":
        return None
    try:
        before = read_file(path, FileKind.SETTINGS, within=settings.boundary).decode() if path.exists() else ""
    except (OSError, UnicodeDecodeError):
        return None
    newline = "\r\n" if "\r\n" in before else "\n"
    line = f"{FILE_NAME} merge=union"
    between = "" if not before or before.endswith("\n") else newline
    return UnionMerge(path, f"{before}{between}{line}{newline}", line)
