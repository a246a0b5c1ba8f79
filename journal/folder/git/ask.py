"""Asking git: what it says is told apart from a no, and from a question that it could not answer."""

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
    """Git looked, and there is no such thing."""


Answer = Yes | No | Unanswered


class Git:
    """The repository that a folder is in. A question that ran into the deadline is the last one that is asked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.found = find_repository(folder)
        self._late: Unanswered | None = None

    @property
    def repository(self) -> Repository | None:
        """The repository; None without one that may be asked."""
        return self.found if isinstance(self.found, Repository) else None

    @property
    def is_shallow(self) -> bool:
        """Whether the clone lacks history."""
        return self.repository is not None and self.repository.is_shallow

    def inside(self, path: Path) -> str | None:
        """The path as git's trees have it; None outside of the repository."""
        return self.repository.inside(path) if self.repository else None

    def ask(self, *words: str, stdin: bytes = b"", most: int = MOST_BYTES) -> Answer:
        """What a plumbing command of git says: No for exit code 1, which those that are used here keep for that."""
        if self.repository is None or self._late:
            return self._late or self.absent
        where = (f"--git-dir={self.repository.git_dir}", f"--work-tree={self.repository.top}")
        try:
            ended = run_git((*where, *words), outside=self.repository.top, stdin=stdin, most=most)
        except NotStarted as error:
            return Unanswered(str(error), "Install git, or add it to PATH.")
        except GitOutputTooLarge:
            return Unanswered(f"git {words[0]} printed more than {most:,} bytes")
        except TimeoutError:
            self._late = Unanswered(f"git {words[0]} did not answer within {SECONDS:g} seconds")
            return self._late
        if ended.code == 0:
            return Yes(ended.output)
        return No() if ended.code == 1 else _failed(words[0], ended.code, ended.complaints)

    @property
    def absent(self) -> Unanswered:
        """Why no repository is asked."""
        return (
            self.found if isinstance(self.found, Unanswered) else Unanswered(f"{self.folder} is in no git repository")
        )


def _failed(command: str, code: int, complaints: str) -> Unanswered:
    lines = [line.strip() for line in complaints.splitlines() if line.strip()]
    said = next((line for line in lines if line.startswith("fatal: ")), lines[-1] if lines else f"exit code {code}")
    return Unanswered(f"git {command} failed: {said.removeprefix('fatal: ')}")
