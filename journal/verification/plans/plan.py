"""The answer of EXPLAIN (FORMAT JSON) as values, and the demands that it does not meet. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from journal.verification.plans.demands import AtMost, Demand, HasNode, RelationName, UsesIndex

_REMOVED = ("Rows Removed by Filter", "Rows Removed by Join Filter", "Rows Removed by Index Recheck")


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
        return f"{self.type}{using}{f' on {self.table.name}' if self.table and not self.is_bitmap else ''}"

    @property
    def is_bitmap(self) -> bool:
        """Whether it builds a bitmap for the heap scan above it."""
        return self.type in ("Bitmap Index Scan", "BitmapAnd", "BitmapOr")


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
        return found is not None and any(_is_named(demanded, name) for name in {found, *self.parents.get(found, ())})


@dataclass(frozen=True)
class Unmet:
    """A demand that the plan does not meet, and why."""

    demand: Demand
    why: str


def read_plan(answer: Sequence[Mapping[str, Any]]) -> QueryPlan:
    """Read the one plan of an answer. Row counts are integers before version 18, and fractions from there on."""
    (whole,) = answer
    return QueryPlan(_node(whole["Plan"], None), whole.get("Execution Time"))


def _node(answer: Mapping[str, Any], heap: RelationName | None) -> PlanNode:
    kind, relation = answer["Node Type"], answer.get("Relation Name")
    table = RelationName(relation, answer.get("Schema")) if relation else heap
    loops = answer.get("Actual Loops", 0)
    around = table if kind in ("Bitmap Heap Scan", "BitmapAnd", "BitmapOr") else None
    index = answer.get("Index Name")
    return PlanNode(
        type=kind,
        table=table,
        index=RelationName(index, table.schema if table else None) if index else None,
        planned=answer.get("Plan Rows", 0),
        actual=answer["Actual Rows"] * loops if "Actual Rows" in answer else None,
        removed=sum(answer.get(key, 0) for key in _REMOVED) * loops,
        parts=tuple(_node(part, around) for part in answer.get("Plans", ())),
    )


def unmet(plan: QueryPlan, demands: Sequence[Demand], known: KnownNames) -> tuple[Unmet, ...]:
    """Return the demands that the plan does not meet. A name that the database lacks meets nothing."""
    found = ((demand, _lacking(plan, demand, known)) for demand in demands)
    return tuple(Unmet(demand, why) for demand, why in found if why)


def _lacking(plan: QueryPlan, demand: Demand, known: KnownNames) -> str:
    """Return why the plan does not meet the demand; empty where it does."""
    if isinstance(demand, UsesIndex):
        return _without_index(plan, demand, known)
    if isinstance(demand, HasNode):
        return _with_or_without_node(plan, demand, known)
    return _too_much(plan, demand)


def _without_index(plan: QueryPlan, demand: UsesIndex, known: KnownNames) -> str:
    if any(known.is_(node.index, demand.index) for node in plan.root.all):
        return ""
    valid = [valid for name, valid in known.indexes.items() if _is_named(demand.index, name)]
    if not valid:
        return f"there is no index {demand.index}"
    return "the plan does not use it" if any(valid) else "it is not valid, so no plan can use it"


def _with_or_without_node(plan: QueryPlan, demand: HasNode, known: KnownNames) -> str:
    on = demand.on
    if on and not any(_is_named(on, table) for table in known.tables):
        return f"there is no table {on}"
    such = [node for node in plan.root.all if node.type == demand.node and (on is None or known.is_(node.table, on))]
    if demand.wanted:
        return "" if such else f"the plan has no {demand.node}{f' on {on}' if on else ''}"
    return f"the plan has {such[0]}" if such else ""


def _too_much(plan: QueryPlan, demand: AtMost) -> str:
    if demand.unit == "ms":
        taken = plan.milliseconds or 0.0
        return f"it took {taken:.1f} ms" if taken > demand.number else ""
    most = max(plan.root.all, key=lambda node: node.looked_at)
    return f"{most} reads {most.looked_at:.0f} rows" if most.looked_at > demand.number else ""


def _is_named(demanded: RelationName, found: RelationName) -> bool:
    return demanded.name == found.name and demanded.schema in (None, found.schema)
