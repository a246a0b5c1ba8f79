"""Git repositories for tests that ask what git knows."""

import subprocess
from pathlib import Path


def git(root: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=root, check=True, capture_output=True, timeout=30)


def commit(root: Path) -> None:
    """All there is, as one more commit."""
    git(root, "add", "-A")
    git(root, "-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-q", "--allow-empty", "-m", "x")
