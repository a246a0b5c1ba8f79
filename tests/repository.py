"""Git repositories for tests that ask what git knows."""

import subprocess
from pathlib import Path

from needs import need_program


def git(root: Path, *words: str) -> str:
    """Run git and return its output. Skips the test on a machine without git."""
    need_program("git")
    done = subprocess.run(["git", *words], cwd=root, check=True, capture_output=True, text=True, timeout=30)
    return done.stdout.strip()


def commit(root: Path) -> None:
    """All there is, as one more commit."""
    git(root, "add", "-A")
    git(root, "-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-q", "--allow-empty", "-m", "x")
