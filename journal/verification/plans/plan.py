"""The answer of EXPLAIN (FORMAT JSON) as values, and the names of the relations in it. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from typing import Any

from journal.dataclass import dataclass

_REMOVED = ("Rows Removed by Filter", "Rows Removed by Join Filter", "Rows Removed by Index Recheck")


@dataclass(frozen=True)
class RelationName:
    """An index or table, spelled as in the catalog. Without `schema` it is that name in any schema."""

    name: str
    schema: str | None = None

    def __str__(self) -> str:
        return f"{self.schema}.{self.name}" if self.schema else self.name

    def names(self, found: "RelationName") -> bool:
        """Whether a relation has this name."""
        return self.name == found.name and self.schema in (None, found.schema)


@dataclass(frozen=True)
class PlanNode:
    """A node of a plan. `table` is what it scans; for a part of a bitmap, what the heap scan above it scans.

    `planned` rows are of one loop; `actual` and `removed` of all loops. `actual` is None where it was not run.
    """

    type: str
    table: RelationName | None = None
    index: RelationName | None = None
    planned: float = 0.0
    actual: float | None = None
    removed: float = 0.0
    parts: tuple["PlanNode", ...] = ()

    @property
    def all(self) -> "Iterator[PlanNode]":
        """The node and all below it."""
        yield self
        for part in self.parts:
            yield from part.all

    @property
    def looked_at(self) -> float:
        """The rows it returned, and those it read and removed."""
        return (self.actual or 0.0) + self.removed

    def __str__(self) -> str:
        using = f" using {self.index.name}" if self.index else ""
        builds_bitmap = self.type in ("Bitmap Index Scan", "BitmapAnd", "BitmapOr")
        return f"{self.type}{using}{f' on {self.table.name}' if self.table and not builds_bitmap else ''}"


@dataclass(frozen=True)
class QueryPlan:
    """A plan, and the milliseconds it ran; None where it was not run."""

    root: PlanNode
    milliseconds: float | None = None


@dataclass(frozen=True)
class KnownNames:
    """The relations of the database with the names in question.

    `parents`: each table and index of the plan, with itself and what it is a partition of. `indexes`: with whether
    they are valid.
    """

    parents: Mapping[RelationName, frozenset[RelationName]] = field(default_factory=dict)
    tables: frozenset[RelationName] = frozenset()
    indexes: Mapping[RelationName, bool] = field(default_factory=dict)

    def is_(self, found: RelationName | None, demanded: RelationName) -> bool:
        """Whether a relation of the plan is the one that a demand names."""
        return found is not None and any(map(demanded.names, {found, *self.parents.get(found, ())}))


def read_plan(answer: Sequence[Mapping[str, Any]]) -> QueryPlan:
    """Read the one plan of an answer. Row counts are integers before version 18, and fractions from there on."""
    (whole,) = answer
    return QueryPlan(_node(whole["Plan"], None), whole.get("Execution Time"))


def _node(answer: Mapping[str, Any], heap: RelationName | None) -> PlanNode:
    kind, relation, index = answer["Node Type"], answer.get("Relation Name"), answer.get("Index Name")
    table = RelationName(relation, answer.get("Schema")) if relation else heap
    loops = answer.get("Actual Loops", 0)
    around = table if kind in ("Bitmap Heap Scan", "BitmapAnd", "BitmapOr") else None
    return PlanNode(
        type=kind,
        table=table,
        index=RelationName(index, table.schema if table else None) if index else None,
        planned=answer.get("Plan Rows", 0),
        actual=answer["Actual Rows"] * loops if "Actual Rows" in answer else None,
        removed=sum(answer.get(key, 0) for key in _REMOVED) * loops,
        parts=tuple(_node(part, around) for part in answer.get("Plans", ())),
    )
