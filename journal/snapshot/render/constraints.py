"""The constraints of a table: keys, uniques, checks, foreign keys. Pure; drizzle knows no EXCLUDE."""

import re
from collections.abc import Iterable, Iterator
from typing import TypeVar

from journal.catalog.values import Constraint
from journal.snapshot.render.source_schema import Names, SchemaTexts
from journal.snapshot.render.sql import NAME, names, unbracketed
from journal.snapshot.values import Check, ForeignKey, PrimaryKey, Unique

_Named = TypeVar("_Named", PrimaryKey, Unique, Check, ForeignKey)
_COLUMNS = rf"(?:PERIOD )?{NAME}(?:, (?:PERIOD )?{NAME})*"
_REFERENCE = re.compile(rf"FOREIGN KEY \({_COLUMNS}\) REFERENCES ((?:{NAME}\.)?{NAME})\(({_COLUMNS})\)(.*)", re.DOTALL)
_ACTION = r" ON {} (CASCADE|RESTRICT|SET NULL|SET DEFAULT|NO ACTION)"
_CHECK = re.compile(r"CHECK (\(.*\))(?: NO INHERIT)?(?: NOT VALID)?(?: NOT ENFORCED)?", re.DOTALL)


def _by_name(found: Iterable[_Named]) -> dict[str, _Named]:
    return {one.name: one for one in found}


def of_type(told: SchemaTexts, table: Names, type_: str) -> Iterator[Constraint]:
    """The constraints of a table that are of this type."""
    return (one for one in told.of(table, Constraint) if one.type == type_)


def is_inline(told: SchemaTexts, key: Constraint) -> bool:
    """Whether a primary key is one that a column says itself: of one column, under the name that PostgreSQL gives.

    drizzle-kit writes `PRIMARY KEY` without a name for those, and all others with one, mostly `…_pk`.
    """
    is_named = told.text(key.key, "hand") is not None
    return len(key.columns) == 1 and key.name.endswith("_pkey") and not is_named


def composite_keys(told: SchemaTexts, keys: list[Constraint]) -> dict[str, PrimaryKey]:
    """The primary keys that stand apart from the columns."""
    return _by_name(PrimaryKey(told.name(one.key), one.columns) for one in keys if not is_inline(told, one))


def uniques(told: SchemaTexts, table: Names) -> dict[str, Unique]:
    """Unique constraints."""
    return _by_name(_unique(told, one) for one in of_type(told, table, "unique"))


def _unique(told: SchemaTexts, one: Constraint) -> Unique:
    return Unique(told.name(one.key), "NULLS NOT DISTINCT" in one.definition.partition("(")[0], one.columns)


def checks(told: SchemaTexts, table: Names) -> dict[str, Check]:
    """Checks."""
    return _by_name(Check(told.name(one.key), _check(told, one)) for one in of_type(told, table, "check"))


def _check(told: SchemaTexts, one: Constraint) -> str:
    found = _CHECK.fullmatch(one.definition)
    return told.text(one.key, "check") or unbracketed(found[1] if found else one.definition)


def foreign_keys(told: SchemaTexts, table: Names) -> dict[str, ForeignKey]:
    """Foreign keys."""
    return _by_name(_foreign_key(told, one) for one in of_type(told, table, "foreign key"))


def _foreign_key(told: SchemaTexts, one: Constraint) -> ForeignKey:
    found = _REFERENCE.match(one.definition)
    assert found, one.definition  # noqa: S101 - pg_get_constraintdef has no other form
    *space, table = names(found[1])
    schema = space[0] if space else "public"
    return ForeignKey(
        name=told.name(one.key),
        table_from=one.table,
        table_to=table,
        schema_to=schema if schema != "public" else None,
        columns_from=one.columns,
        columns_to=names(found[2].replace("PERIOD ", "")),
        on_delete=_action(found[3], "DELETE"),
        on_update=_action(found[3], "UPDATE"),
    )


def _action(rest: str, event: str) -> str:
    found = re.search(_ACTION.format(event), rest)
    return found[1].lower() if found else "no action"
