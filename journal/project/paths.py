"""Paths with their links followed."""

import os
from pathlib import Path


def real_path(path: Path) -> Path:
    """Where a path leads; one that leads in a circle, for which Path.resolve raises RuntimeError, stays as it is."""
    return Path(os.path.realpath(path))
