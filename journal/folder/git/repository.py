"""Find the repository of a folder without git, and ask git about it.

Only an entry `.git` counts, which no commit can contain. Git itself also accepts a folder with `HEAD`, `objects` and
`refs` as a repository. Every commit can contain such a folder, with a configuration that runs programs.
"""

import os
from pathlib import Path

from journal.dataclass import dataclass
from journal.errors import JournalError
from journal.folder.git.process import MOST_BYTES, SECONDS, GitOutputTooLarge, NotStarted, run_git
from journal.project.files import FileKind, read_file
from journal.project.system import IS_POSIX

REFETCH = "Fetch all of it: git fetch --refetch --no-filter"
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


class Unanswered(Exception):
    """A question that git could not answer: the reason as a part of a sentence, and a hint."""

    def __init__(self, reason: str, hint: str = "") -> None:
        super().__init__(reason)
        self.reason, self.hint = reason, hint


class GitFailed(JournalError):
    """Git was needed, and could not answer."""

    code = "git-failed"


class Git:
    """The repository that a folder is in. After a question that ran into the deadline, no other is asked.

    `repository` is None without one; `refusal` says why that one must not be asked. `added` keeps what history.py has
    asked of a folder: the commit that added each file, and git's name of its content.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.repository: Repository | None = None
        self.refusal: Unanswered | None = None
        self.added: dict[str, dict[str, tuple[str, str]]] = {}
        try:
            self.repository = find_repository(folder)
        except Unanswered as error:
            self.refusal = error

    def inside(self, path: Path) -> str:
        """Return the path as git's trees have it. Raises Unanswered outside of the checked-out folder.

        Links are followed in the tree of a commit, not here, where a pull request may have put one.
        """
        top = self._found().top
        for spelled in (os.path.normpath(path), os.path.realpath(path)):
            if Path(spelled).is_relative_to(top):
                return Path(spelled).relative_to(top).as_posix()
        raise Unanswered(f"{path} is not in the repository that {self.folder} is in")

    def _found(self) -> Repository:
        if self.repository is None or self.refusal:
            raise self.refusal or Unanswered(f"{self.folder} is in no git repository")
        return self.repository

    def output(self, *words: str, stdin: bytes = b"", most: int = MOST_BYTES) -> bytes:
        """Return the output of a plumbing command that has an answer. Raises Unanswered."""
        answer = self.ask(*words, stdin=stdin, most=most)
        if answer is None:
            raise Unanswered("git gave no answer")
        return answer

    def ask(self, *words: str, stdin: bytes = b"", most: int = MOST_BYTES) -> bytes | None:
        """Return the output of a plumbing command, or None for its no. Raises Unanswered: that is neither.

        A no is exit code 1: the commands used here have it for nothing else.
        """
        repository = self._found()
        where = (f"--git-dir={repository.git_dir}", f"--work-tree={repository.top}")
        try:
            ended = run_git((*where, *words), outside=repository.top, stdin=stdin, most=most)
        except NotStarted as error:
            raise Unanswered(str(error), "Install git, or add it to PATH.") from None
        except GitOutputTooLarge:
            raise Unanswered(f"git {words[0]} printed more than {most:,} bytes") from None
        except TimeoutError:
            self.refusal = Unanswered(f"git {words[0]} did not answer within {SECONDS:g} seconds")
            raise self.refusal from None
        if ended.code in (0, 1):
            return ended.output if ended.code == 0 else None
        lines = [line.strip() for line in ended.errors.splitlines() if line.strip()] or [f"exit code {ended.code}"]
        reason = next((line for line in lines if line.startswith("fatal: ")), lines[-1])
        if "promisor remote" in reason:  # a partial clone would fetch it, which is not allowed here
            raise Unanswered("this clone lacks an object", REFETCH)
        raise Unanswered(f"git {words[0]} failed: {reason.removeprefix('fatal: ')}")


def is_in_work_tree(folder: Path) -> bool:
    """Tell whether a folder is in a work tree that git may be asked about."""
    try:
        return find_repository(folder) is not None
    except Unanswered:
        return False


def find_repository(folder: Path) -> Repository | None:
    """Return the nearest repository above a folder, the folder included, or None.

    Raises Unanswered for one that must not be trusted: another user owns it, or `.git` names no repository.
    """
    real = Path(os.path.realpath(folder))
    top = next((top for top in (real, *real.parents) if os.path.lexists(top / ".git")), None)
    if top is None:
        return None
    named = entry = top / ".git"
    if entry.is_file():  # a worktree or a submodule
        line = _first_line(entry)
        if not line.startswith("gitdir:") or "\0" in line:
            raise Unanswered(f"{entry} does not name a repository")
        named = top / line.removeprefix("gitdir:").strip()
    git_dir = Path(os.path.realpath(named))
    if git_dir != entry and git_dir.is_relative_to(top):
        raise Unanswered(f"{entry} leads to {git_dir}, which is among the files of the project")
    # Git checks the owner only for a repository that it finds itself.
    # Source: `ensure_valid_ownership` in git's setup.c, and `safe.directory` in git-config(1).
    if not all(map(_is_own, (top, entry, git_dir))) and not _is_safe(top):
        raise Unanswered(
            f"{top} belongs to another user",
            f"If you trust what is in it: git config --global --add safe.directory {top}",
        )
    return Repository(top, git_dir)


def _first_line(path: Path) -> str:
    if not path.is_file():
        return ""
    try:
        return os.fsdecode(read_file(path, FileKind.SETTINGS)[:_MOST_POINTER]).split("\n", 1)[0].rstrip("\r")
    except OSError:
        return ""


def _is_own(path: Path) -> bool:
    try:
        owner = path.lstat().st_uid
    except OSError:
        return False
    if not IS_POSIX:
        return False  # the owner is not known, so that safe.directory decides
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
        real = Path(os.path.realpath(value.removesuffix("*")))
        is_same = os.path.isabs(value) and real == top  # noqa: PTH117
        covers = value == "*" or (top.is_relative_to(real) if value.endswith("/*") else is_same)
        safe = bool(value) and (safe or covers)  # an empty value removes those before it
    return safe
