"""The candidates for each column of a table: values of its type or of the rows it refers to, NULL, its default."""

from collections.abc import Mapping, Sequence

from journal.catalog.quoting import literal, quoted
from journal.catalog.values import Column
from journal.dataclass import dataclass
from journal.testdata.attempt import FillAttempt
from journal.testdata.coverage import Shows
from journal.testdata.facts import Reference, TableName
from journal.testdata.target import FillTarget, constant_default, is_numbered
from journal.testdata.values import texts_of

_PARENTS = 12  # rows of a referred table that are read


class Unsolvable(Exception):
    """No candidates satisfy the conditions. The text says why."""


@dataclass(frozen=True)
class Candidate:
    """One thing that a column can be, as SQL; DEFAULT where its sequence gives the value."""

    column: str
    sql: str
    shows: Shows


@dataclass(frozen=True)
class ReferredKeys:
    """The keys that each foreign key finds now, as texts. `rooted`: those that a row can only find in itself."""

    found: Mapping[Reference, Sequence[tuple[str, ...]]]
    rooted: frozenset[Reference]

    @property
    def own(self) -> frozenset[str]:
        """The columns that the row itself refers to, which must be known before it is stored."""
        return frozenset(name for reference in self.rooted for name in reference.referred)


PromisedKeys = Mapping[TableName, Mapping[str, str]]
"""Rows that one statement stores together with a row of the target: the texts of their referred columns, by table."""


def read_keys(attempt: FillAttempt, target: FillTarget, promised: PromisedKeys) -> ReferredKeys:
    """Read what the target's foreign keys can refer to. Where that has no rows, it is what is promised."""
    found: dict[Reference, Sequence[tuple[str, ...]]] = {}
    for reference in target.references:
        columns = [quoted(column) for column in reference.referred]
        texts = ", ".join(f'{column}::text COLLATE pg_catalog."C"' for column in columns)
        places = ", ".join(str(place + 1) for place in range(len(columns)))
        there = " AND ".join(f"{column} IS NOT NULL" for column in columns)
        query = f"SELECT DISTINCT {texts} FROM {reference.source} WHERE {there} ORDER BY {places} LIMIT {_PARENTS}"  # noqa: S608
        row = promised.get(reference.table)
        found[reference] = attempt.rows(query) or ([tuple(row[name] for name in reference.referred)] if row else ())
    own = (target.table, target.into)
    rooted = (each for each, keys in found.items() if not keys and each.table in own and target.requires(each))
    return ReferredKeys(found, frozenset(rooted))


def candidates_of(
    attempt: FillAttempt, target: FillTarget, keys: ReferredKeys, since: int
) -> dict[str, Sequence[Candidate]]:
    """Return the candidates by column, the best first. `since`: the number of rows that the table has.

    Raises Unsolvable where a column has none.
    """
    found: dict[str, Sequence[Candidate]] = {}
    for column in target.given:
        name, references = column.name, [each for each in target.references if column.name in each.columns]
        texts = tuple(key[each.columns.index(name)] for each in references for key in keys.found[each])
        if not texts and not any(len(each.columns) == 1 and each not in keys.rooted for each in references):
            texts = typed_texts(attempt, target, column, since)
        values = [Candidate(name, f"{literal(text)}::{column.type}", Shows.VALUE) for text in dict.fromkeys(texts)]
        others, default = [], constant_default(column)
        if not column.not_null and attempt.takes_null(column.type):
            others.append(Candidate(name, f"NULL::{column.type}", Shows.NULL))
        if default and not references and not default.startswith("NULL::"):
            others.append(Candidate(name, f"({default})::{column.type}", Shows.DEFAULT))
        # Behind the first value, so that NULL and the default stay in when the list is cut.
        found[name] = (*values[:1], *others, *values[1:])
        if is_numbered(column) and not references and name not in keys.own | target.routing:
            found[name] = (Candidate(name, "DEFAULT", Shows.VALUE), *values)
        if not found[name]:
            empty = [".".join(each.table) for each in references if not keys.found[each]]
            unknown = f"No value is known for its column {name} of type {column.type}."
            raise Unsolvable(f"Its column {name} must refer to {empty[0]}, which has no rows." if empty else unknown)
    return found


def typed_texts(attempt: FillAttempt, target: FillTarget, column: Column, since: int) -> tuple[str, ...]:
    """Return texts that are valid for the column's type, the best first."""
    checks = tuple(check.expression for check in target.checks if column.name in check.columns)
    return texts_of(attempt, column.type, checks, since)
