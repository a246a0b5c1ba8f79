"""The folder as it is at a git ref: what has been merged is frozen, and compared with what is here."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from shlex import quote
from typing import Any

from journal.errors import JournalInvalid, SettingsInvalid
from journal.folder.entries import FILE_NAME, journal_value
from journal.folder.git.ask import Answer, Git, GitFailed, No, Unanswered, Yes
from journal.folder.git.history import filters, newest_commit
from journal.folder.git.tree import Thing, contents, files_below, is_name, is_pointer_to, lf, thing_at
from journal.project.settings import Settings

_OPTION = "--base"
_NAME = re.compile(r"\w[\w./-]*")
_NAME_ONE = "Name a branch, a tag or a commit, such as origin/main."
_HISTORY = "Fetch the history: git fetch --unshallow. In GitHub Actions: actions/checkout with fetch-depth: 0"


@dataclass(frozen=True)
class Base:
    """The folder where this branch left `ref`, at the commit `fork`.

    `items` are the journal's entries there, as JSON has them; `blobs` the git names of its SQL files, by tag.
    """

    ref: str
    fork: str
    migrations: Path
    items: tuple[dict[str, Any], ...]
    blobs: Mapping[str, str]
    git: Git

    def is_changed(self, tag: str, raw: bytes) -> bool:
        """Whether a file that is at the base has other content here; line ends are git's to turn.

        Raises GitFailed where the content at the base is needed and cannot be read.
        """
        blob = self.blobs[tag]
        if blob in (_name_of(raw, blob), _name_of(lf(raw), blob)):
            return False
        there = contents(self.git, [blob])
        if isinstance(there, Unanswered):
            raise could_not(_OPTION, self.ref, there)
        if lf(there[blob]) == lf(raw) or is_pointer_to(there[blob], raw):
            return False
        path = self.migrations / f"{tag}.sql"
        name = filters(self.git, [path]).get(path)
        if name and name != "lfs":
            raise could_not(_OPTION, self.ref, filtered(path, name))
        return True

    def changed_by(self, path: Path) -> str:
        """Who changed a file since: a commit, or nobody yet; empty where git cannot tell."""
        commit = newest_commit(self.git, f"{self.fork}..HEAD", path)
        if isinstance(commit, Unanswered):
            return ""
        return "a change that is not committed" if isinstance(commit, No) else f"commit {commit}"


def read_base(settings: Settings, ref: str) -> Base:
    """Read it from git. Raises SettingsInvalid when git does not know the ref, and GitFailed when it cannot tell."""
    git = Git(settings.root)
    fork = fork_of(git, ref, commit_at(git, ref, _OPTION), _OPTION)
    items = items_at(git, settings, ref, fork, _OPTION)
    files = files_below(git, fork, settings.migrations)
    if isinstance(files, Unanswered):
        raise could_not(_OPTION, ref, files)
    blobs = {} if isinstance(files, No) else {path.removesuffix(".sql"): thing.name for path, thing in files.items()}
    if items and not any(item.get("tag") in blobs for item in items):
        reason = f"no migration of its journal is in {settings.migrations} there"
        raise could_not(_OPTION, ref, Unanswered(reason, _MOVED))
    return Base(ref, fork, settings.migrations, items, blobs, git)


def fork_of(git: Git, ref: str, commit: str, option: str) -> str:
    """Where this branch left it: what came to the base after that is not missing here, the branch is only behind.

    Raises GitFailed where there is none, or git cannot tell.
    """
    said = commit_in(git.ask("merge-base", commit, "HEAD"))
    if isinstance(said, str):
        return said
    if isinstance(said, No):
        said = Unanswered("it has no commit in common with HEAD")
    raise could_not(option, ref, said, git)


def commit_in(said: Answer) -> str | No | Unanswered:
    """The whole name of a commit, where that is what git says."""
    if not isinstance(said, Yes):
        return said
    return said.text if is_name(said.text) else Unanswered("git did not say which commit that is")


def commit_at(git: Git, ref: str, option: str) -> str:
    """The commit's whole name. Raises SettingsInvalid without a repository, or when git does not know the ref.

    `option` is the one that names it. Raises GitFailed where git cannot tell.
    """
    if git.found is None:
        raise SettingsInvalid(f"{option} {ref}: {git.folder} is in no git repository.", hint=f"Leave out {option}.")
    words = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
    said = commit_in(git.ask(*words)) if ref and "\0" not in ref else No()
    if isinstance(said, str):
        return said
    if isinstance(said, Unanswered):
        raise could_not(option, ref, said, git)
    fetch = f"Fetch it: git fetch origin {quote(ref.removeprefix('origin/'))}" if _NAME.fullmatch(ref) else _NAME_ONE
    raise SettingsInvalid(
        f"{option} {ref}: git knows no such commit in {git.folder}.",
        hint=f"This clone is shallow. {_HISTORY}" if git.is_shallow else fetch,
    )


def could_not(option: str, ref: str, said: Unanswered, git: Git | None = None) -> GitFailed:
    """The error that says that nothing was compared, and why."""
    shallow = git is not None and git.is_shallow
    hint = f"This clone is shallow. {_HISTORY}" if shallow else said.hint
    return GitFailed(f"{option} {ref}: nothing could be compared, because {said.reason}.", hint=hint)


def filtered(path: Path, name: str) -> Unanswered:
    """Why a stored content cannot be compared: a program of the user's makes the file of it, and is not run."""
    return Unanswered(f"{path.name} is stored by way of the filter {name}, which is not run")


