"""A table that gets rows: its columns, everything that a row has to satisfy, and the order of such tables. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from journal.catalog.values import OWN_SEQUENCE, Column, Schema, Table
from journal.dataclass import dataclass
from journal.testdata.facts import Facts, Reference, RowCondition, TableName, UniqueKey
from journal.testdata.hints import names_in

_CALLS = re.compile(r"\w\(|\b(CURRENT_|LOCALTIME|SESSION_USER|USER\b)")


@dataclass(frozen=True)
class FillTarget:
    """`table` gets the rows. `into` is the table in the INSERT: for a partition the root of its tree.

    `given`: the columns that an INSERT can give a value; `generated`: the others, with the given ones they depend on.
    `routing`: the columns of the partition key.
    """

    table: TableName
    into: TableName
    given: tuple[Column, ...]
    generated: Mapping[Column, frozenset[str]]
    checks: tuple[RowCondition, ...]
    references: tuple[Reference, ...]
    uniques: tuple[UniqueKey, ...]
    routing: frozenset[str]

    def columns_of(self, constraint: str) -> frozenset[str]:
        """Return the columns of a constraint or an index, none where there is no such name."""
        named: tuple[RowCondition | Reference | UniqueKey, ...] = (*self.checks, *self.references, *self.uniques)
        return frozenset(name for each in named if each.name == constraint for name in each.columns)

    def keys_of(self, index: str) -> frozenset[str]:
        """Return the columns of a unique index or an exclusion that must differ between rows."""
        return frozenset(name for unique in self.uniques if unique.name == index for name in unique.keys)

    def requires(self, reference: Reference) -> bool:
        """Tell whether every row must refer to something by this foreign key."""
        not_null = {column.name for column in (*self.given, *self.generated) if column.not_null}
        return (any if reference.full else all)(name in not_null for name in reference.columns)

    def may_repeat(self, column: Column) -> bool:
        """Tell whether two rows may have the same value in a column."""
        return not is_numbered(column) and not any(column.name in unique.keys for unique in self.uniques)


def is_numbered(column: Column) -> bool:
    """Tell whether a sequence gives the column its values."""
    return bool(column.identity) or column.default == OWN_SEQUENCE or "nextval(" in (column.default or "")


def constant_default(column: Column) -> str | None:
    """Return the column's default where it is the same at all times."""
    default = column.default
    return default if default and not is_numbered(column) and not _CALLS.search(default) else None


def tables_of(schema: Schema) -> dict[TableName, Table]:
    """Return the tables of a schema by name."""
    tables = (table for table in schema.by_kind.get("table", ()) if isinstance(table, Table))
    return {(table.schema, table.name): table for table in tables}


def find_targets(schema: Schema, facts: Facts) -> tuple[FillTarget, ...]:
    """Return every table that holds rows itself, referred tables first; no partition of a table out of the schema."""
    tables, targets = tables_of(schema), []
    for name, table in sorted(tables.items()):
        line = [name]  # the table, and those that it is a partition of, the nearest first
        while (part := tables.get(line[-1])) and part.bound is not None and part.parents:
            line.append(part.parents[0])
        if not table.partition_key and not table.foreign and line[-1] in tables:
            targets.append(_target(schema, facts, line))
    return _parents_first(targets)


def _target(schema: Schema, facts: Facts, line: Sequence[TableName]) -> FillTarget:
    """Return the target of a table and its ancestors."""
    table, into = line[0], line[-1]
    objects = [schema.objects["column", *into, name] for name in schema.positions.get(("table", *into), ())]
    columns = [column for column in objects if isinstance(column, Column)]
    plain = frozenset(column.name for column in columns if not column.generated)
    generated = {column: names_in(column.default or "") & plain for column in columns if column.generated}
    sources = {column.name: sorted(depends) for column, depends in generated.items()}

    def given(listed: Sequence[str]) -> tuple[str, ...]:
        """Replace generated columns by those that they depend on."""
        return tuple(dict.fromkeys(name for column in listed for name in sources.get(column, [column])))

    names = {column.name for column in columns}
    bounds = [RowCondition("", tuple(sorted(names_in(each) & names)), each) for each in facts.bounds.get(table, ())]
    checks = [*(check for part in line for check in facts.checks.get(part, ())), *bounds]
    uniques = [unique for part in line for unique in facts.uniques.get(part, ())]
    return FillTarget(
        table,
        into,
        tuple(column for column in columns if not column.generated),
        generated,
        tuple(dict.fromkeys(replace(check, columns=given(check.columns)) for check in checks)),
        tuple(reference for part in line for reference in facts.references.get(part, ())),
        tuple(replace(unique, columns=given(unique.columns), keys=given(unique.keys)) for unique in uniques),
        frozenset(name for bound in bounds for name in given(bound.columns)),
    )


def _parents_first(targets: Sequence[FillTarget]) -> tuple[FillTarget, ...]:
    """Order the targets so that each refers to earlier ones; in circles a nullable foreign key gives way."""
    waiting = {target.table: target for target in targets}
    ordered: list[FillTarget] = []

    def waits(target: FillTarget, *, required: bool) -> bool:
        """Tell whether a table waits that the target refers to, or by a required key only."""
        referred = {reference.table for reference in target.references if not required or target.requires(reference)}
        return any(
            name != target.table and (name in referred or other.into in referred) for name, other in waiting.items()
        )

    while waiting:
        ready = [target for target in waiting.values() if not waits(target, required=False)]
        able = ready or [target for target in waiting.values() if not waits(target, required=True)][:1]
        for target in able or [*waiting.values()][:1]:
            ordered.append(waiting.pop(target.table))
    return tuple(ordered)
