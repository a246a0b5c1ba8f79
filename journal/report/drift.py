"""How differences of schemas are told: a line each, what hangs on a missing or unexpected object with it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from journal.catalog.difference import Difference, Weight
from journal.escape import statement_lines
from journal.report.parts import counted

LABELS = {Weight.REAL: "error", Weight.NAME: "note", Weight.ORDER: "note", Weight.SURROUNDINGS: "note"}
CODES = {
    Weight.REAL: "drift",
    Weight.NAME: "name-differs",
    Weight.ORDER: "order-differs",
    Weight.SURROUNDINGS: "surroundings",
}
_LONGEST = 160


def differences_text(differences: Iterable[Difference]) -> Iterator[str]:
    """Two or three lines for each: what differs, and the statement that would mend it, or why there is none."""
    for one in differences:
        yield f"{LABELS[one.weight]}: {sentence(one)} [{CODES[one.weight]}]"
        if one.sql:
            yield from (f"  {line}" for line in statement_lines(one.sql))
        elif one.hazard:
            yield f"  no statement: {one.hazard}"


def sentence(one: Difference) -> str:
    """What differs, in words: `index public.users_email is missing.`"""
    what = f"{one.kind} {one.name}"
    if one.weight is Weight.NAME:
        return f"{what} is called {one.actual} here."
    if one.actual is None:
        return f"{what} is missing."
    if one.expected is None:
        return f"{what} is not of these migrations."
    return f"{what}: {one.facet} is {_short(one.actual)}, and should be {_short(one.expected)}."


def differences_json(differences: Sequence[Difference]) -> list[dict[str, Any]]:
    """The same for a program."""
    return [
        {"kind": one.kind, "name": one.name, "weight": one.weight.value, "facet": one.facet or None,
         "expected": one.expected, "actual": one.actual, "sql": one.sql, "hazard": one.hazard or None}
        for one in differences
    ]  # fmt: skip


def summary(differences: Sequence[Difference]) -> str:
    """`2 real differences, 1 of names`."""
    counts = [(weight, sum(one.weight is weight for one in differences)) for weight in Weight]
    words = {Weight.NAME: "of names", Weight.ORDER: "of order", Weight.SURROUNDINGS: "of the surroundings"}
    real = counted(counts[0][1], "real difference")
    return ", ".join([real, *(f"{count} {words[weight]}" for weight, count in counts[1:] if count)])


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
