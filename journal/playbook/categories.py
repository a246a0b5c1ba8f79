"""The six ways in which a migration goes wrong, with texts in categories.toml, and which of them a file is."""

import tomllib
from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from importlib.resources import files

from journal.dataclass import dataclass
from journal.runner.losses.effects import REWRITES, TAKES_AWAY, Effect, EffectKind


class Category(StrEnum):
    """The ways, in the order of the table. The values are stable, for programs."""

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


@cache
def category_table() -> tuple[CategoryRow, ...]:
    """Return the table."""
    rows = tomllib.loads(files("journal.playbook").joinpath("categories.toml").read_text("utf-8"))["category"]
    return tuple(CategoryRow(Category(row.pop("name")), **row) for row in rows)


@dataclass(frozen=True)
class Mark:
    """A category that applies, and why: a line of the file, or something else."""

    category: Category
    why: str


def marks_of(effects: Sequence[Effect]) -> tuple[Mark, ...]:
    """Return the categories of a file, in the order of the table; the first effect of each says why."""
    tables = {effect.name[-1] for effect in effects if effect.kind is EffectKind.CREATE_TABLE}
    added = [effect for effect in effects if effect.kind is EffectKind.ADD_COLUMN]
    columns = {(effect.name[-1], column) for effect in added for column in effect.columns}
    found: dict[Category, Mark] = {}
    for effect in effects:
        is_new = bool(effect.name) and effect.name[-1] in tables
        if effect.kind in (EffectKind.CREATE_TABLE, EffectKind.ADD_COLUMN):
            category = Category.ADDED
        elif effect.kind is EffectKind.ADD_VALUE:
            category = Category.ENUM_VALUE
        elif effect.kind in TAKES_AWAY and not is_new:
            category = Category.DESTRUCTIVE
        elif effect.kind in REWRITES:
            on_new = effect.columns and all((effect.name[-1], column) in columns for column in effect.columns)
            category = Category.FILLED if is_new or on_new else Category.TRANSFORM
        else:
            continue
        found.setdefault(category, Mark(category, words_of(effect)))
    if Category.FILLED in found:
        found.pop(Category.ADDED, None)
    if not found and effects:
        found[Category.ADDED] = Mark(Category.ADDED, "it changes the schema, and no row")
    return tuple(found[category] for category in Category if category in found)


def words_of(effect: Effect) -> str:
    """Return `line 3: add column users.email`."""
    has_columns = effect.columns and effect.kind is not EffectKind.ADD_VALUE
    about = f"{effect.shown}.{', '.join(effect.columns)}" if has_columns else effect.shown
    return f"line {effect.line}: {effect.kind} {about}{', in a DO block' if effect.in_code else ''}"
