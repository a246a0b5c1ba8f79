"""An object that migrations make, rename and drop, with all its names."""

from typing import NamedTuple

from journal.catalog.existing import Wanted
from journal.dataclass import dataclass
from journal.sql.definitions import SEQUENCE, VIEW, Family

_WORDS: dict[tuple[str, ...], str] = {SEQUENCE: "sequence", VIEW: "view"}


class ObjectName(NamedTuple):
    """A name at a moment. `schema` is None where the search path decides; `anywhere`: a file sets that path itself."""

    wanted: Wanted
    schema: str | None
    anywhere: bool = False


@dataclass(eq=False, slots=True)
class FollowedObject:
    """An object: all its names, the newest last, and the table of what belongs to one.

    `recorded`: a recorded migration made it, or none of these, unless they only drop it; `dropped`: a recorded one
    dropped it. `gone` when any did; `touched` when one that is not recorded dropped or renamed it. `settled`: the index
    of the newest name that a recorded one gave it. `step`: how many definitions came before it.
    """

    names: list[ObjectName]
    table: str | None
    shape: tuple[str, ...]
    sure: bool = True
    recorded: bool = True
    dropped: bool = False
    gone: bool = False
    touched: bool = False
    settled: int = 0
    step: int = 0

    @property
    def name(self) -> ObjectName:
        """The name that it has now."""
        return self.names[-1]

    @property
    def possible_names(self) -> list[ObjectName]:
        """The names that it may have: those since the newest that the ledger records."""
        return self.names[self.settled :]

    def said(self, name: ObjectName) -> str:
        """Return one of its names with what it is: `column auth.users.email`."""
        one, of = name.wanted, name.wanted.table
        schema = f"{name.schema}." if name.schema else ""
        what = (
            _WORDS.get(self.shape, "index" if self.table else "table") if one.family is Family.RELATION else one.family
        )
        return f"{what} {schema}{f'{of}.' if of else ''}{one.name}"

    @property
    def is_table(self) -> bool:
        """Tell whether it is a table: no view, no sequence and no index."""
        return self.name.wanted.family is Family.RELATION and not self.table and not self.shape

    @property
    def holds_others(self) -> bool:
        """Tell whether it is a table or a type, whose columns or values are gone with it."""
        return self.is_table or self.name.wanted.family is Family.TYPE


class ObjectChange(NamedTuple):
    """What a migration does to an object: makes it (also by a rename), or drops it.

    `first` is the index of its name then. `guarded`: it passes in silence where the object is there (or is not).
    `former` is what had the name before the migration: the object itself where it is only made if it is missing.
    """

    object: FollowedObject
    made: bool
    first: int
    guarded: bool
    former: FollowedObject | None = None
