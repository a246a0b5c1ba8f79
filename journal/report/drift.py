"""The differences of two schemas as text and JSON."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from journal.catalog.difference import Difference, Weight
from journal.escape import statement_lines
from journal.rebuild.temporary import ProofSummary
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
    """Yield the lines for each difference: what differs, and the statement that fixes it, or why there is none."""
    for difference in differences:
        yield f"{LABELS[difference.weight]}: {sentence(difference)} [{CODES[difference.weight]}]"
        if difference.sql:
            yield from (f"  {line}" for line in statement_lines(difference.sql))
        elif difference.hazard:
            yield f"  no statement is given: {difference.hazard}"


def proof_lines(
    state: str, differences: Sequence[Difference], proof: ProofSummary, server_version: str, *, proved: bool
) -> Iterator[str]:
    """Yield whether the live schema equals a `state`, such as `the one after 0001_b`, and the differences."""
    if not proved:
        yield f"NOT PROVED (--unproved): the live schema was not compared with {state}. [unproved]"
        return
    if any(difference.weight is Weight.REAL for difference in differences):
        yield f"The live schema differs from {state}: {summary(differences)}."
    else:
        yield f"Proved: the live schema equals {state}. Changes of data are not compared."
    yield from other_version(server_version, proof.version or server_version)
    if proof.ignored:
        yield f"note: not compared: {', '.join(proof.ignored)}. [ignored]"
    yield from differences_text(differences)


def other_version(live_version: str, temporary_version: str) -> Iterator[str]:
    """Note that the live server and the temporary one have different major versions."""
    live, ours = (version.partition(".")[0] for version in (live_version, temporary_version))
    if live != ours:
        yield f"note: compared on PostgreSQL {ours}; {live} may print the same expression differently. [other-major]"


def sentence(difference: Difference) -> str:
    """Return what differs in words: `index public.users_email is missing.`"""
    name = f"{difference.kind} {difference.name}"
    if difference.weight is Weight.NAME:
        return f"{name} has another name here: {difference.actual}."
    if difference.actual is None:
        return f"{name} is missing."
    if difference.expected is None:
        return f"{name} is not created by these migrations."
    return f"{name}: {difference.facet} is {_short(difference.actual)}, and should be {_short(difference.expected)}."


def differences_json(differences: Sequence[Difference]) -> list[dict[str, Any]]:
    """Return the same as JSON."""
    return [
        {"kind": it.kind, "name": it.name, "weight": it.weight.value, "facet": it.facet or None,
         "expected": it.expected, "actual": it.actual, "sql": it.sql, "hazard": it.hazard or None}
        for it in differences
    ]  # fmt: skip


def summary(differences: Sequence[Difference]) -> str:
    """Return the number of each weight: `2 real differences, 1 of names`."""
    counts = [(weight, sum(it.weight is weight for it in differences)) for weight in Weight]
    words = {
        Weight.NAME: "of names",
        Weight.ORDER: "of order",
        Weight.SURROUNDINGS: "in objects that no migration creates",
    }
    real = counted(counts[0][1], "real difference")
    return ", ".join([real, *(f"{count} {words[weight]}" for weight, count in counts[1:] if count)])


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
