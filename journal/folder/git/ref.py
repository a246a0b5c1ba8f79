"""The folder at a git ref that an option names: compared with the files on disk, or written and read as a whole."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from shlex import quote
from typing import Any

from journal.dataclass import dataclass
from journal.errors import FolderUnreadable, JournalInvalid, SettingsInvalid
from journal.folder.entries import FILE_NAME, journal_value
from journal.folder.git.history import filters, newest_commit
from journal.folder.git.repository import Git, GitFailed, Unanswered
from journal.folder.git.tree import Thing, contents, decoded, files_below, is_name, is_pointer_to, lf, thing_at
from journal.folder.read import Folder
from journal.folder.version_1 import read_either
from journal.project.files import FileKind, read_file
from journal.project.layout import SQL_OF_1 as VERSION_1_FILE
from journal.project.layout import is_version_1
from journal.project.settings import Settings

_NAME = re.compile(r"\w[\w./-]*")
_FOLDER = re.compile(r"\A([^/]+)/migration\.sql\Z")
_HISTORY = "Fetch the history: git fetch --unshallow. In GitHub Actions: actions/checkout with fetch-depth: 0"
_MOVED = "A moved folder cannot be compared: merge the move alone, without another change and without --base."


@dataclass(frozen=True)
class GitRef:
    """A branch, tag or commit that an option names, such as `--base`. Its methods raise GitFailed.

    `needed_by`: the command that does nothing without the option; empty where it can be left out.
    """

    settings: Settings
    ref: str
    option: str = "--base"
    needed_by: str = ""

    @cached_property
    def git(self) -> Git:
        """The repository of the project."""
        return Git(self.settings.root)

    @property
    def _shallow(self) -> str:
        """The hint for a clone that lacks history; empty for another."""
        is_shallow = self.git.repository is not None and self.git.repository.is_shallow
        return f"This clone is shallow. {_HISTORY}" if is_shallow else ""

    @contextmanager
    def needed(self, hint: str = "") -> Iterator[None]:
        """Raise GitFailed where git cannot answer a question of the block; `hint` comes before the one of git."""
        try:
            yield
        except Unanswered as error:
            message = f"{self.option} {self.ref}: nothing could be compared, because {error.reason}."
            raise GitFailed(message, hint=hint or error.hint) from None

    def commit(self) -> str:
        """Return the commit's whole name. Raises SettingsInvalid without a repository, or for an unknown ref."""
        name = "Name a branch, a tag or a commit, such as origin/main."
        if not self.ref.strip():
            raise SettingsInvalid(f"{self.option} is empty: it names no commit.", hint=name)
        git, words = self.git, ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{self.ref}^{{commit}}")
        if git.repository is None and git.refusal is None:
            message = f"{self.option} {self.ref}: {git.folder} is in no git repository."
            way = f"Run {self.needed_by} in the git work tree of the project." if self.needed_by else ""
            raise SettingsInvalid(message, hint=way or f"Leave out {self.option}.")
        with self.needed(self._shallow):
            answer = git.ask(*words) if "\0" not in self.ref else None
            if answer is not None:
                return _name_in(answer)
        fetch = f"Fetch it: git fetch origin {quote(self.ref.removeprefix('origin/'))}"
        raise SettingsInvalid(
            f"{self.option} {self.ref}: git knows no such commit in {git.folder}.",
            hint=self._shallow or (fetch if _NAME.fullmatch(self.ref) else name),
        )

    def fork(self, head: str = "HEAD") -> str:
        """Return the commit where this branch left the ref: later commits of the ref are only not merged.

        `head`: the commit of another branch. Raises SettingsInvalid as `commit` does.
        """
        commit = self.commit()
        with self.needed(self._shallow):
            answer = self.git.ask("merge-base", commit, head)
            if answer is None:
                raise Unanswered(f"it has no commit in common with {head}")
            return _name_in(answer)

    def refuse_moved(self, commit: str) -> None:
        """Refuse a commit that has its journal at a path that does not exist on disk: the folder has moved."""
        top = self.git.repository.top if self.git.repository else self.settings.root
        own = self.settings.meta / FILE_NAME
        with self.needed():
            listing = decoded(self.git.output("ls-tree", "-r", "-z", "--name-only", "--full-tree", commit))
            for name in listing.split("\0"):
                if name.rpartition("/")[2] == FILE_NAME and not (top / name).exists():
                    reason = f"its journal there is {name}, which does not exist here, and not {own}"
                    raise Unanswered(reason, _MOVED)

    def items(self, commit: str) -> tuple[dict[str, Any], ...]:
        """Return the entries of the journal at a commit as JSON has them, none without a journal."""
        path = self.settings.meta / FILE_NAME
        with self.needed():
            found = thing_at(self.git, commit, path)
            if found is None:
                self.refuse_moved(commit)
                return ()
            try:
                items = journal_value(path, contents(self.git, [found.name])[found.name])[1]["entries"]
            except JournalInvalid as error:
                raise Unanswered(f"the journal there is broken: {error.message.rstrip('.')}") from None
            if not all(isinstance(item, dict) for item in items):
                raise Unanswered(f"the journal there, {path}, has entries that are no objects")
            return tuple(items)

    def tags(self, commit: str) -> frozenset[str]:
        """Return the tags of the journal at a commit; in the layout of 1.0 the names of the folders."""
        if not is_version_1(self.settings):
            return frozenset(str(item.get("tag")) for item in self.items(commit))
        with self.needed():
            files = files_below(self.git, commit, self.settings.migrations)
        return frozenset(name for path in files for name in _FOLDER.findall(path))


