"""The demands on a plan: the lines of a header, such as `-- journal: uses index users_email_idx`, as values. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from journal.errors import did_you_mean, nearest

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
class RelationName:
    """An index or table, spelled as in the catalog. Without `schema` it is that name in any schema."""

    name: str
    schema: str | None = None

    def __str__(self) -> str:
        return f"{self.schema}.{self.name}" if self.schema else self.name


@dataclass(frozen=True)
class UsesIndex:
    """A part of the plan reads this index, or one of a partition that belongs to it."""

    index: RelationName

    def __str__(self) -> str:
        return f"uses index {self.index}"


@dataclass(frozen=True)
class HasNode:
    """A part of the plan is such a node, on that table where one is named; `wanted` False: no part is."""

    node: str
    on: RelationName | None = None
    wanted: bool = True

    def __str__(self) -> str:
        return f"{'uses' if self.wanted else 'avoids'} node {self.node}{f' on {self.on}' if self.on else ''}"


@dataclass(frozen=True)
class AtMost:
    """Unit `rows`: no part of the plan reads more. Unit `ms`: the query takes no longer."""

    number: float
    unit: str

    def __str__(self) -> str:
        return f"at most {self.number:g} {self.unit}"


@dataclass(frozen=True)
class Writes:
    """The statement may write; it is rolled back."""

    def __str__(self) -> str:
        return "writes"


Demand = UsesIndex | HasNode | AtMost


def read_line(line: str) -> Demand | Writes:
    """Parse what follows `-- journal:`. Raises NotUnderstood."""
    verb, what, rest = [*line.split(None, 2), "", "", ""][:3]
    if not verb:
        raise NotUnderstood("Nothing follows `journal:`.")
    if verb.lower() == "writes" and not what:
        return Writes()
    if verb.lower() in ("uses", "avoids") and rest:
        return _uses(line, what.lower(), rest, wanted=verb.lower() == "uses")
    if (verb.lower(), what.lower(), len(rest.split())) == ("at", "most", 2):
        return _at_most(*rest.split())
    raise NotUnderstood(f"`{line}` is not understood.", _hint(verb, _VERBS))


def _uses(line: str, what: str, rest: str, *, wanted: bool) -> Demand:
    if what == "index" and wanted:
        return UsesIndex(read_name(rest))
    if what != "node":
        raise NotUnderstood(f"`{line}` is not understood.", _hint(what, ("index", "node")))
    words, *on = _ON.split(rest, 1)
    node = _node(" ".join(words.split()))
    if on and not node.endswith("Scan"):
        raise NotUnderstood(f"{node} is on no table; only a scan is.", "Leave out `on`, or name a scan.")
    return HasNode(node, read_name(on[0]) if on else None, wanted)


def _node(words: str) -> str:
    by_lower = {node.lower(): node for node in NODES}
    node = by_lower.get(words.lower())
    if node is None:
        near = nearest(words.lower().removeprefix("parallel "), by_lower, 0.5)
        hint = f"Did you mean `{by_lower[near]}`?" if near else f"Known are: {', '.join(NODES)}."
        raise NotUnderstood(f"`{words}` is no node of a plan.", hint)
    return node


def _at_most(number: str, unit: str) -> AtMost:
    if not re.fullmatch(r"\d+(\.\d+)?", number):
        raise NotUnderstood(f"`{number}` is no number.")
    if unit.lower() not in _UNITS:
        raise NotUnderstood(f"`{unit}` is no unit.", did_you_mean(unit.lower(), _UNITS, "Known are: rows and ms."))
    return AtMost(float(number), unit.lower())


def read_name(text: str) -> RelationName:
    """Parse `users`, `app.users` or `"Users"`: upper and lower case differ, with and without quotes."""
    parts = [(quoted or "").replace('""', '"') or plain for quoted, plain in _NAME.findall(text)]
    if not 1 <= len(parts) <= 2 or _NAME.sub("", text) or text.endswith("."):
        raise NotUnderstood(f"`{text}` is no name.", 'Write name, schema.name or "Name".')
    return RelationName(parts[-1], parts[0] if len(parts) == 2 else None)


def _hint(word: str, known: Sequence[str]) -> str:
    return "" if word in known else did_you_mean(word.lower(), known)
