"""What the foreign keys of a table can refer to: the rows that are there, or the new row itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from journal.catalog.quoting import quoted
from journal.testdata.demand.facts import Reference, TableName
from journal.testdata.demand.target import FillTarget
from journal.testdata.trying import FillAttempt

_PARENTS = 12  # rows of a parent that are looked at


Promised = Mapping[TableName, Mapping[str, str]]
"""Keys of rows that are not there yet and will be stored in the same statement: texts by table and column."""

NOTHING_PROMISED: Promised = {}


@dataclass(frozen=True)
class Parents:
    """`keys`: those there are, as texts. `rooted`: the foreign keys that a row must find in itself.

    `trusted`: the foreign keys to a promised row, which nobody can judge yet; `given`: the target's own promised key.
    """

    keys: Mapping[Reference, Sequence[tuple[str, ...]]]
    rooted: frozenset[Reference]
    trusted: frozenset[Reference]
    given: Mapping[str, str]

    @property
    def own(self) -> frozenset[str]:
        """The columns of its own that a row has to know because something refers to them."""
        return frozenset(name for reference in self.rooted for name in reference.referred) | self.given.keys()


def parents(trial: FillAttempt, target: FillTarget, promised: Promised = NOTHING_PROMISED) -> Parents:
    """What the target's foreign keys find now."""
    trusted = frozenset(one for one in target.references if one.table in promised)
    keys = {
        one: [tuple(promised[one.table][name] for name in one.referred)] if one in trusted else _referred(trial, one)
        for one in target.references
    }
    rooted = (one for one, found in keys.items() if not found and refers_to_itself(target, one) and must(target, one))
    return Parents(keys, frozenset(rooted), trusted, promised.get(target.into, {}))


def refers_to_itself(target: FillTarget, reference: Reference) -> bool:
    """Whether a key refers to the very table."""
    return reference.table in (target.table, target.into)


def must(target: FillTarget, reference: Reference) -> bool:
    """Whether no row goes without what this key refers to."""
    needed = {column.name for column in target.columns if column.not_null}
    some = needed & set(reference.columns)
    return bool(some) if reference.full else len(some) == len(set(reference.columns))


def _referred(trial: FillAttempt, reference: Reference) -> Sequence[tuple[str, ...]]:
    """The keys that the parent has."""
    columns = [quoted(column) for column in reference.referred]
    there = " AND ".join(f"{column} IS NOT NULL" for column in columns)
    listed = ", ".join(f'{column}::text COLLATE pg_catalog."C"' for column in columns)
    places = ", ".join(str(place) for place in range(1, len(columns) + 1))
    query = f"SELECT DISTINCT {listed} FROM {reference.rows} WHERE {there} ORDER BY {places} LIMIT {_PARENTS}"  # noqa: S608
    return trial.rows(query) or ()
