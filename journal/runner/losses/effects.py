"""What a file does to a database, as values: what it adds, changes and removes."""

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum

from journal.catalog.quoting import readable
from journal.dataclass import dataclass

Name = tuple[str, ...]


class EffectKind(StrEnum):
    """What is done. UNSEEN: the statement runs code that was not read. SHAPE: anything else; no row is lost."""

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
    """One effect of a statement. `name`: of the table or of what is dropped; `columns`: those that it concerns.

    `line`: where the statement begins; `in_code`: the effect was found by its words, in a DO block.
    """

    kind: EffectKind
    name: Name
    line: int
    columns: tuple[str, ...] = ()
    in_code: bool = False

    @property
    def shown(self) -> str:
        """`public.users`, with quotes only where they are needed."""
        return readable(self.name)


def what_stays(forward: Sequence[Effect], down: Sequence[Effect]) -> tuple[Effect, ...]:
    """Return the effects of a migration on rows and values that its down file does not touch, each once."""
    created = {effect.name[-1] for effect in forward if effect.kind is EffectKind.CREATE_TABLE}
    filled = {effect.name[-1] for effect in down if effect.kind in (EffectKind.INSERT, EffectKind.UPDATE)}
    whole = {effect.name[-1] for effect in down if effect.kind in TAKES_AWAY | REWRITES and not effect.columns}
    reverted = {(effect.name[-1], column) for effect in down for column in effect.columns}
    stays: dict[tuple[EffectKind, Name, tuple[str, ...]], Effect] = {}
    for effect in forward:
        columns = tuple(column for column in effect.columns if (effect.name[-1], column) not in reverted)
        gone = effect.kind in TAKES_AWAY and effect.name[-1] not in filled | created
        changed = effect.kind in REWRITES and effect.name[-1] not in whole and (columns or not effect.columns)
        if gone or changed or effect.kind is EffectKind.ADD_VALUE:
            stays.setdefault((effect.kind, effect.name, columns), replace(effect, columns=columns))
    return tuple(stays.values())
