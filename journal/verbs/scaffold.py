"""Add the missing entries to the journal, with `"hash": null`: only a database can compute the hash."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar

from journal.folder.read import Folder, read_folder
from journal.folder.rewrite.store import project_lock, replace_journal
from journal.project.project import Project, Result
from journal.reconcile import Reconciled, reconcile


@dataclass(frozen=True)
class Scaffolded(Result):
    """The result: the plan, and whether it was written to disk."""

    document: ClassVar[str] = "scaffold.scaffold_json"

    folder: Folder
    reconciled: Reconciled
    written: bool


def scaffold(project: Project, *, dry_run: bool = False) -> Scaffolded:
    """Add an entry to the journal for every migration without one, with `"hash": null`.

    Listed entries keep every byte. Raises JournalError when something cannot be read, or a name is dated in the future.

    >>> journal.scaffold(project).written
    False
    """
    with project_lock(project.settings):
        folder = read_folder(project.settings)
        plan = reconcile(folder, now=datetime.now(UTC))
        written = not dry_run and bool(plan.added) and replace_journal(folder.journal, plan.journal.text)
    return Scaffolded(folder, plan, written)
