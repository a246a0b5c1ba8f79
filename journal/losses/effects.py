"""What a file does to a database, as values: what it adds, changes and takes away. `parse.py` finds it in the SQL."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from journal.catalog.quoting import readable

Name = tuple[str, ...]


class EffectKind(StrEnum):
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
    EffectKind.DROP_TABLE, EffectKind.DROP_COLUMN, EffectKind.DROP_SCHEMA, EffectKind.DROP_WITH_ALL,
    EffectKind.DELETE, EffectKind.TRUNCATE,
})  # fmt: skip
REWRITES = frozenset({EffectKind.INSERT, EffectKind.UPDATE, EffectKind.CHANGE_TYPE})


@dataclass(frozen=True)
class Effect:
    """One of them. `name` is the table's, or that of what is dropped; `columns` those that it is about.

    `line` is where its statement begins; `in_code`: it was found by its words, in a DO block.
    """

    what: EffectKind
    name: Name
    line: int
    columns: tuple[str, ...] = ()
    in_code: bool = False

    @property
    def shown(self) -> str:
        """`public.users`, with quotes only where they are needed."""
        return readable(self.name)


def what_stays(forward: Sequence[Effect], down: Sequence[Effect]) -> tuple[Effect, ...]:
    """What a migration did to rows and values that its down file does not touch, each once, by their SQL."""
    made = {one.name[-1] for one in forward if one.what is EffectKind.CREATE_TABLE}
    filled = {one.name[-1] for one in down if one.what in (EffectKind.INSERT, EffectKind.UPDATE)}
    whole = {one.name[-1] for one in down if one.what in TAKES_AWAY | REWRITES and not one.columns}
    columns = {(one.name[-1], column) for one in down for column in one.columns}
    left: dict[tuple[EffectKind, Name, tuple[str, ...]], Effect] = {}
    for one in forward:
        more = tuple(column for column in one.columns if (one.name[-1], column) not in columns)
        gone = one.what in TAKES_AWAY and one.name[-1] not in filled | made
        changed = one.what in REWRITES and one.name[-1] not in whole and (more or not one.columns)
        if gone or changed or one.what is EffectKind.ADD_VALUE:
            left.setdefault((one.what, one.name, more), replace(one, columns=more))
    return tuple(left.values())
