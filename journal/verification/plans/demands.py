"""The demands on a plan: lines such as `-- journal: uses index a`, as values that know why a plan misses them. Pure."""

import re
from collections.abc import Sequence

from journal.dataclass import dataclass
from journal.errors import did_you_mean, nearest
from journal.verification.plans.plan import KnownNames, QueryPlan, RelationName

NODES = (
    "Result", "ProjectSet", "ModifyTable", "Append", "Merge Append", "Recursive Union", "BitmapAnd", "BitmapOr",
    "Nested Loop", "Merge Join", "Hash Join", "Seq Scan", "Sample Scan", "Gather", "Gather Merge", "Index Scan",
    "Index Only Scan", "Bitmap Index Scan", "Bitmap Heap Scan", "Tid Scan", "Tid Range Scan", "Subquery Scan",
    "Function Scan", "Table Function Scan", "Values Scan", "CTE Scan", "Named Tuplestore Scan", "WorkTable Scan",
    "Foreign Scan", "Custom Scan", "Materialize", "Memoize", "Sort", "Incremental Sort", "Group", "Aggregate",
    "WindowAgg", "Unique", "SetOp", "LockRows", "Limit", "Hash",
)  # fmt: skip
"""The "Node Type"s of PostgreSQL 14 to 18. Source: its `commands/explain.c`, ExplainNode."""

GRAMMAR = (
    "uses index NAME", "uses node NODE [on TABLE]", "avoids node NODE [on TABLE]", "at most N rows", "at most N ms",
    "writes",
)  # fmt: skip
_VERBS = ("uses", "avoids", "at", "writes")
_UNITS = ("rows", "ms")
_NAME = re.compile(r'(?:"((?:[^"]|"")+)"|([^\s".]+))(?:\.|\Z)')
_ON = re.compile(r"\s+on\s+", re.IGNORECASE)


class NotUnderstood(ValueError):
    """A line of a header is not understood. `hint` says what may be meant."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint or f"Known are: {'; '.join(GRAMMAR)}."


@dataclass(frozen=True)
class UsesIndex:
    """A part of the plan reads this index, or one of a partition that belongs to it."""

    index: RelationName

    def __str__(self) -> str:
        return f"uses index {self.index}"

    def why_unmet(self, plan: QueryPlan, known: KnownNames) -> str:
        """Return why the plan does not meet it; empty where it does."""
        if any(known.is_(node.index, self.index) for node in plan.root.all):
            return ""
        valid = [valid for name, valid in known.indexes.items() if self.index.names(name)]
        if not valid:
            return f"there is no index {self.index}"
        return "the plan does not use it" if any(valid) else "it is not valid, so no plan can use it"


@dataclass(frozen=True)
class HasNode:
    """A part of the plan is such a node, on that table where one is named; `wanted` False: no part is."""

    node: str
    on: RelationName | None = None
    wanted: bool = True

    def __str__(self) -> str:
        return f"{'uses' if self.wanted else 'avoids'} node {self.node}{f' on {self.on}' if self.on else ''}"

    def why_unmet(self, plan: QueryPlan, known: KnownNames) -> str:
        """Return why the plan does not meet it; empty where it does."""
        on = self.on
        if on and not any(map(on.names, known.tables)):
            return f"there is no table {on}"
        nodes = (node for node in plan.root.all if node.type == self.node)
        found = next((node for node in nodes if on is None or known.is_(node.table, on)), None)
        if self.wanted:
            return "" if found else f"the plan has no {self.node}{f' on {on}' if on else ''}"
        return f"the plan has {found}" if found else ""


@dataclass(frozen=True)
class AtMost:
    """Unit `rows`: no part of the plan reads more. Unit `ms`: the query takes no longer."""

    number: float
    unit: str

    def __str__(self) -> str:
        return f"at most {self.number:g} {self.unit}"

    def why_unmet(self, plan: QueryPlan, known: KnownNames) -> str:
        """Return why the plan does not meet it; empty where it does."""
        if self.unit == "ms":
            taken = plan.milliseconds or 0.0
            return f"it took {taken:.1f} ms" if taken > self.number else ""
        most = max(plan.root.all, key=lambda node: node.looked_at)
        return f"{most} reads {most.looked_at:.0f} rows" if most.looked_at > self.number else ""


class Writes:
    """The statement may write; it is rolled back."""


Demand = UsesIndex | HasNode | AtMost


@dataclass(frozen=True)
class Unmet:
    """A demand that the plan does not meet, and why."""

    demand: Demand
    why: str


def unmet(plan: QueryPlan, demands: Sequence[Demand], known: KnownNames) -> tuple[Unmet, ...]:
    """Return the demands that the plan does not meet. A name that the database lacks meets nothing."""
    found = (Unmet(demand, demand.why_unmet(plan, known)) for demand in demands)
    return tuple(unmet for unmet in found if unmet.why)


def read_line(line: str) -> Demand | Writes:
    """Parse what follows `-- journal:`. Raises NotUnderstood."""
    verb, what, rest = [*line.split(None, 2), "", "", ""][:3]
    known: Sequence[str] = _VERBS
    word = verb
    match (verb.lower(), what.lower(), rest.split()):
        case ("", _, _):
            raise NotUnderstood("Nothing follows `journal:`.")
        case ("writes", "", _):
            return Writes()
        case ("uses", "index", [_, *_]):
            return UsesIndex(_relation(rest))
        case ("uses" | "avoids" as verb, "node", [_, *_]):
            return _has_node(rest, wanted=verb == "uses")
        case ("at", "most", [number, unit]):
            if not re.fullmatch(r"\d+(\.\d+)?", number):
                raise NotUnderstood(f"`{number}` is no number.")
            if unit.lower() not in _UNITS:
                hint = did_you_mean(unit.lower(), _UNITS, "Known are: rows and ms.")
                raise NotUnderstood(f"`{unit.lower()}` is no unit.", hint)
            return AtMost(float(number), unit.lower())
        case ("uses" | "avoids", _, [_, *_]):
            known, word = ("index", "node"), what
    hint = "" if word in known else did_you_mean(word.lower(), known)
    raise NotUnderstood(f"`{line}` is not understood.", hint)


def _has_node(text: str, *, wanted: bool) -> HasNode:
    words, *on = _ON.split(text, 1)
    words = " ".join(words.split())
    by_lower = {node.lower(): node for node in NODES}
    node = by_lower.get(words.lower())
    if node is None:
        near = nearest(words.lower().removeprefix("parallel "), by_lower, 0.5)
        hint = f"Did you mean `{by_lower[near]}`?" if near else f"Known are: {', '.join(NODES)}."
        raise NotUnderstood(f"`{words}` is no node of a plan.", hint)
    if on and not node.endswith("Scan"):
        raise NotUnderstood(f"{node} is on no table; only a scan is.", "Leave out `on`, or name a scan.")
    return HasNode(node, _relation(on[0]) if on else None, wanted)


def _relation(text: str) -> RelationName:
    """Parse `users`, `app.users` or `"Users"`: upper and lower case differ, with and without quotes."""
    parts = [(quoted or "").replace('""', '"') or plain for quoted, plain in _NAME.findall(text)]
    if not 1 <= len(parts) <= 2 or _NAME.sub("", text) or text.endswith("."):
        raise NotUnderstood(f"`{text}` is no name.", 'Write name, schema.name or "Name".')
    return RelationName(parts[-1], parts[0] if len(parts) == 2 else None)
