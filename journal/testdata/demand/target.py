"""A table that is to get rows: where they go in, its columns, and everything that a row of it has to satisfy. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from journal.catalog.values import OWN_SEQUENCE, Column, Schema, Table
from journal.testdata.demand.facts import Facts, Reference, RowCondition, TableName, UniqueKey
from journal.testdata.making.hints import hints_of

_CALLS = re.compile(r"\w\(|\b(CURRENT_|LOCALTIME|SESSION_USER|USER\b)")
_KEY = re.compile(r'"((?:[^"]|"")+)"|(\w+)')


@dataclass(frozen=True)
class FillTarget:
    """`table` gets the rows, `into` is named in the INSERT: for a partition the table it is a part of in the end."""

    table: TableName
    into: TableName
    columns: tuple[Column, ...]
    checks: tuple[RowCondition, ...]
    references: tuple[Reference, ...]
    uniques: tuple[UniqueKey, ...]

    @property
    def routing(self) -> frozenset[str]:
        """The columns that say to which partition a row goes."""
        return frozenset(name for check in self.checks if not check.name for name in check.columns)

    @property
    def given(self) -> tuple[Column, ...]:
        """The columns that an INSERT can give a value."""
        return tuple(column for column in self.columns if not column.generated)

    def columns_of(self, constraint: str) -> frozenset[str]:
        """The columns that a constraint or an index of this name looks at; none where there is none such."""
        listed: tuple[RowCondition | Reference | UniqueKey, ...] = (*self.checks, *self.references, *self.uniques)
        return frozenset(name for one in listed if one.name == constraint for name in one.columns)


def fed(column: Column) -> bool:
    """Whether the server numbers it by itself."""
    return bool(column.identity) or column.default == OWN_SEQUENCE or "nextval(" in (column.default or "")


def fixed_default(column: Column) -> str | None:
    """The default, where it is the same at all times."""
    text = column.default
    return text if text and not column.generated and not fed(column) and not _CALLS.search(text) else None


def targets(schema: Schema, facts: Facts) -> tuple[FillTarget, ...]:
    """Every table that holds rows itself, in the order of their names; no partition of what is not in the schema."""
    tables = {(one.schema, one.name): one for one in schema.by_kind.get("table", ()) if isinstance(one, Table)}
    lines = ([name, *_ancestors(tables, name)] for name in sorted(tables))
    return tuple(
        _target(schema, facts, line)
        for line in lines
        if not tables[line[0]].partition_key and not tables[line[0]].foreign and line[-1] in tables
    )


def _ancestors(tables: Mapping[TableName, Table], name: TableName) -> Iterator[TableName]:
    """What a partition is a part of, from the inside out."""
    while (table := tables.get(name)) and table.bound is not None and table.parents:
        name = table.parents[0]
        yield name


def _target(schema: Schema, facts: Facts, line: list[TableName]) -> FillTarget:
    """From a table and what it is a part of."""
    table, into = line[0], line[-1]
    positions = schema.positions.get(("table", *into), ())
    objects = [schema.objects[("column", *into, name)] for name in positions]
    columns = tuple(column for column in objects if isinstance(column, Column))
    made = _made(columns)
    checks = [check for one in line for check in facts.checks.get(one, ())]
    bound = facts.bounds.get(table)
    if bound:
        checks.append(RowCondition("", tuple(sorted(_mentioned(bound) & frozenset(positions))), bound))
    return FillTarget(
        table,
        into,
        columns,
        tuple(dict.fromkeys(replace(check, columns=_given(check.columns, made)) for check in checks)),
        tuple(reference for one in line for reference in facts.references.get(one, ())),
        tuple(
            replace(one, columns=_given(one.columns, made), keys=_given(one.keys, made))
            for part in line
            for one in facts.uniques.get(part, ())
        ),
    )


def _made(columns: Sequence[Column]) -> Mapping[str, frozenset[str]]:
    """What each generated column is made of."""
    names = frozenset(column.name for column in columns)
    return {column.name: _mentioned(column.default or "") & names for column in columns if column.generated}


def _given(columns: Sequence[str], made: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    """Columns that an INSERT can give: for a generated one, those that it is made of."""
    return tuple(dict.fromkeys(name for column in columns for name in sorted(made.get(column, {column}))))


def _mentioned(expression: str) -> frozenset[str]:
    """The names in an expression, by its words where the parser does not take it."""
    found = hints_of(expression).columns
    words = (quoted.replace('""', '"') or plain for quoted, plain in _KEY.findall(expression))
    return found or frozenset(words)
