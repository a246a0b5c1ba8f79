"""Results to text: aligned columns for people, one JSON document for programs. Pure."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from benchmarks.lines import Measured, Unit

_HEADS = ("line", "rounds", "ours", "peer", "ratio", "reach", "", "what")


def text(head: Mapping[str, str], results: Sequence[Measured]) -> str:
    """The head, then the table: medians, in brackets the lowest and the highest."""
    rows = [_HEADS, *(_row(one) for one in results)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [" · ".join(f"{name} {value}" for name, value in head.items()), ""]
    for row in rows:
        lines.append("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    return "\n".join(lines) + "\n"


def _row(one: Measured) -> tuple[str, ...]:
    unit = one.line.unit
    return (
        one.line.name,
        str(len(one.samples.ours)),
        _spread(one.ours, one.samples.ours, unit),
        _spread(one.peer, one.samples.peer, unit) if one.peer is not None else "-",
        f"{one.ratio:.2f}" if one.ratio is not None else "-",
        _reach(one),
        "-" if one.line.reach is None else "reached" if one.reached else "MISSED",
        one.line.title,
    )


def _reach(one: Measured) -> str:
    if one.line.reach is None:
        return "-"
    return f"<= {one.line.reach:g}" + ("" if one.ratio is not None else f" {one.line.unit}")


def _spread(middle: float, samples: Sequence[float], unit: Unit) -> str:
    digits = 3 if unit is Unit.SECONDS else 1
    return f"{middle:.{digits}f} {unit} ({min(samples):.{digits}f}-{max(samples):.{digits}f})"


def document(head: Mapping[str, str], results: Sequence[Measured]) -> str:
    """The same as JSON, with every sample."""
    value = {"machine": dict(head), "lines": [_line(one) for one in results]}
    return json.dumps(value, indent=2) + "\n"


def _line(one: Measured) -> dict[str, object]:
    return {
        "name": one.line.name,
        "title": one.line.title,
        "unit": one.line.unit.value,
        "ours": one.ours,
        "peer": one.peer,
        "ratio": one.ratio,
        "reach": one.line.reach,
        "reached": one.reached,
        "samples": asdict(one.samples),
    }
