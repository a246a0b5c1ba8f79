"""Add the missing entries to the journal, with `"hash": null`: only a database can compute the hash."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar

from journal.folder.read import Folder, read_folder
from journal.folder.rewrite.store import project_lock, replace_journal
from journal.project.project import Result
from journal.project.settings import Settings
from journal.reconcile import Reconciled, reconcile


@dataclass(frozen=True)
class Scaffolded(Result):
    """The result: the plan, and whether it was written to disk."""

    document: ClassVar[str] = "scaffold.scaffold_json"

    folder: Folder
    reconciled: Reconciled
    written: bool


def scaffold(settings: Settings, *, dry_run: bool = False) -> Scaffolded:
    """Add every forward file that the journal lacks. Listed entries keep every byte.

    Raises JournalError when something cannot be read, or a name is dated in the future.
    """
    with project_lock(settings):
        folder = read_folder(settings)
        plan = reconcile(folder, now=datetime.now(UTC))
        written = not dry_run and bool(plan.added) and replace_journal(folder.journal, plan.journal.text)
    return Scaffolded(folder, plan, written)
