"""Questions to git: an answer, a no, and a question that git could not answer are three different values."""

from dataclasses import dataclass
from pathlib import Path

from journal.errors import JournalError
from journal.folder.git.process import MOST_BYTES, SECONDS, GitOutputTooLarge, NotStarted, run_git
from journal.folder.git.repository import Repository, Unanswered, find_repository

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
