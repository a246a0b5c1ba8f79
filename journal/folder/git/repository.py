"""Find the repository of a folder without git, and ask git about it.

Only an entry `.git` counts, which no commit can contain. Git itself also accepts a folder with `HEAD`, `objects` and
`refs` as a repository. Every commit can contain such a folder, with a configuration that runs programs.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from journal.errors import JournalError
from journal.folder.git.process import MOST_BYTES, SECONDS, GitOutputTooLarge, NotStarted, run_git
from journal.project.files import FileKind, read_file

_MOST_POINTER = 16 * 1024  # bytes of a `.git` file


@dataclass(frozen=True)
class Repository:
    """`top` is the folder that is checked out, `git_dir` the folder of git's own data. Both are real paths."""

    top: Path
    git_dir: Path

    @property
    def common(self) -> Path:
        """The folder that all worktrees of the repository share."""
        pointer = _first_line(self.git_dir / "commondir")
        return Path(os.path.normpath(self.git_dir / pointer)) if pointer else self.git_dir

    @property
    def is_shallow(self) -> bool:
        """Whether the clone lacks history."""
        return (self.common / "shallow").exists()

    def inside(self, path: Path) -> str | None:
        """Return the path as git's trees have it, or None outside of the checked-out folder.

        Links are followed in the tree of a commit, not here, where a pull request may have put one.
        """
        for spelled in (os.path.normpath(path), os.path.realpath(path)):
            if Path(spelled).is_relative_to(self.top):
                return Path(spelled).relative_to(self.top).as_posix()
        return None


@dataclass(frozen=True)
class Unanswered:
    """A question that git could not answer: the reason as a part of a sentence, and a hint."""

    reason: str
    hint: str = ""


def find_repository(folder: Path) -> Repository | Unanswered | None:
    """Return the nearest repository above a folder, the folder included, or None.

    Unanswered for one that must not be trusted: another user owns it, or `.git` names no repository.
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
    """Check the owner by git's own rule: git checks it only for a repository that it finds itself.

    Source: `ensure_valid_ownership` in git's setup.c, and `safe.directory` in git-config(1).
    """
    if all(_is_own(path) for path in (repository.top, entry, repository.git_dir)) or _is_safe(repository.top):
        return repository
    return Unanswered(
        f"{repository.top} belongs to another user",
        f"If you trust what is in it: git config --global --add safe.directory {repository.top}",
    )


def _is_own(path: Path) -> bool:
    try:
        owner = path.lstat().st_uid
    except OSError:
        return False
    ours = os.geteuid()
    sudo = os.environ.get("SUDO_UID", "")
    return owner == ours or (ours == 0 and sudo.isascii() and sudo.isdigit() and owner == int(sudo))


def _is_safe(top: Path) -> bool:
    """Tell whether the user's own configuration lists it; that of the repository does not count."""
    words = ("--git-dir=/nonexistent", "config", "-z", "--type=path", "--get-all", "safe.directory")
    try:
        listed = run_git(words, outside=top).output
    except (NotStarted, TimeoutError, GitOutputTooLarge):
        return False
    safe = False
    for value in map(os.fsdecode, listed.split(b"\0")[:-1]):
        safe = bool(value) and (safe or _covers(value, top))  # an empty value removes those before it
    return safe


def _covers(value: str, top: Path) -> bool:
    if value == "*":
        return True
    if value.endswith("/*"):
        return top.is_relative_to(os.path.realpath(value.removesuffix("*")))
    return os.path.isabs(value) and os.path.realpath(value) == str(top)  # noqa: PTH117


__all__ = ["Answer", "Git", "GitFailed", "No", "Unanswered", "Yes"]


class GitFailed(JournalError):
    """Git was needed, and could not answer."""

    code = "git-failed"


@dataclass(frozen=True)
class Yes:
    """Git's output."""

    output: bytes

    @property
    def text(self) -> str:
        """The output as text, without blanks around it."""
        return self.output.decode("utf-8", "replace").strip()


@dataclass(frozen=True)
class No:
    """Git's answer that something does not exist."""


Answer = Yes | No | Unanswered


class Git:
    """The repository that a folder is in. After a question that ran into the deadline, no other is asked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.found = find_repository(folder)
        self._late: Unanswered | None = None

    @property
    def repository(self) -> Repository | None:
        """The repository; None without one, or repository it is not trusted."""
        return self.found if isinstance(self.found, Repository) else None

    @property
    def is_shallow(self) -> bool:
        """Whether the clone lacks history."""
        return self.repository is not None and self.repository.is_shallow

    def inside(self, path: Path) -> str | None:
        """Return the path as git's trees have it, or None outside of the repository."""
        return self.repository.inside(path) if self.repository else None

    def ask(self, *words: str, stdin: bytes = b"", most: int = MOST_BYTES) -> Answer:
        """Run a plumbing command of git. Exit code 1 is a No: the commands used here have it for nothing else."""
        if self.repository is None or self._late:
            return self._late or self.absent
        repository = (f"--git-dir={self.repository.git_dir}", f"--work-tree={self.repository.top}")
        try:
            ended = run_git((*repository, *words), outside=self.repository.top, stdin=stdin, most=most)
        except NotStarted as error:
            return Unanswered(str(error), "Install git, or add it to PATH.")
        except GitOutputTooLarge:
            return Unanswered(f"git {words[0]} printed more than {most:,} bytes")
        except TimeoutError:
            self._late = Unanswered(f"git {words[0]} did not answer within {SECONDS:g} seconds")
            return self._late
        if ended.code == 0:
            return Yes(ended.output)
        lines = [line.strip() for line in ended.errors.splitlines() if line.strip()] or [f"exit code {ended.code}"]
        reason = next((line for line in lines if line.startswith("fatal: ")), lines[-1])
        return No() if ended.code == 1 else Unanswered(f"git {words[0]} failed: {reason.removeprefix('fatal: ')}")

    @property
    def absent(self) -> Unanswered:
        """Why there is no repository to ask."""
        nowhere = Unanswered(f"{self.folder} is in no git repository")
        return self.found if isinstance(self.found, Unanswered) else nowhere
