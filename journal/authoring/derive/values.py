"""Values of a derivation: the forward file in steps, the schemas around each step, and the SQL that reverts it."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from journal.catalog.values import Key, Schema
from journal.dataclass import dataclass
from journal.sql.parsed import Parsed


class Fate(StrEnum):
    """What happens to something that the down file cannot bring back.

    GONE: the forward file removes it. STAYS: the forward file makes it, and it stays, without harm. LOST: it was
    written after the forward file, and running the down file removes it.
    """

    GONE = "gone"
    STAYS = "stays"
    LOST = "lost"


@dataclass(frozen=True)
class DownFileRemark:
    """A sentence for the head of the down file."""

    fate: Fate
    text: str


@dataclass(frozen=True)
class Undo:
    """The SQL that reverts a step. An empty one: there is nothing to revert.

    `sql` are statements with their semicolons, in the order in which they run. `todo` are sentences about what a
    person has to write. `explained` are the objects that stay different, as a remark says.
    """

    sql: tuple[str, ...] = ()
    remarks: tuple[DownFileRemark, ...] = ()
    todo: tuple[str, ...] = ()
    explained: frozenset[Key] = frozenset()


NOTHING = Undo()


@dataclass(frozen=True)
class SchemaChange:
    """The schema before and after a step, as a replay made them."""

    before: Schema
    after: Schema

    @property
    def is_empty(self) -> bool:
        """Whether the step changed nothing that is read."""
        return self.before == self.after and self.before.owners == self.after.owners


@dataclass(frozen=True)
class QualifiedName:
    """A name as a statement has it; `schema` is empty where the statement names none."""

    schema: str
    name: str


@dataclass(frozen=True)
class Archive:
    """A table that the forward file made of another table's rows. `columns` are those it has; empty means all."""

    table: str
    name: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class ForwardStep:
    """Statements that are reverted together. `number` is that of the first one, counted from 1.

    `change` is None where nothing was replayed. `path` is the search_path: the schemas of names without one.
    """

    number: int
    statements: tuple[Parsed, ...]
    change: SchemaChange | None = None
    path: tuple[str, ...] = ("public",)

    @property
    def statement(self) -> Parsed:
        """The first statement; the only one of a step that is not a run of schema changes."""
        return self.statements[0]

    @property
    def beginning(self) -> str:
        """How the statement begins, and its number, for a sentence."""
        words = " ".join(self.statement.text.split())
        return f"{words if len(words) <= 60 else f'{words[:60].rstrip()} …'}, statement {self.number}"


@dataclass(frozen=True)
class ForwardFile:
    """What is known of the whole forward file.

    `makes`: the tables and columns that it creates and that were not there before, as (schema, table[, column]), each
    with the statement's number. `archives` by the table they copy. `data_stays`: the user accepts row changes.
    """

    makes: Mapping[tuple[str, ...], int]
    archives: Mapping[str, Archive]
    data_stays: bool

    def is_new(self, number: int, table: QualifiedName, *column: str) -> bool:
        """Whether the file created this table or column before statement `number`, so that the down file drops it."""
        name = (table.schema or "public", table.name)
        return any(self.makes.get(key, number) < number for key in (name, (*name, *column)))


def together(undos: Iterable[Undo]) -> Undo:
    """Join several in their order, without repetitions."""
    parts = list(undos)
    return Undo(
        tuple(dict.fromkeys(sql for part in parts for sql in part.sql)),
        tuple(dict.fromkeys(remark for part in parts for remark in part.remarks)),
        tuple(dict.fromkeys(text for part in parts for text in part.todo)),
        frozenset(key for part in parts for key in part.explained),
    )


def remark(fate: Fate, text: str) -> tuple[DownFileRemark, ...]:
    """Return one remark, as `Undo.remarks` takes it."""
    return (DownFileRemark(fate, text),)


@dataclass(frozen=True)
class Derived:
    """The derived down file: the undo of each step, that of the last step first."""

    undos: tuple[Undo, ...]

    @property
    def whole(self) -> Undo:
        """All undos joined."""
        return together(self.undos)

    @property
    def complete(self) -> bool:
        """Whether nothing is left for a person to write."""
        return not self.whole.todo

    @property
    def statements(self) -> tuple[str, ...]:
        """The statements, without those that stop an incomplete file."""
        return tuple(sql for undo in self.undos for sql in undo.sql)

    @property
    def in_transaction(self) -> bool:
        """Whether all statements can run in one transaction."""
        return not any(" CONCURRENTLY " in sql.split("\n")[0] for sql in self.statements)
