"""The constraints of a table: keys, uniques, checks, foreign keys. Pure. Drizzle has no EXCLUDE."""

import re
from collections.abc import Iterable
from typing import TypeVar

from journal.catalog.values import Constraint
from journal.snapshot.model import Check, ForeignKey, PrimaryKey, Unique
from journal.snapshot.render.schema_texts import NAME, Names, SchemaTexts, names, unbracketed

_Named = TypeVar("_Named", PrimaryKey, Unique, Check, ForeignKey)
_COLUMNS = rf"(?:PERIOD )?{NAME}(?:, (?:PERIOD )?{NAME})*"
_REFERENCE = re.compile(rf"FOREIGN KEY \({_COLUMNS}\) REFERENCES ((?:{NAME}\.)?{NAME})\(({_COLUMNS})\)(.*)", re.DOTALL)
_ACTION = r" ON {} (CASCADE|RESTRICT|SET NULL|SET DEFAULT|NO ACTION)"
_CHECK = re.compile(r"CHECK (\(.*\))(?: NO INHERIT)?(?: NOT VALID)?(?: NOT ENFORCED)?", re.DOTALL)
_DEFAULT_KEY_NAME = re.compile(r"_pkey\d*\Z")
"""PostgreSQL adds a number where another table, which was renamed, has the name."""


def _by_name(found: Iterable[_Named]) -> dict[str, _Named]:
    return {item.name: item for item in found}


def of_type(source: SchemaTexts, table: Names, type_: str) -> list[Constraint]:
    """Return the constraints of a table that have this type."""
    return [constraint for constraint in source.of_table(table, Constraint) if constraint.type == type_]


def is_inline(source: SchemaTexts, key: Constraint) -> bool:
    """Tell whether a column declares this primary key: it has one column, and the name that PostgreSQL gives.

    drizzle-kit writes `PRIMARY KEY` without a name for those, and all others with a name, mostly `…_pk`.
    """
    is_named = source.text(key.key, "by_kit") is not None
    is_default = _DEFAULT_KEY_NAME.search(key.name) or source.text(key.key, "name_of_merged") is not None
    return len(key.columns) == 1 and bool(is_default) and not is_named


def composite_keys(source: SchemaTexts, keys: list[Constraint]) -> dict[str, PrimaryKey]:
    """Return the primary keys that no column declares."""
    return _by_name(PrimaryKey(source.name(key.key), key.columns) for key in keys if not is_inline(source, key))


def uniques(source: SchemaTexts, table: Names) -> dict[str, Unique]:
    """Return the unique constraints of a table, also those that PostgreSQL merged into another constraint."""
    found = of_type(source, table, "unique")
    named = [(source.name(it.key), it) for it in found]
    for it in (*found, *of_type(source, table, "primary key")):
        named += [(name, it) for name in (source.text(it.key, "merged") or "").split("\n") if name]
    return _by_name(
        Unique(name, "NULLS NOT DISTINCT" in it.definition.partition("(")[0], it.columns) for name, it in named
    )


def checks(source: SchemaTexts, table: Names) -> dict[str, Check]:
    """Return the checks of a table."""
    found = ((check, _CHECK.fullmatch(check.definition)) for check in of_type(source, table, "check"))
    return _by_name(
        Check(
            source.name(check.key),
            source.text(check.key, "check") or unbracketed(match[1] if match else check.definition),
        )
        for check, match in found
    )


def foreign_keys(source: SchemaTexts, table: Names) -> dict[str, ForeignKey]:
    """Return the foreign keys of a table."""
    keys = []
    for constraint in of_type(source, table, "foreign key"):
        found = _REFERENCE.match(constraint.definition)
        assert found, constraint.definition  # noqa: S101 - pg_get_constraintdef has no other form
        *space, table_to = names(found[1])
        key = ForeignKey(
            name=source.name(constraint.key),
            table_from=constraint.table,
            table_to=table_to,
            schema_to=space[0] if space and space[0] != "public" else None,
            columns_from=constraint.columns,
            columns_to=names(found[2].replace("PERIOD ", "")),
            on_delete=_action(found[3], "DELETE"),
            on_update=_action(found[3], "UPDATE"),
        )
        keys.append(key)
    return _by_name(keys)


def _action(rest: str, event: str) -> str:
    found = re.search(_ACTION.format(event), rest)
    return found[1].lower() if found else "no action"
