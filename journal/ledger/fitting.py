"""Whether the rows that `migrate` inserts fit into a ledger, and what it fails with where they do not. Pure.

PostgreSQL's order: what the statement may not name (428C9), what its parameters are not (22P02, 22003), how long a
value may be (22001), the right (42501), what the columns are filled with, NOT NULL (23502), unique keys last (23505).
"""

import re
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from journal.ledger.shape import INTEGERS, DefaultValue, LedgerColumn, SequenceState, Shape

_WHOLE = re.compile(r"\s*[+-]?\d+\s*")
_HEADER = 4  # what atttypmod has more than a length
_LENGTHS = (12, 13)
"""Of milliseconds as digits that PostgreSQL takes for a date out of range; shorter ones may be one."""


@dataclass(frozen=True)
class Failure:
    """What a statement of `migrate` fails with, at which migration, and why. `of_role`: another role may succeed."""

    sqlstate: str
    why: str
    tag: str = ""
    of_role: bool = False


class Unpredictable(Exception):
    """What happens cannot be told, and why."""


@dataclass
class InsertSimulation:
    """A ledger that rows are put into, one after the other. `rows` are those that are there, by column."""

    shape: Shape
    rows: list[Mapping[str, Any]]
    sequences: dict[str, SequenceState] = field(init=False)

    def __post_init__(self) -> None:
        self.sequences = {one.name: one.sequence for one in self.shape.columns if one.sequence}

    def insert(self, values: Mapping[str, str], tag: str) -> Failure | None:
        """Put a row in; the failure where it does not fit. Raises Unpredictable."""
        if self.shape.odd:
            raise Unpredictable(self.shape.odd[0])
        found = next(self._failures(values), None)
        return Failure(*found, tag, of_role=found[0] == "42501") if found else None

    def _failures(self, values: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        columns = self.shape.by_name
        yield from (("428C9", f"{name} is generated") for name in values if columns[name].fixed)
        for name, value in values.items():
            state = _not_of_type(columns[name], value)
            if state:
                yield state, f"{name} is {columns[name].type}"
        for one in self.shape.columns:
            state = _too_large(one, values[one.name]) if one.name in values else ""
            if state:
                yield state, f"{one.name} is too small a column"
        if not all(columns[name].insert for name in values):
            yield "42501", "it may not INSERT into the ledger"
        row: dict[str, Any] = {name: comparable(columns[name], value) for name, value in values.items()}
        for one in self.shape.columns:
            if one.name not in values:
                yield from self._filled(one, row)
        for one in self.shape.columns:
            if one.required and row[one.name] is None:
                yield "23502", f"{one.name} is NOT NULL and has no default"
        for key in self.shape.keys:
            if self._is_taken(key.columns, row, nulls_equal=key.nulls_equal):
                yield "23505", f"({', '.join(key.columns)}) is unique, and such a row is there"
        self.rows.append(row)

    def _filled(self, column: LedgerColumn, row: dict[str, Any]) -> Iterator[tuple[str, str]]:
        row[column.name] = None if column.filled is DefaultValue.NOTHING else _Unknown()
        state = self.sequences.get(column.name)
        if state is None or column.filled not in (DefaultValue.SEQUENCE, DefaultValue.IDENTITY):
            return
        if column.filled is DefaultValue.SEQUENCE and not state.usable:
            yield "42501", f"it may not use the sequence of {column.name}"
        number = state.next
        if not state.least <= number <= state.greatest:
            if not state.cycles:
                yield "2200H", f"the sequence of {column.name} is at its end"
            number = state.least if state.increment > 0 else state.greatest
        bound = INTEGERS.get(column.type)
        if bound and not -bound <= number < bound:
            yield "22003", f"{column.name} is {column.type}"
        row[column.name] = number
        self.sequences[column.name] = _next(state, number)

    def _is_taken(self, columns: Sequence[str], row: Mapping[str, Any], *, nulls_equal: bool) -> bool:
        values = [row[name] for name in columns]
        if None in values and not nulls_equal:
            return False
        return any(values == [other.get(name) for name in columns] for other in self.rows)


class _Unknown:
    """A value that equals no other."""


def comparable(column: LedgerColumn, value: Any) -> Any:
    """A value as PostgreSQL compares it once it is in the column: rounded, and without what is not counted."""
    if value is None:
        return None
    if column.type == "character":
        return str(value).rstrip(" ")
    if column.type in INTEGERS:
        return int(value)
    if column.type == "numeric":
        return _rounded(column, Decimal(value))
    if column.type == "real":
        return struct.unpack("f", struct.pack("f", float(value)))[0]
    return float(value) if column.type == "double precision" else str(value)


def _not_of_type(column: LedgerColumn, value: str) -> str:
    """The SQLSTATE with which the type's input refuses a text; empty where it takes it."""
    if column.type in INTEGERS:
        if not _WHOLE.fullmatch(value):
            return "22P02"
        return "" if -INTEGERS[column.type] <= int(value) < INTEGERS[column.type] else "22003"
    if column.type in ("numeric", "real", "double precision"):
        return "" if _WHOLE.fullmatch(value) else "22P02"
    if column.type in ("date", "timestamp with time zone", "timestamp without time zone"):
        if not value.isdigit() or len(value) not in _LENGTHS:
            raise Unpredictable(f"the type {column.type} of the column {column.name}")
        return "22008"
    return ""


def _too_large(column: LedgerColumn, value: str) -> str:
    if column.modifier < _HEADER:
        return ""
    if column.type in ("character varying", "character"):
        return "22001" if len(value) > column.modifier - _HEADER else ""
    if column.type == "numeric":
        precision, scale = _digits(column)
        return "22003" if abs(_rounded(column, Decimal(value))) >= Decimal(10) ** (precision - scale) else ""
    return ""


def _digits(column: LedgerColumn) -> tuple[int, int]:
    """Precision and scale. Source: `numeric.c`, `make_numeric_typmod`."""
    packed = column.modifier - _HEADER
    return packed >> 16 & 0xFFFF, ((packed & 0x7FF) ^ 1024) - 1024


def _rounded(column: LedgerColumn, value: Decimal) -> Decimal:
    if column.modifier < _HEADER or not value.is_finite():
        return value
    return value.quantize(Decimal(1).scaleb(-_digits(column)[1]), ROUND_HALF_UP)


def _next(state: SequenceState, number: int) -> SequenceState:
    following = number + state.increment
    return SequenceState(
        following, state.increment, state.least, state.greatest, state.cycles, state.usable
    )  # fmt: skip
