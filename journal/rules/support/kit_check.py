"""What drizzle-kit's own `check` answered about the snapshots of a folder of drizzle 1.0, as values."""

from journal.dataclass import dataclass


@dataclass(frozen=True)
class BranchChange:
    """One side of a conflict. `folder` is the migration, `leaf` the last one of its branch, `action` as drizzle-kit
    names it (`alter_column`), `target` the object (`column users.name`).
    """

    folder: str
    leaf: str
    action: str
    target: str


@dataclass(frozen=True)
class KitCheck:
    """The answer. `conflicts` has a pair for every two branches that conflict, with the first object of each pair.

    `refused` is the folder of the snapshot at which it stopped, and `refusal` its sentence: then it looked for no
    conflicts. `late_parent` is the folder of its parent, where that sorts after it. `failure`: it could not be run, or
    gave no answer. `why_not`: it was not started. `is_installed`: the project has a drizzle-kit for folders, 1.0.
    """

    version: str = ""
    conflicts: tuple[tuple[BranchChange, BranchChange], ...] = ()
    refused: str = ""
    refusal: str = ""
    late_parent: str = ""
    failure: str = ""
    why_not: str = ""
    is_installed: bool = True

    @property
    def reason(self) -> str:
        """Return why it did not look at everything; empty where it did."""
        return self.why_not or self.failure or (f"it stops at the snapshot of {self.refused}" if self.refused else "")

    @property
    def is_complete(self) -> bool:
        """Tell whether it looked at all snapshots and branches."""
        return not self.reason
