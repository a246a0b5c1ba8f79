"""Which down file takes back which migration, by their names."""

from journal.folder.migrations import Migration
from journal.folder.names import Kind, bare
from journal.folder.read import Folder


def downs_by_tag(folder: Folder) -> dict[str, Migration]:
    """The down file of each forward migration that has one, by the migration's tag. Of several, the first by name."""
    downs: dict[str, Migration] = {}
    for down in folder.downs:
        downs.setdefault(bare(down.tag), down)
    return {one.tag: downs[bare(one.tag)] for one in folder.forwards if bare(one.tag) in downs}


def forward_of(folder: Folder, down: Migration) -> Migration | None:
    """The migration that a down file takes back; None where no name fits."""
    name = bare(down.tag)
    return next((one for one in folder.forwards if bare(one.tag) == name and one.kind is not Kind.BASELINE), None)
