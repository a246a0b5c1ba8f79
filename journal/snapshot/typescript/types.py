"""A type of a column as drizzle's builder: only where that has the same text in SQL, else it is a customType. Pure."""

import re
from collections.abc import Mapping

from journal.dataclass import dataclass
from journal.snapshot.typescript.literals import string


@dataclass(frozen=True, slots=True)
class Builder:
    """A function of drizzle with its options, which are TypeScript already.

    `data`: string, number, boolean, json or date, the type of a literal default. `is_custom`: it is a customType or
    an enum; `labels`: those of an enum.
    """

    function: str
    options: Mapping[str, str]
    data: str
    is_custom: bool = False
    labels: tuple[str, ...] = ()


_PLAIN = {
    "smallint": ("smallint", "number"), "integer": ("integer", "number"), "serial": ("serial", "number"),
    "smallserial": ("smallserial", "number"), "real": ("real", "number"), "boolean": ("boolean", "boolean"),
    "double precision": ("doublePrecision", "number"), "text": ("text", "string"), "varchar": ("varchar", "string"),
    "char": ("char", "string"), "numeric": ("numeric", "numeric"), "uuid": ("uuid", "string"),
    "json": ("json", "json"), "jsonb": ("jsonb", "json"), "date": ("date", "string"), "inet": ("inet", "string"),
    "cidr": ("cidr", "string"), "macaddr": ("macaddr", "string"), "macaddr8": ("macaddr8", "string"),
    "point": ("point", "tuple"), "line": ("line", "tuple"),
}  # fmt: skip
_FIELDS = (
    "year|month|day|hour|minute|second|year to month|day to hour|day to minute|day to second|hour to minute"
    "|hour to second|minute to second"
)
_PATTERNS = [
    (re.compile(pattern), function, data)
    for pattern, function, data in (
        (r"(?:varchar)\((?P<length>\d+)\)", "varchar", "string"),
        (r"(?:char)\((?P<length>\d+)\)", "char", "string"),
        (r"numeric\((?P<precision>\d+)(?:, (?P<scale>-?\d+))?\)", "numeric", "numeric"),
        (r"time(?:\((?P<precision>[0-6])\))?(?P<withTimezone> with time zone)?", "time", "string"),
        (r"timestamp(?: \((?P<precision>[0-6])\))?(?P<withTimezone> with time zone)?", "timestamp", "date"),
        (r"timestamp\((?P<precision>[0-6])\)(?P<withTimezone> with time zone)?(?P<mode>)", "timestamp", "string"),
        (rf"interval(?: (?P<fields>{_FIELDS}))?(?:\((?P<precision>[1-6])\))?", "interval", "string"),
        (r"bit\((?P<dimensions>\d+)\)", "bit", "string"),
        (r"vector\((?P<dimensions>\d+)\)", "vector", "tuple"),
        (r"halfvec\((?P<dimensions>\d+)\)", "halfvec", "tuple"),
        (r"sparsevec\((?P<dimensions>\d+)\)", "sparsevec", "string"),
    )
]
_ARRAY = re.compile(r"(.*?)((?:\[\d*\])*)", re.DOTALL)
_TYPES = {
    **dict.fromkeys(("smallint", "integer", "real", "double precision", "oid", "serial", "bigserial", "smallserial"),
                    "number"),
    "boolean": "boolean", "bool": "boolean", "bytea": "Uint8Array", "json": "unknown", "jsonb": "unknown",
}  # fmt: skip


def without_dimensions(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the type of the elements of an array, and its sizes, which may be empty."""
    found = _ARRAY.fullmatch(text)
    assert found  # noqa: S101 - it matches every text
    return found[1], tuple(re.findall(r"\[(\d*)\]", found[2]))


def builder_of(element: str) -> Builder | None:
    """Return the builder whose SQL is this text, to the letter; None where drizzle has none."""
    if element in _PLAIN:
        function, data = _PLAIN[element]
        return Builder(function, {}, data)
    if element in ("bigint", "bigserial"):
        return Builder(element, {"mode": '"number"'}, "number")
    if element == "geometry(point)":
        return Builder("geometry", {"type": '"point"'}, "tuple")
    for pattern, function, data in _PATTERNS:
        found = pattern.fullmatch(element)
        if found:
            return Builder(function, {name: _option(name, text) for name, text in _groups(found)}, data)
    return None


def _groups(found: re.Match[str]) -> list[tuple[str, str]]:
    return [(name, text) for name, text in found.groupdict().items() if text is not None]


def _option(name: str, text: str) -> str:
    if name in ("withTimezone", "mode"):
        return "true" if name == "withTimezone" else '"string"'
    return string(text) if name == "fields" else text


def data_of_custom(base: str) -> str:
    """Return the type in TypeScript of the values that the drivers return for a type of PostgreSQL."""
    element, dimensions = without_dimensions(base)
    return _TYPES.get(element, "string") + "[]" * len(dimensions)
