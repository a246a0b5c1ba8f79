"""Simulate the rows that `migrate` inserts into a ledger: does PostgreSQL accept them, and if not, with which error?

Pure, in PostgreSQL's order: generated columns (428C9), input of the type (22P02, 22003), length (22001), privilege
(42501), defaults, NOT NULL (23502), unique keys last (23505).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from decimal import Decimal
from typing import Any

from journal.dataclass import dataclass
from journal.ledger.columns import INTEGERS, DefaultValue, LedgerColumn, SequenceState, Shape

_WHOLE = re.compile(r"\s*[+-]?\d+\s*")
_HEADER = 4  # atttypmod is a length plus this
_LENGTHS = (12, 13)
"""Digits of a number of milliseconds that PostgreSQL takes for a date out of range; shorter ones may be a date."""


@dataclass(frozen=True)
class Failure:
    """What a statement of `migrate` fails with, at which migration, and why. `of_role`: another role may succeed."""

    sqlstate: str
    why: str
    tag: str = ""
    of_role: bool = False

    @property
    def where(self) -> str:
        """`23502 at 0001_b`"""
        return f"{self.sqlstate} at {self.tag}" if self.tag else self.sqlstate


class Unpredictable(Exception):
    """The effect cannot be predicted; the message says why."""


@dataclass
class InsertSimulation:
    """A ledger into which rows are inserted one after the other. `rows` are those in it, by column."""

    shape: Shape
    rows: list[Mapping[str, Any]]
    sequences: dict[str, SequenceState] = field(init=False)

    def __post_init__(self) -> None:
        self.sequences = {column.name: column.sequence for column in self.shape.columns if column.sequence}

    def insert(self, values: Mapping[str, str], tag: str) -> Failure | None:
        """Insert a row, and return the failure if it does not fit. Raises Unpredictable."""
        if self.shape.odd:
            raise Unpredictable(self.shape.odd[0])
        found = next(self._failures(values), None)
        return Failure(*found, tag, of_role=found[0] == "42501") if found else None

    def _failures(self, values: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        columns, given = self.shape.by_name, [column for column in self.shape.columns if column.name in values]
        yield from (("428C9", f"{name} is generated") for name in values if columns[name].fixed)
        for name, value in values.items():
            if sqlstate := _input_error(columns[name], value):
                yield sqlstate, f"{name} is {columns[name].type}"
        for column in given:
            if column.type.startswith("character") and 0 <= column.modifier - _HEADER < len(values[column.name]):
                yield "22001", f"{column.name} is too small a column"
        if not all(column.insert for column in given):
            yield "42501", "it may not INSERT into the ledger"
        row: dict[str, Any] = {name: comparable(columns[name], value) for name, value in values.items()}
        for column in self.shape.columns:
            if column.name not in values:
                yield from self._fill(column, row)
        for column in self.shape.columns:
            if column.required and row[column.name] is None:
                yield "23502", f"{column.name} is NOT NULL and has no default"
        for key in self.shape.keys:
            own = [row[name] for name in key.columns]
            others = ([other.get(name) for name in key.columns] for other in self.rows)
            if (key.nulls_equal or None not in own) and own in others:
                yield "23505", f"({', '.join(key.columns)}) is unique, and such a row exists"
        self.rows.append(row)

    def _fill(self, column: LedgerColumn, row: dict[str, Any]) -> Iterator[tuple[str, str]]:
        # A new object equals no other value.
        row[column.name] = None if column.filled is DefaultValue.NOTHING else object()
        state = self.sequences.get(column.name)
        if state is None or column.filled not in (DefaultValue.SEQUENCE, DefaultValue.IDENTITY):
            return
        if column.filled is DefaultValue.SEQUENCE and not state.usable:
            yield "42501", f"it may not use the sequence of {column.name}"
        number = state.next
        if not state.least <= number <= state.greatest:
            if not state.cycles:
                yield "2200H", f"the sequence of {column.name} has reached its limit"
            number = state.least if state.increment > 0 else state.greatest
        bound = INTEGERS.get(column.type)
        if bound and not -bound <= number < bound:
            yield "22003", f"{column.name} is {column.type}"
        row[column.name] = number
        self.sequences[column.name] = replace(state, next=number + state.increment)


def comparable(column: LedgerColumn, value: Any) -> Any:
    """Return a value as PostgreSQL compares it once it is stored: without insignificant blanks."""
    if value is None or column.type in ("text", "character varying"):
        return value
    if column.type == "character":
        return value.rstrip(" ")
    return int(value) if column.type in INTEGERS else Decimal(value) if column.type == "numeric" else str(value)


def _input_error(column: LedgerColumn, value: str) -> str:
    """Return the SQLSTATE with which the type's input refuses a text, or an empty text."""
    if column.type in ("date", "timestamp with time zone", "timestamp without time zone"):
        if not value.isdigit() or len(value) not in _LENGTHS:
            raise Unpredictable(f"the type {column.type} of the column {column.name}")
        return "22008"
    if column.type not in (*INTEGERS, "numeric"):
        return ""
    if not _WHOLE.fullmatch(value):
        return "22P02"
    bound = INTEGERS.get(column.type)
    return "22003" if bound and not -bound <= int(value) < bound else ""
