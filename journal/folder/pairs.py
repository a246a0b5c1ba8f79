"""Which down file reverts which migration, by their names."""

from journal.folder.file_names import Kind, bare
from journal.folder.migrations import Migration
from journal.folder.read import Folder


def downs_by_tag(folder: Folder) -> dict[str, Migration]:
    """Return the down file of each forward migration that has one, by the migration's tag; of several, the first."""
    downs: dict[str, Migration] = {}
    for down in folder.downs:
        downs.setdefault(bare(down.tag), down)
    return {up.tag: downs[bare(up.tag)] for up in folder.forwards if bare(up.tag) in downs}


def forward_of(folder: Folder, down: Migration) -> Migration | None:
    """Return the migration that a down file reverts, or None where no name matches."""
    name = bare(down.tag)
    return next((up for up in folder.forwards if bare(up.tag) == name and up.kind is not Kind.BASELINE), None)
