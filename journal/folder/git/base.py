"""The folder at a git ref: merged migrations are frozen, and compared with the files on disk."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from shlex import quote
from typing import Any

from journal.errors import JournalInvalid, SettingsInvalid
from journal.folder.entries import FILE_NAME, journal_value
from journal.folder.git.history import filters, newest_commit
from journal.folder.git.repository import Answer, Git, GitFailed, No, Unanswered, Yes
from journal.folder.git.tree import Thing, contents, files_below, is_name, is_pointer_to, lf, thing_at
from journal.project.settings import Settings

_OPTION = "--base"
_NAME = re.compile(r"\w[\w./-]*")
_REF_HINT = "Name a branch, a tag or a commit, such as origin/main."
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
        """Tell whether a file of the base has other content on disk. Line ends do not count: git converts them.

        Raises GitFailed where the content at the base is needed and cannot be read.
        """
        blob = self.blobs[tag]
        if blob in (_git_name(raw, blob), _git_name(lf(raw), blob)):
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
        """Return what changed a file since: a commit, or an uncommitted change; empty where git cannot tell."""
        commit = newest_commit(self.git, f"{self.fork}..HEAD", path)
        if isinstance(commit, Unanswered):
            return ""
        return "a change that is not committed" if isinstance(commit, No) else f"commit {commit}"


def read_base(settings: Settings, ref: str) -> Base:
    """Read the folder at a ref. Raises SettingsInvalid for an unknown ref, and GitFailed where git cannot tell."""
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
    """Return the commit where this branch left the ref: later commits of the ref are not missing, only not merged.

    Raises GitFailed where there is none, or git cannot tell.
    """
    answer = commit_in(git.ask("merge-base", commit, "HEAD"))
    if isinstance(answer, str):
        return answer
    if isinstance(answer, No):
        answer = Unanswered("it has no commit in common with HEAD")
    raise could_not(option, ref, answer, git)


def commit_in(answer: Answer) -> str | No | Unanswered:
    """Return the whole name of a commit from an answer of git."""
    if not isinstance(answer, Yes):
        return answer
    return answer.text if is_name(answer.text) else Unanswered("git did not name the commit")


def commit_at(git: Git, ref: str, option: str) -> str:
    """Return the commit's whole name. Raises SettingsInvalid without a repository, or for an unknown ref.

    `option` is the one that names it. Raises GitFailed where git cannot tell.
    """
    if git.found is None:
        raise SettingsInvalid(f"{option} {ref}: {git.folder} is in no git repository.", hint=f"Leave out {option}.")
    words = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
    answer = commit_in(git.ask(*words)) if ref and "\0" not in ref else No()
    if isinstance(answer, str):
        return answer
    if isinstance(answer, Unanswered):
        raise could_not(option, ref, answer, git)
    fetch = f"Fetch it: git fetch origin {quote(ref.removeprefix('origin/'))}" if _NAME.fullmatch(ref) else _REF_HINT
    raise SettingsInvalid(
        f"{option} {ref}: git knows no such commit in {git.folder}.",
        hint=f"This clone is shallow. {_HISTORY}" if git.is_shallow else fetch,
    )


def could_not(option: str, ref: str, answer: Unanswered, git: Git | None = None) -> GitFailed:
    """Return the error for a comparison that was not possible."""
    shallow = git is not None and git.is_shallow
    hint = f"This clone is shallow. {_HISTORY}" if shallow else answer.hint
    return GitFailed(f"{option} {ref}: nothing could be compared, because {answer.reason}.", hint=hint)


def filtered(path: Path, name: str) -> Unanswered:
    """Return why a stored content cannot be compared: a filter program makes the file from it, and is not run."""
    return Unanswered(f"{path.name} is stored through the filter {name}, which is not run")


_MOVED = "A moved folder cannot be compared: merge the move alone, without another change and without --base."


def refuse_moved(git: Git, settings: Settings, ref: str, commit: str, option: str) -> None:
    """Raise GitFailed where the commit has its journal at a path that does not exist on disk: the folder has moved."""
    answer = git.ask("ls-tree", "-r", "-z", "--name-only", "--full-tree", commit)
    if isinstance(answer, No | Unanswered):
        raise could_not(option, ref, answer if isinstance(answer, Unanswered) else Unanswered("git gave no answer"))
    top = git.repository.top if git.repository else settings.root
    for name in answer.output.decode("utf-8", "surrogateescape").split("\0"):
        if name.rpartition("/")[2] == FILE_NAME and not (top / name).exists():
            reason = f"its journal there is {name}, which does not exist here, and not {settings.meta / FILE_NAME}"
            raise could_not(option, ref, Unanswered(reason, _MOVED))


def items_at(git: Git, settings: Settings, ref: str, commit: str, option: str) -> tuple[dict[str, Any], ...]:
    """Return the entries of the journal at a commit, none without a journal. Raises GitFailed where git cannot tell."""
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


def _git_name(raw: bytes, like: str) -> str:
    """Return git's name of a content, by SHA-1 or SHA-256 as the name it is compared with."""
    import hashlib  # it loads OpenSSL, and most runs have no base

    content = b"blob %d\0" % len(raw) + raw
    return (hashlib.sha256(content) if len(like) == 64 else hashlib.sha1(content, usedforsecurity=False)).hexdigest()
