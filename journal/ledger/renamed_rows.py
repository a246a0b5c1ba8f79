"""Which rows of the manual ledger get the new names of renamed files, and in which order. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import field

from journal.dataclass import dataclass
from journal.ledger.manual_table import ManualRow, ManualTable, number_of, plain_name


@dataclass(frozen=True)
class NameChanges:
    """The new tags of renamed files by the old ones.

    `is_present`: the files get the names now, so that rows with the old ones mean these files. Otherwise they got them
    earlier, and a row may have followed already.
    """

    tags: Mapping[str, str] = field(default_factory=dict)
    is_present: bool = True

    @property
    def reverse(self) -> "NameChanges":
        """Return the way back."""
        return NameChanges({new: old for old, new in self.tags.items()})


@dataclass(frozen=True)
class RenamedRows:
    """The new name of each stored name. `refused`: why it cannot be told which rows follow, or empty."""

    names: Mapping[str, str] = field(default_factory=dict)
    refused: str = ""

    def after(self, row: ManualRow) -> str:
        """Return the name that a row has then."""
        return self.names.get(row.name, row.name)

    def steps(self) -> Iterator[tuple[str, str]]:
        """Yield the changes of names in an order in which no two files have one name at any time."""
        left = dict(self.names)
        while left:
            free = [old for old, new in left.items() if new not in left]
            if not free:  # they change in a circle
                old = next(iter(left))
                aside = f"{old}.renumbering"
                yield old, aside
                left = {aside if name == old else name: new for name, new in left.items()}
            for old in free:
                yield old, left.pop(old)


def renamed_rows(table: ManualTable, changes: NameChanges) -> RenamedRows:
    """Return the rows that follow: those whose name is exactly the old one, with or without its folder and `.sql`.

    A row whose file is recorded by its new name as well stays.
    """
    tags, first = dict[str, str](), dict[str, str]()
    for old, new in changes.tags.items():
        key = _key(table, old)
        if key in tags and table.has(old):
            return RenamedRows(refused=f"{table} does not tell {first[key]} from {old}: it records both as {key}.")
        if key:
            tags[key], first[key] = new, old
    news = {_key(table, new) for new in tags.values()}
    moved = {old: new for old, new in tags.items() if old != _key(table, new)}
    found = {plain_name(row.name) for row in table.rows}
    if not moved.keys() & found:
        return RenamedRows()
    if both := moved.keys() & news & found:  # the old name of a file is the new one of another
        is_old, is_new = bool(found & (moved.keys() - news)), bool(found & (news - tags.keys()))
        if (is_old and is_new) or not (is_old or is_new or changes.is_present):
            rows = ", ".join(sorted(both))
            return RenamedRows(refused=f"Whether these rows of {table} have old or new names cannot be told: {rows}.")
        if is_new:
            return RenamedRows()
    elif taken := {old for old, new in moved.items() if _key(table, new) in found}:
        moved = {old: new for old, new in moved.items() if old not in taken}
    named = {row.name: moved[plain_name(row.name)] for row in table.rows if plain_name(row.name) in moved}
    return RenamedRows({stored: table.stored_name(new, like=stored) for stored, new in named.items()})


def _key(table: ManualTable, tag: str) -> str:
    """Return what the table has of a tag: its name, or its number alone."""
    plain = plain_name(tag)
    return number_of(plain) if table.by_number else plain
