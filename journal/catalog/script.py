"""Differences -> one script that brings the actual side to the expected one, as far as that is safe to say. Pure."""

from collections.abc import Iterable

from journal.catalog.difference import Difference

_HEAD = """SET check_function_bodies = off;
SET search_path = '';
"""


def script(differences: Iterable[Difference]) -> str:
    """The statements of these differences, in their order, each group once; those without any as comments."""
    seen: dict[str, None] = {}
    for one in differences:
        what = " ".join(filter(None, (one.kind, one.name, one.facet)))
        seen.setdefault(one.sql or "\n".join(f"-- {line}" for line in f"{what}: {one.hazard}".splitlines()))
    return _HEAD + "".join(f"\n{sql}\n" for sql in seen) if seen else ""
