"""What a type is made of, as far as values of it can be made up. Values only; `facts.py` reads them."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Attribute:
    """One field of a composite type: its name, its type's OID and that type's modifier, -1 for none."""

    name: str
    type: int
    modifier: int


@dataclass(frozen=True)
class Type:
    """A type. `kind`: PostgreSQL's letter, b base, e enum, d domain, c composite, r range, m multirange.

    `inside`: the OID of an array's elements, a domain's base type, a range's bounds or a multirange's ranges, with
    `modifier` for a domain's; `checks` are a domain's expressions on VALUE.
    """

    schema: str
    name: str
    kind: str
    array: bool
    inside: int
    modifier: int
    labels: tuple[str, ...]
    checks: tuple[str, ...]
    attributes: tuple[Attribute, ...]


@dataclass(frozen=True)
class Types:
    """The types by OID. `spelt`: OID and modifier by the text that a column's type is told in."""

    by_oid: Mapping[int, Type]
    spelt: Mapping[str, tuple[int, int]]