_MOVED = "What has moved cannot be compared: merge the move by itself, without another change, and without --base."


def refuse_moved(git: Git, settings: Settings, ref: str, commit: str, option: str) -> None:
    """Raise GitFailed where the commit has no journal at its place, but at another one that is empty here."""
    said = git.ask("ls-tree", "-r", "-z", "--name-only", "--full-tree", commit)
    if isinstance(said, No | Unanswered):
        raise could_not(option, ref, said if isinstance(said, Unanswered) else Unanswered("git gave no answer"))
    top = git.repository.top if git.repository else settings.root
    for name in said.output.decode("utf-8", "surrogateescape").split("\0"):
        if name.rpartition("/")[2] == FILE_NAME and not (top / name).exists():
            reason = f"its journal is {name}, which is not here, and there is none at {settings.meta / FILE_NAME} there"
            raise could_not(option, ref, Unanswered(reason, _MOVED))


def items_at(git: Git, settings: Settings, ref: str, commit: str, option: str) -> tuple[dict[str, Any], ...]:
    """The entries of the journal there; none where there was no journal yet. Raises GitFailed where git cannot tell."""
    path = settings.meta / FILE_NAME
    found = thing_at(git, commit, path)
    if isinstance(found, No):
        refuse_moved(git, settings, ref, commit, option)
        return ()
    there = contents(git, [found.name]) if isinstance(found, Thing) else found
    if isinstance(there, Unanswered):
        raise could_not(option, ref, there)
    try:
        items = journal_value(path, next(iter(there.values())))[1]["entries"]
    except JournalInvalid as error:
        reason = f"the journal there is broken: {error.message.rstrip('.')}"
        raise could_not(option, ref, Unanswered(reason)) from None
    if not all(isinstance(item, dict) for item in items):
        raise could_not(option, ref, Unanswered(f"the journal there, {path}, has entries that are no objects"))
    return tuple(items)


def _name_of(raw: bytes, like: str) -> str:
    """What git calls that content; a repository names by SHA-1 or SHA-256."""
    import hashlib  # noqa: PLC0415 - it loads OpenSSL, and most runs have no base

    content = b"blob %d\0" % len(raw) + raw
    return (hashlib.sha256(content) if len(like) == 64 else hashlib.sha1(content, usedforsecurity=False)).hexdigest()
