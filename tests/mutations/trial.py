"""One mutation of one healthy folder: what we find, and what the real drizzle-kit says."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from mutations.folders import verdict
from mutations.kinds import Case, Mutation

from journal.project.settings import load_settings
from journal.verbs.check import CheckRequest, lint

RECORDED = Path(__file__).with_name("verdicts.json")
"""The verdict of drizzle-kit 0.31.11 on each mutation of a folder of four with the prefix mode index."""


def recorded() -> dict[str, str]:
    found: dict[str, str] = json.loads(RECORDED.read_text())
    return found


@contextmanager
def broken(healthy: Path, mutation: Mutation) -> Iterator[Path]:
    """A copy of a folder, broken."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(shutil.copytree(healthy, Path(name) / "project", symlinks=True))
        mutation.apply(Case(root / "drizzle"))
        yield root


def ours(root: Path) -> tuple[str, ...]:
    """The rules that find something, each once, in order."""
    result = lint(load_settings(root), CheckRequest(now=datetime.now(UTC)))
    return tuple(dict.fromkeys(one.rule for one in result.findings))


def theirs(healthy: Path, mutation: Mutation) -> str:
    """drizzle-kit's verdict; it may write, so it gets a copy of its own."""
    with broken(healthy, mutation) as root:
        return verdict(root)
