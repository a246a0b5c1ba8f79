"""The six ways in which a migration goes wrong, and what this tool does about each; which of them a file is. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from journal.losses.effects import REWRITES, TAKES_AWAY, Effect, EffectKind


class Category(StrEnum):
    """Which of them; the names are stable, for programs."""

    ADDED = "added"
    FILLED = "filled"
    ENUM_VALUE = "enum-value"
    TRANSFORM = "transform"
    FAILED = "failed-deploy"
    DESTRUCTIVE = "destructive"


@dataclass(frozen=True)
class CategoryRow:
    """A row of the table, in Markdown: what happened, what the way back loses, and what this tool does about it."""

    category: Category
    happened: str
    loses: str
    remedy: str


TABLE = (
    CategoryRow(
        Category.ADDED,
        "A column or a table was just added (or an index, a constraint, a view)",
        "What was written to it since.",
        "`journal down` drops it by its down file, once `journal rehearse` has proved that file; where there is none, "
        "`journal new --down-of` derives one. `journal backup TABLE:COLUMN` first, and what was written is kept.",
    ),
    CategoryRow(
        Category.FILLED,
        "A column or a table was added and filled",
        "What was filled in, which the next try fills in again, and what was written since, which it does not.",
        "The same: `journal backup TABLE:COLUMN`, then `journal down`. What it was filled from is still there.",
    ),
    CategoryRow(
        Category.ENUM_VALUE,
        "An enum value was added",
        "Nothing: PostgreSQL cannot remove a value.",
        "It stays, and does no harm where nothing uses it: `journal new --down-of` writes a down file that says so and "
        "takes back the rest. Rows that have it are changed by a new migration.",
    ),
    CategoryRow(
        Category.TRANSFORM,
        "Data was transformed, or rows were added",
        "The values as they were, where nothing kept them.",
        "`journal backup restore` puts them back from a copy that was made before; a migration by "
        "`journal new --transform` keeps the old column. Without either, the values are in a restore to the point in "
        "time that `journal rollback` names, to be copied over from there.",
    ),
    CategoryRow(
        Category.FAILED,
        "Something failed right after a deploy",
        "Nothing, where the code goes back and the new schema stays.",
        "A migration that fails in its transaction leaves nothing. `journal rollback` names what is half way, which "
        "session holds a lock, and which index is invalid; `journal run` goes on at the statement where it stopped.",
    ),
    CategoryRow(
        Category.DESTRUCTIVE,
        "A destructive migration ran by accident",
        "The rows: a down file brings back the shape, and what an archive has.",
        "`journal backup restore` brings them back from a copy; `journal new --drop-table` and `--drop-column` write "
        "migrations that make one. Without a copy: a restore to the point in time before it, to a new instance, and "
        "the rows copied over from there.",
    ),
)


@dataclass(frozen=True)
class Mark:
    """That a row applies here, and by which line of the file, or what else."""

    category: Category
    why: str


def marks_of(deeds: Sequence[Effect]) -> tuple[Mark, ...]:
    """The rows that apply to a file, in the table's order; the first deed of each kind says why."""
    found: dict[Category, Mark] = {}
    for category, deed in _judged(deeds):
        found.setdefault(category, Mark(category, words_of(deed)))
    if Category.FILLED in found:
        found.pop(Category.ADDED, None)
    if not found and deeds:
        found[Category.ADDED] = Mark(Category.ADDED, "it changes the shape, and no row")
    return tuple(found[row.category] for row in TABLE if row.category in found)


def _judged(deeds: Sequence[Effect]) -> Iterator[tuple[Category, Effect]]:
    tables = {one.name[-1] for one in deeds if one.what is EffectKind.CREATE_TABLE}
    columns = {(one.name[-1], column) for one in deeds if one.what is EffectKind.ADD_COLUMN for column in one.columns}
    for one in deeds:
        fresh = bool(one.name) and one.name[-1] in tables
        if one.what in (EffectKind.CREATE_TABLE, EffectKind.ADD_COLUMN):
            yield Category.ADDED, one
        elif one.what is EffectKind.ADD_VALUE:
            yield Category.ENUM_VALUE, one
        elif one.what in TAKES_AWAY and not fresh:
            yield Category.DESTRUCTIVE, one
        elif one.what in REWRITES:
            own = one.columns and all((one.name[-1], column) in columns for column in one.columns)
            yield (Category.FILLED if fresh or own else Category.TRANSFORM), one


def words_of(deed: Effect) -> str:
    """`line 3: add column users.email`"""
    about = (
        f"{deed.shown}.{', '.join(deed.columns)}"
        if deed.columns and deed.what is not EffectKind.ADD_VALUE
        else deed.shown
    )
    code = ", in a DO block" if deed.in_code else ""
    return f"line {deed.line}: {deed.what} {about}{code}"
