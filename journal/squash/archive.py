"""Where the old files are afterwards: in a commit of git, or in a folder of their own with a note."""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from journal.dataclass import dataclass
from journal.errors import FolderUnreadable, Place
from journal.folder.git.repository import Git, Unanswered
from journal.folder.git.tree import contents, lf, thing_at
from journal.project.files import FileKind, read_file
from journal.project.settings import Settings

NOTE = "README.md"


@dataclass(frozen=True)
class OldFiles:
    """`commit`: that of git which has all of the files; empty where `folder` gets them. `files` are bytes by path,
    relative to the migrations folder.
    """

    commit: str
    folder: Path | None
    files: Mapping[str, bytes]

    def write(self, tag: str) -> tuple[Path, ...]:
        """Write the folder with its note, and return the files. Raises FolderUnreadable where it exists."""
        if self.folder is None:
            return ()
        refuse_existing(self.folder)
        first = f"# Before the squash of {tag}\n\nThe files that `{tag}` replaces, as they were. "
        text = f"{first}drizzle-kit does not read them.\nTo restore the folder: `drizzle-journal squash --undo`\n"
        found = {NOTE: text.encode(), **{name.replace("_journal.json", "journal.json"): one
                                         for name, one in self.files.items()}}  # fmt: skip
        for name, content in found.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return tuple(self.folder / name for name in found)


def find_archive(settings: Settings, names: Mapping[str, bytes], asked: Path | None, tag: str) -> OldFiles:
    """Return where these files stay: in HEAD where that has all of them, unless a folder is `asked` for."""
    if asked is not None:
        return OldFiles("", asked if asked.is_absolute() else settings.root / asked, names)
    commit = _commit_with(settings, names)
    folder = None if commit else settings.migrations.with_name(f"{settings.migrations.name}-before-{tag}")
    return OldFiles(commit, folder, names)


def refuse_existing(folder: Path) -> None:
    """Raise FolderUnreadable where the folder of an archive has files."""
    if folder.exists() and any(folder.iterdir()):
        raise FolderUnreadable(
            f"{folder} exists already, and the old files would be written there.",
            hint="Name another folder: --archive DIR",
            place=Place(folder),
        )


def _commit_with(settings: Settings, names: Mapping[str, bytes]) -> str:
    with suppress(Unanswered):
        git = Git(settings.root)
        things = {name: thing_at(git, "HEAD", settings.migrations / name) for name in names}
        stored = contents(git, [one.name for one in things.values() if one]) if all(things.values()) else {}
        if all(one and lf(stored.get(one.name, b"")) == lf(names[name]) for name, one in things.items()):
            return git.output("rev-parse", "--short", "HEAD").decode().strip()
    return ""


def read_names(folder: Path, names: list[str]) -> dict[str, bytes]:
    """Return the bytes of files by their names."""
    return {name: read_file(folder / name, FileKind.SQL) for name in names}
