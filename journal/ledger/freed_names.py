"""The names that a migration frees: what it drops or renames, and may make again under the same name. Pure."""

from collections.abc import Iterator
from dataclasses import field

from journal.dataclass import dataclass
from journal.ledger.followed_object import FollowedObject, ObjectName
from journal.sql.definitions import ENUM, Family


@dataclass
class FreedNames:
    """The names that a migration has freed, of objects that were there when it began, at the step `begun`."""

    begun: int = 0
    names: list[tuple[ObjectName, FollowedObject]] = field(default_factory=list)

    def free(self, one: FollowedObject) -> None:
        """Note that an object loses the name that it has; not where the migration made it itself."""
        if one.step <= self.begun:
            self.names.append((one.name, one))

    def former(self, name: ObjectName) -> FollowedObject | None:
        """Return what had a name when the migration began, and has it no more."""
        for freed, one in self.names:
            if freed.wanted == name.wanted and (None in (freed.schema, name.schema) or freed.schema == name.schema):
                return one
        return None

    def dropped_values(self, enum: FollowedObject, former: FollowedObject) -> Iterator[str]:
        """Yield the values that an enum had under the name of a new one, and that this does not have."""
        had = dict.fromkeys(former.shape[1:])
        for name, label in self.names:
            if name.wanted.family is Family.LABEL and name.wanted.table == enum.name.wanted.name:
                for old in label.names:
                    had.pop(old.wanted.name, None)
                had[name.wanted.name] = None
        if enum.shape[:1] == (ENUM,):
            yield from (value for value in had if value not in enum.shape[1:])
