"""Paths with their links followed."""

import os
from pathlib import Path


def real_path(path: Path) -> Path:
    """Return a path with its links followed. A link to itself, for which Path.resolve raises, stays unchanged."""
    return Path(os.path.realpath(path))