def _name_in(answer: bytes) -> str:
    name = answer.decode("utf-8", "replace").strip()
    if not is_name(name):
        raise Unanswered("git did not name the commit")
    return name


@dataclass(frozen=True)
class Base:
    """The folder where this branch left a ref, at the commit `fork`.

    `items` are the journal's entries there, as JSON has them; `blobs` the git names of its SQL files, by tag. In the
    layout of drizzle 1.0, which `is_version_1`, an item has the name of a folder as its tag, and nothing else.
    """

    at: GitRef
    fork: str
    items: tuple[dict[str, Any], ...]
    blobs: Mapping[str, str]
    is_version_1: bool = False

    def path(self, tag: str) -> Path:
        """Return where a migration of the base is on disk, or was."""
        folder = self.at.settings.migrations
        return folder / tag / VERSION_1_FILE if self.is_version_1 else folder / f"{tag}.sql"

    def has_unchanged(self, tag: str, raw: bytes) -> bool:
        """Tell whether the base's journal lists a file, and has it with this content. Raises GitFailed."""
        listed = any(item.get("tag") == tag for item in self.items)
        return listed and tag in self.blobs and not self.is_changed(tag, raw)

    def is_changed(self, tag: str, raw: bytes) -> bool:
        """Tell whether a file of the base has other content on disk. Line ends do not count: git converts them.

        Raises GitFailed where the content at the base is needed and cannot be read.
        """
        blob, path = self.blobs[tag], self.path(tag)
        if blob in (_git_name(raw, blob), _git_name(lf(raw), blob)):
            return False
        with self.at.needed():
            there = contents(self.at.git, [blob])[blob]
            if lf(there) == lf(raw) or is_pointer_to(there, raw):
                return False
            name = filters(self.at.git, [path]).get(path)
            if name and name != "lfs":
                raise _filtered(path, name)
            return True

    def changed_by(self, path: Path) -> str:
        """Return what changed a file since: a commit, or an uncommitted change; empty where git cannot tell."""
        try:
            commit = newest_commit(self.at.git, f"{self.fork}..HEAD", path)
        except Unanswered:
            return ""
        return f"commit {commit}" if commit else "a change that is not committed"


def read_base(settings: Settings, ref: str) -> Base:
    """Read the folder at a ref. Raises SettingsInvalid for an unknown ref, and GitFailed where git cannot tell."""
    at = GitRef(settings, ref)
    fork = at.fork()
    if is_version_1(settings):
        with at.needed():
            files = files_below(at.git, fork, settings.migrations)
        blobs = {name: files[path].name for path in files for name in _FOLDER.findall(path)}
        return Base(at, fork, tuple({"tag": name} for name in blobs), blobs, is_version_1=True)
    items = at.items(fork)
    with at.needed():
        files = files_below(at.git, fork, settings.migrations)
        blobs = {path.removesuffix(".sql"): thing.name for path, thing in files.items()}
        if items and not any(item.get("tag") in blobs for item in items):
            raise Unanswered(f"no migration of its journal is in {settings.migrations} there", _MOVED)
    return Base(at, fork, items, blobs)


