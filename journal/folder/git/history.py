"""What git knows of the project's files. Nothing here changes a repository, and without git there is just no answer."""

import subprocess
from pathlib import Path

from journal.folder.hashing import drizzle_hash

_SECONDS = 20
_MOST_COMMITS = 200


def git(folder: Path, *words: str) -> bytes | None:
    """What a git command says; None when there is no git, no repository, or it refuses."""
    command = ["git", "--no-optional-locks", "-C", str(folder), *words]
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_SECONDS, check=False)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout if done.returncode == 0 else None


def commit_of(path: Path, recorded: str) -> str | None:
    """The newest commit, cut short, in which a file had the content with that hash."""
    said = git(path.parent, "log", "--format=%h", f"-{_MOST_COMMITS}", "--follow", "--", path.name)
    for commit in (said or b"").decode().split():
        content = git(path.parent, "show", f"{commit}:./{path.name}")
        if content is not None and drizzle_hash(content) == recorded:
            return commit
    return None
