"""Which repository a folder is in, found without git: only an entry `.git` counts, which no commit can hold.

Git itself also takes a folder with `HEAD`, `objects` and `refs` for a repository, and every commit can hold such a
folder, with a configuration that runs programs.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from journal.folder.git.process import GitOutputTooLarge, NotStarted, run_git
from journal.project.files import FileKind, read_file

_MOST_POINTER = 16 * 1024  # bytes of a `.git` file


@dataclass(frozen=True)
class Repository:
    """`top` is the folder that is checked out, `git_dir` where git keeps what it knows of it. Both are real paths."""

    top: Path
    git_dir: Path

    @property
    def common(self) -> Path:
        """What all worktrees of the repository share."""
        pointer = _first_line(self.git_dir / "commondir")
        return Path(os.path.normpath(self.git_dir / pointer)) if pointer else self.git_dir

    @property
    def is_shallow(self) -> bool:
        """Whether the clone lacks history."""
        return (self.common / "shallow").exists()

    def inside(self, path: Path) -> str | None:
        """The path as git's trees have it; None outside of what is checked out.

        Links are followed in the tree of a commit, not here, where a pull request may have put one.
        """
        for spelled in (os.path.normpath(path), os.path.realpath(path)):
            if Path(spelled).is_relative_to(self.top):
                return Path(spelled).relative_to(self.top).as_posix()
        return None


@dataclass(frozen=True)
class Unanswered:
    """Git could not tell, and why: a part of a sentence, and what to do about it."""

    reason: str
    hint: str = ""


def find_repository(folder: Path) -> Repository | Unanswered | None:
    """The nearest one above a folder, the folder included; None where there is none.

    Unanswered where there is one that git's user must not trust: its owner is another user, or `.git` leads astray.
    """
    real = Path(os.path.realpath(folder))
    for top in (real, *real.parents):
        entry = top / ".git"
        if os.path.lexists(entry):
            return _repository(top, entry)
    return None


def _repository(top: Path, entry: Path) -> Repository | Unanswered:
    named = entry
    if entry.is_file():  # a worktree or a submodule
        line = _first_line(entry)
        if not line.startswith("gitdir:") or "\0" in line:
            return Unanswered(f"{entry} does not name a repository")
        named = top / line.removeprefix("gitdir:").strip()
    git_dir = Path(os.path.realpath(named))
    if git_dir != entry and git_dir.is_relative_to(top):
        return Unanswered(f"{entry} leads to {git_dir}, which is among the files of the project")
    return _trusted(Repository(top, git_dir), entry)


def _first_line(path: Path) -> str:
    if not path.is_file():
        return ""
    try:
        return os.fsdecode(read_file(path, FileKind.SETTINGS)[:_MOST_POINTER]).split("\n", 1)[0].rstrip("\r")
    except OSError:
        return ""


def _trusted(repository: Repository, entry: Path) -> Repository | Unanswered:
    """Git asks for the owner only where it finds the repository itself, so that is done here by the same rule.

    Source: `ensure_valid_ownership` in git's setup.c, and `safe.directory` in git-config(1).
    """
    if all(_is_ours(path) for path in (repository.top, entry, repository.git_dir)) or _is_safe(repository.top):
        return repository
    return Unanswered(
        f"{repository.top} belongs to another user",
        f"If you trust what is in it: git config --global --add safe.directory {repository.top}",
    )


def _is_ours(path: Path) -> bool:
    try:
        owner = path.lstat().st_uid
    except OSError:
        return False
    ours = os.geteuid()
    sudo = os.environ.get("SUDO_UID", "")
    return owner == ours or (ours == 0 and sudo.isascii() and sudo.isdigit() and owner == int(sudo))


def _is_safe(top: Path) -> bool:
    """Whether the user's own configuration lists it; that of the repository has no say."""
    words = ("--git-dir=/nonexistent", "config", "-z", "--type=path", "--get-all", "safe.directory")
    try:
        said = run_git(words, outside=top).output
    except (NotStarted, TimeoutError, GitOutputTooLarge):
        return False
    safe = False
    for value in map(os.fsdecode, said.split(b"\0")[:-1]):
        safe = bool(value) and (safe or _covers(value, top))  # an empty value takes back those before it
    return safe


def _covers(value: str, top: Path) -> bool:
    if value == "*":
        return True
    if value.endswith("/*"):
        return top.is_relative_to(os.path.realpath(value.removesuffix("*")))
    return os.path.isabs(value) and os.path.realpath(value) == str(top)  # noqa: PTH117
