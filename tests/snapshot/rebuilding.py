"""Rebuilds the snapshots of a case with `journal.verbs.snapshot`, on a server of one version."""

from collections.abc import Callable
from pathlib import Path

from snapshot.histories import History, project_of

from journal.project.settings import load_settings
from journal.rebuild.database import Recipe
from journal.server.provider import Provider
from journal.server.seed import Platform, Seed

Rebuild = Callable[[History, Path], Path]
"""From a case and an empty place to the folder with its rebuilt snapshots."""


def original(case: History, place: Path) -> Path:
    """Rebuild nothing. The judge has to accept drizzle-kit's own snapshots."""
    return project_of(case, place)


def rebuilding(provider: Provider) -> Rebuild:
    """Return a function that deletes all snapshots and rebuilds them without node."""

    def rebuild(case: History, place: Path) -> Path:
        from journal.verbs.snapshot import snapshots
        from journal.verbs.snapshot_result import SnapshotsRequest

        folder = project_of(case, place)
        (place / "schema.ts").unlink()
        (place / "node_modules").unlink()
        for snapshot in (folder / "meta").glob("*_snapshot.json"):
            snapshot.unlink()
        snapshots(load_settings(place), provider, SnapshotsRequest(recipe=recipe(case)))
        return folder

    return rebuild


def recipe(case: History) -> Recipe:
    """Return what the case needs of the temporary server."""
    platform = Platform(case.platform) if case.platform else None
    return Recipe(superuser=case.superuser, seed=Seed(platform, case.before), worth_seconds=None)