def listed_at_fork(at: GitRef, head: str = "HEAD") -> frozenset[str]:
    """Return the tags of the journal and of the files where this branch left the ref, without its later commits.

    `head`: the commit of another branch. Raises GitFailed where git cannot tell, as in a shallow clone.
    """
    fork = at.fork(head)
    with at.needed():
        files = files_below(at.git, fork, at.settings.migrations)
    return at.tags(fork).union(path.removesuffix(".sql") for path in files)


def added_since(at: GitRef, head: str = "HEAD") -> frozenset[str]:
    """Return the tags whose files a commit has added that the ref does not have, also where both have the tag now.

    `head`: the commit of another branch. Raises GitFailed where git cannot tell.
    """
    folder, words = at.settings.migrations, ("--no-renames", "--diff-filter=A", "--name-only", "-z", "--format=")
    with at.needed():
        inside = at.git.inside(folder)
        listing = at.git.output("log", *words, "--full-history", head, f"^{at.commit()}", "--", inside)
    paths = (name.removeprefix(f"{inside}/") for name in decoded(listing).split("\0"))
    return frozenset(path.removesuffix(f"/{VERSION_1_FILE}").removesuffix(".sql") for path in paths)


def folder_at(at: GitRef, into: Path, *, snapshots: bool = False) -> Folder | None:
    """Write the folder of a ref below `into` and read it; None where the ref has no migration yet.

    `snapshots`: write them, too. Raises SettingsInvalid for an unknown ref, and GitFailed where git cannot tell or the
    folder is broken there.
    """
    settings, commit = at.settings, at.commit()
    there = replace(settings, root=into, migrations=into / "migrations", meta=into / "meta", notes=())
    with at.needed():
        journal = thing_at(at.git, commit, settings.meta / FILE_NAME)
        files = files_below(at.git, commit, settings.migrations)
        if journal is None:
            at.refuse_moved(commit)
        written = {settings.migrations / path: (there.migrations / path, thing) for path, thing in files.items()}
        if journal:
            written[settings.meta / FILE_NAME] = there.meta / FILE_NAME, journal
        written |= _snapshots(at, commit, there) if snapshots else {}
        _write(at.git, written)
        try:
            return read_either(there, mixed=True) if there.migrations.is_dir() else None
        except (JournalInvalid, FolderUnreadable) as error:
            broken = error.message.rstrip(".").replace(f"{into}/", "")
            raise Unanswered(f"the folder there is broken: {broken}") from None


def _snapshots(at: GitRef, commit: str, there: Settings) -> dict[Path, tuple[Path, Thing]]:
    """Return the snapshots of both layouts at a ref, without the records of ours."""
    found: dict[Path, tuple[Path, Thing]] = {}
    for here, target in ((at.settings.meta, there.meta), (at.settings.migrations, there.migrations)):
        for path, thing in files_below(at.git, commit, here, "snapshot.json").items():
            depth = 1 if here == at.settings.meta else 2
            if len(Path(path).parts) == depth and not path.startswith(("_", "meta/")):
                found[here / path] = target / path, thing
    return found


def _write(git: Git, files: Mapping[Path, tuple[Path, Thing]]) -> None:
    """Write the content of each file on disk, as it is at a ref, to another path. Raises Unanswered."""
    there = contents(git, [thing.name for _, thing in files.values()])
    through = filters(git, list(files))
    for here, (target, thing) in files.items():
        stored = there[thing.name]
        raw = None
        with suppress(OSError):
            raw = read_file(here, FileKind.SQL) if here.is_file() else b""
        # The file on disk may differ only by a checkout: by its line ends, or as fetched by git LFS.
        is_here = raw is not None and (lf(raw) == lf(stored) or is_pointer_to(stored, raw))
        if not is_here and here in through:
            raise _filtered(here, through[here])
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(raw if is_here and raw is not None else stored)
        except OSError as error:
            raise Unanswered(f"{target.name} cannot be written to {target.parent}: {error.strerror}") from None


def _filtered(path: Path, name: str) -> Unanswered:
    """Return why a stored content cannot be compared: a filter program makes the file from it, and is not run."""
    return Unanswered(f"{path.name} is stored through the filter {name}, which is not run")


def _git_name(raw: bytes, like: str) -> str:
    """Return git's name of a content, by SHA-1 or SHA-256 as the name it is compared with."""
    import hashlib  # it loads OpenSSL, and most runs have no base

    content = b"blob %d\0" % len(raw) + raw
    return (hashlib.sha256(content) if len(like) == 64 else hashlib.sha1(content, usedforsecurity=False)).hexdigest()
