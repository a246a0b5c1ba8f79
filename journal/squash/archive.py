"""Where the old files are afterwards: in a commit of git, or in a folder of their own with a note."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import copymode, rmtree

from journal.dataclass import dataclass
from journal.errors import FolderUnreadable, Place
from journal.folder.git.repository import Git, Unanswered
from journal.folder.git.tree import contents, files_below, lf
from journal.folder.rewrite.temporary import clear, temporary_folder
from journal.handback.publication import contents_of
from journal.project.settings import Settings

NOTE = "README.md"


@dataclass(frozen=True)
class OldFiles:
    """`commit`: that of git which has all of the files; empty where `folder` gets them.

    `files`: the bytes by path, relative to the migrations folder, with `meta/` in it wherever that is.
    """

    commit: str
    folder: Path | None
    files: Mapping[str, bytes]

    @property
    def where(self) -> str:
        """Return where they are, for a sentence."""
        return f"in {self.folder.name}/" if self.folder else f"in the commit {self.commit}"

    def named(self, tag: str) -> dict[str, bytes]:
        """Return what the folder gets, by path: the files, and a note."""
        first = f"# Before the squash of {tag}\n\nThe files that `{tag}` replaces, as they were. "
        text = f"{first}drizzle-kit does not read them.\nTo restore the folder: `drizzle-journal squash --undo`\n"
        files = {name.replace("_journal.json", "journal.json"): one for name, one in self.files.items()}
        return {NOTE: text.encode(), **files}

    def refuse_existing(self, tag: str) -> None:
        """Raise FolderUnreadable where the folder has files, unless a killed run has written all of them."""
        if self.folder and self.folder.exists() and contents_of(self.folder) not in ({}, self.named(tag)):
            raise FolderUnreadable(
                f"{self.folder} exists already, and the old files would be written there.",
                hint="Name another folder: --archive DIR",
                place=Place(self.folder),
            )

    @contextmanager
    def written(self, tag: str) -> Iterator[tuple[Path, ...]]:
        """Write the folder in one step, and yield its files; remove it where the block raises.

        Raises FolderUnreadable where it exists.
        """
        if self.folder is None:
            yield ()
            return
        self.refuse_existing(tag)
        files, folder = self.named(tag), self.folder
        if not folder.exists() or not contents_of(folder):
            folder.parent.mkdir(parents=True, exist_ok=True)
            clear(folder)
            with temporary_folder(folder) as copy:
                for name, content in files.items():
                    (copy / name).parent.mkdir(parents=True, exist_ok=True)
                    (copy / name).write_bytes(content)
                copymode(folder.parent, copy)
                copy.rename(folder)
        try:
            yield tuple(folder / name for name in files)
        except BaseException:
            rmtree(folder)
            raise


def find_archive(settings: Settings, names: Mapping[str, bytes], asked: Path | None, tag: str) -> OldFiles:
    """Return where these files stay: in HEAD where that has all of them, unless a folder is `asked` for."""
    if asked is not None:
        return OldFiles("", asked if asked.is_absolute() else settings.root / asked, names)
    commit = _commit_with(settings, names)
    folder = None if commit else settings.migrations.with_name(f"{settings.migrations.name}-before-{tag}")
    return OldFiles(commit, folder, names)


def refuse_unusable(folder: Path, settings: Settings) -> None:
    """Raise FolderUnreadable where an archive would be in the migrations folder, or in a file."""
    shown = folder.relative_to(settings.root) if folder.is_relative_to(settings.root) else folder
    if folder.resolve().is_relative_to(settings.migrations.resolve()):
        why = f"{shown} is in the migrations folder, where drizzle-kit would find the old files."
    elif file := next((one for one in (folder, *folder.parents) if one.exists() and not one.is_dir()), None):
        why = f"{shown} cannot be a folder: {file} is a file."
    else:
        return
    raise FolderUnreadable(why, hint="Name another folder: --archive DIR", place=Place(folder))


def _commit_with(settings: Settings, names: Mapping[str, bytes]) -> str:
    with suppress(Unanswered):
        git = Git(settings.root)
        there = dict(files_below(git, "HEAD", settings.migrations, ""))
        there |= {f"meta/{name}": one for name, one in files_below(git, "HEAD", settings.meta, "").items()}
        if not names.keys() <= there.keys():
            return ""
        stored = contents(git, [there[name].name for name in names])
        if all(lf(stored[there[name].name]) == lf(content) for name, content in names.items()):
            return git.output("rev-parse", "--short", "HEAD").decode().strip()
    return ""
