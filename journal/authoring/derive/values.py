"""What a derivation goes by, one statement of the forward file at a time, and what it comes to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from journal.catalog.values import Key, Schema
from journal.sql.parsed import Parsed


class Fate(StrEnum):
    """What becomes of what no statement brings back.

    GONE: the forward file takes it, and it does not come back. STAYS: the forward file does it, and it stays, without
    harm. LOST: it came later, and goes when the down file runs.
    """

    GONE = "gone"
    STAYS = "stays"
    LOST = "lost"


@dataclass(frozen=True)
class DownFileRemark:
    """One thing to be said in the down file's head."""

    fate: Fate
    text: str


@dataclass(frozen=True)
class Undo:
    """The way back from a statement. Without anything in it, there is nothing to take back.

    `sql` are statements with their semicolons, in the order in which they run; `open` is what somebody has to write by
    hand, each a sentence; `explained` are the objects that will not be as before, and why was `told`.
    """

    sql: tuple[str, ...] = ()
    told: tuple[DownFileRemark, ...] = ()
    open: tuple[str, ...] = ()
    explained: frozenset[Key] = frozenset()


NOTHING = Undo()


@dataclass(frozen=True)
class Moment:
    """The schema between two statements, and where names without a schema are looked for: those that exist."""

    schema: Schema
    path: tuple[str, ...] = ("public",)


@dataclass(frozen=True)
class SchemaBeforeAfter:
    """The schema before a statement and after it, as a replay made them."""

    before: Schema
    after: Schema

    @property
    def same(self) -> bool:
        """Whether the statement changed nothing that is read."""
        before, after = self.before, self.after
        return (before.objects, before.owners, before.positions, before.unread) == (
            after.objects, after.owners, after.positions, after.unread,
        )  # fmt: skip


@dataclass(frozen=True)
class Ref:
    """A name as a statement has it, and its schema where one is said."""

    schema: str
    name: str


@dataclass(frozen=True)
class Archive:
    """A table made of another's rows. `columns` are those it has of it; none said means all."""

    schema: str
    of: str
    name: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class File:
    """What is known of the whole forward file.

    `makes`: the tables and columns that it creates, by their names from the schema on, each with the number of the
    statement. `states`: before its first statement and after its last. `archives`: where it copied a table's
    rows to, by the table. `renames`: whether it gives anything another name. `data_stays`: somebody has said that what
    it does to rows may stay.
    """

    makes: Mapping[tuple[str, ...], int] = field(default_factory=dict)
    states: SchemaBeforeAfter | None = None
    archives: Mapping[str, Archive] = field(default_factory=dict)
    renames: bool = False
    data_stays: bool = False

    @property
    def first(self) -> Schema | None:
        """The schema before the file."""
        return self.states.before if self.states else None

    @property
    def last(self) -> Schema | None:
        """The schema after the file."""
        return self.states.after if self.states else None


@dataclass(frozen=True)
class ForwardStatement:
    """One statement of the forward file, its `number` from 1. `states` is None where nothing was replayed.

    `path` is where its names without a schema are looked for.
    """

    number: int
    statement: Parsed
    file: File
    states: SchemaBeforeAfter | None = None
    path: tuple[str, ...] = ("public",)

    @property
    def node(self) -> Any:
        """The parser's."""
        return self.statement.node

    def is_made(self, table: Ref, *column: str) -> bool:
        """Whether the file has created this table, or this column or its table, so that it goes with it."""
        name = (table.schema or "public", table.name)
        tables = [name, (*name, *column)]
        return any(self.file.makes.get(one, self.number) < self.number for one in tables)


def together(undos: Iterable[Undo]) -> Undo:
    """Several as one, in their order; what is said twice is said once."""
    all_ = list(undos)
    return Undo(
        tuple(dict.fromkeys(sql for one in all_ for sql in one.sql)),
        tuple(dict.fromkeys(told for one in all_ for told in one.told)),
        tuple(dict.fromkeys(text for one in all_ for text in one.open)),
        frozenset(key for one in all_ for key in one.explained),
    )


def said(fate: Fate, text: str) -> tuple[DownFileRemark, ...]:
    """One sentence, as `told` wants it."""
    return (DownFileRemark(fate, text),)


def before_too(step: ForwardStatement, *, guarded: bool) -> str:
    """What has to be added where IF NOT EXISTS may have found something, and nobody looked."""
    return (
        ", also those from before, where it was there already: nothing was replayed"
        if guarded and (step.states is None)
        else ""
    )
