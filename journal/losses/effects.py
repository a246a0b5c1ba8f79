"""What a file does to a database, as values: what it adds, changes and takes away. `parse.py` finds it in the SQL."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from journal.catalog.quoting import shown

Name = tuple[str, ...]


class What(StrEnum):
    """What is done. UNSEEN: code runs that is not in the statement, or not read. SHAPE: all else; no row is lost."""

    CREATE_TABLE = "create table"
    ADD_COLUMN = "add column"
    ADD_VALUE = "add value"
    DROP_TABLE = "drop table"
    DROP_COLUMN = "drop column"
    DROP_SCHEMA = "drop schema"
    DROP_WITH_ALL = "drop cascade"
    CHANGE_TYPE = "change type"
    INSERT = "insert"
    UPDATE = "update"
    DELETE = "delete"
    TRUNCATE = "truncate"
    UNSEEN = "unseen"
    SHAPE = "shape"


TAKES_AWAY = frozenset({
    What.DROP_TABLE, What.DROP_COLUMN, What.DROP_SCHEMA, What.DROP_WITH_ALL, What.DELETE, What.TRUNCATE,
})  # fmt: skip
REWRITES = frozenset({What.INSERT, What.UPDATE, What.CHANGE_TYPE})


@dataclass(frozen=True)
class Deed:
    """One of them. `name` is the table's, or that of what is dropped; `columns` those that it is about.

    `line` is where its statement begins; `in_code`: it was found by its words, in a DO block.
    """

    what: What
    name: Name
    line: int
    columns: tuple[str, ...] = ()
    in_code: bool = False

    @property
    def shown(self) -> str:
        """`public.users`, with quotes only where they are needed."""
        return shown(self.name)


def what_stays(forward: Sequence[Deed], down: Sequence[Deed]) -> tuple[Deed, ...]:
    """What a migration did to rows and values that its down file does not touch, each once, by their SQL."""
    made = {one.name[-1] for one in forward if one.what is What.CREATE_TABLE}
    filled = {one.name[-1] for one in down if one.what in (What.INSERT, What.UPDATE)}
    whole = {one.name[-1] for one in down if one.what in TAKES_AWAY | REWRITES and not one.columns}
    columns = {(one.name[-1], column) for one in down for column in one.columns}
    left: dict[tuple[What, Name, tuple[str, ...]], Deed] = {}
    for one in forward:
        more = tuple(column for column in one.columns if (one.name[-1], column) not in columns)
        gone = one.what in TAKES_AWAY and one.name[-1] not in filled | made
        changed = one.what in REWRITES and one.name[-1] not in whole and (more or not one.columns)
        if gone or changed or one.what is What.ADD_VALUE:
            left.setdefault((one.what, one.name, more), replace(one, columns=more))
    return tuple(left.values())
