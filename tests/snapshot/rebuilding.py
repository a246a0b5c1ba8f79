"""Has `journal.verbs.snapshot` rebuild the snapshots of a case, on a server of one version."""

from collections.abc import Callable
from pathlib import Path

from snapshot.histories import History, project_of

from journal.project.settings import load_settings
from journal.rebuild.database import Recipe
from journal.server.provider import Provider
from journal.server.seed import Platform, Seed

Rebuild = Callable[[History, Path], Path]
"""A case and an empty place to the folder with its snapshots as they were rebuilt there."""


def original(case: History, place: Path) -> Path:
    """The control: nothing is rebuilt, drizzle-kit's own snapshots are judged against themselves."""
    return project_of(case, place)


def rebuilding(provider: Provider) -> Rebuild:
    """By `snapshots`, without node, after all snapshots are deleted."""

    def rebuild(case: History, place: Path) -> Path:
        from journal.verbs.snapshot import SnapshotsRequest, snapshots

        folder = project_of(case, place)
        (place / "schema.ts").unlink()
        (place / "node_modules").unlink()
        for snapshot in (folder / "meta").glob("*_snapshot.json"):
            snapshot.unlink()
        snapshots(load_settings(place), provider, SnapshotsRequest(recipe=recipe(case)))
        return folder

    return rebuild


def recipe(case: History) -> Recipe:
    """What the case needs of the temporary server."""
    platform = Platform(case.platform) if case.platform else None
    return Recipe(superuser=case.superuser, seed=Seed(platform, case.before), worth_seconds=None)
