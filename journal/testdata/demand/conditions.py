"""What a row has to satisfy, as SQL that the server can judge before there is a row. Pure."""

from dataclasses import dataclass

from journal.catalog.quoting import quoted
from journal.testdata.demand.facts import Reference
from journal.testdata.demand.parents import Parents
from journal.testdata.demand.target import FillTarget, fed
from journal.testdata.making.hints import hints_of

PARENT = quoted("journal parent")


@dataclass(frozen=True)
class Condition:
    """An SQL expression that must not be false, and the columns that it takes to judge it."""

    columns: frozenset[str]
    sql: str


def conditions(target: FillTarget, parents: Parents) -> tuple[Condition, ...]:
    """All that bear on columns of the row alone or on other tables; what is unique only a try can say."""
    found = [Condition(frozenset(check.columns), check.expression) for check in target.checks]
    found += [
        Condition(hints_of(column.default or "").columns, f"{quoted(column.name)} IS NOT NULL")
        for column in target.columns
        if column.generated and column.not_null
    ]
    found += [
        _there(target, one) for one in target.references if _needs_judging(target, one) and one not in parents.rooted
    ]
    found += [_in_itself(one) for one in parents.rooted]
    known = frozenset(column.name for column in target.given if not fed(column)) | target.routing | parents.own
    return tuple(Condition(one.columns & known, one.sql) for one in found)


def _needs_judging(target: FillTarget, reference: Reference) -> bool:
    """A key of one column takes its values from the parent anyway, unless another key has to agree."""
    shared = sum(1 for one in target.references if set(one.columns) & set(reference.columns))
    return len(reference.columns) > 1 or shared > 1


def _there(target: FillTarget, reference: Reference) -> Condition:
    """That a foreign key finds what it refers to."""
    own = [f"{quoted(target.into[1])}.{quoted(column)}" for column in reference.columns]
    theirs = [f"{PARENT}.{quoted(column)}" for column in reference.referred]
    same = " AND ".join(f"{one} = {other}" for one, other in zip(theirs, own, strict=True))
    word = " AND " if reference.full else " OR "
    none = word.join(f"{column} IS NULL" for column in own)
    exists = f"EXISTS (SELECT FROM {reference.rows} AS {PARENT} WHERE {same})"
    return Condition(frozenset(reference.columns), f"({none}) OR {exists}")


def _in_itself(reference: Reference) -> Condition:
    """That a foreign key refers to the row that has it."""
    pairs = zip(reference.columns, reference.referred, strict=True)
    same = " AND ".join(f"{quoted(one)} = {quoted(other)}" for one, other in pairs)
    return Condition(frozenset((*reference.columns, *reference.referred)), same)
