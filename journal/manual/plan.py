"""DECIDE what a manual run does: which files, in which order. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from journal.errors import FolderUnreadable, Place
from journal.folder.migrations import Migration
from journal.folder.names import Kind
from journal.folder.read import Folder
from journal.ledger.by_hand.table import ManualTable
from journal.reconcile import reconcile


@dataclass(frozen=True)
class RunPlan:
    """`pending` run in this order; `recorded` ran before; `skipped` are down files that were not named."""

    pending: tuple[Migration, ...]
    recorded: tuple[Migration, ...]
    skipped: tuple[Migration, ...]


def plan_run(folder: Folder, table: ManualTable | None, named: Sequence[str]) -> RunPlan:
    """The pending forward files in the journal's order, or exactly the `named` files in the order given.

    Raises FolderUnreadable for a name that is no file of the folder.
    """
    chosen = [_named(folder, name) for name in named] if named else _in_journal_order(folder)
    recorded = [one for one in chosen if table and one.kind is not Kind.DOWN and table.has(one.path.name)]
    return RunPlan(
        pending=tuple(one for one in chosen if one not in recorded),
        recorded=tuple(recorded),
        skipped=() if named else folder.downs,
    )


def _in_journal_order(folder: Folder) -> list[Migration]:
    files = folder.by_tag
    journal = reconcile(folder, now=datetime.now(UTC)).journal
    return [files[tag] for tag in dict.fromkeys(entry.tag for entry in journal.entries) if tag in files]


def _named(folder: Folder, name: str) -> Migration:
    tag = name.removesuffix(".sql")
    for migration in folder.migrations:
        if tag in (migration.tag, str(migration.path).removesuffix(".sql")) or migration.path.name == f"{tag}.sql":
            return migration
    by_path = (folder.settings.root / name).resolve()
    for migration in folder.migrations:
        if migration.path.resolve() == by_path:
            return migration
    raise FolderUnreadable(
        f"--file {name}: there is no such migration in {folder.settings.migrations}.",
        hint="Give the name of a file of that folder: journal run --dry-run lists them.",
        place=Place(folder.settings.migrations),
    )
