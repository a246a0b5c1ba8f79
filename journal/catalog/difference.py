"""What is different between two schemas, one value for each difference."""

from dataclasses import dataclass
from enum import StrEnum


class Weight(StrEnum):
    """What a difference means.

    REAL: the two schemas are not the same. NAME: the same thing under another name. ORDER: the same columns or labels
    in another order where order changes no result. SURROUNDINGS: what the platform or its administrator has added,
    such as grants to other roles, or an extension in another version.
    """

    REAL = "real"
    NAME = "name"
    ORDER = "order"
    SURROUNDINGS = "surroundings"


@dataclass(frozen=True)
class Difference:
    """One difference. `kind` is such as `column`, `name` such as `public.users.email`, quoted only where needed.

    `facet` says what of the object differs, such as `type`; empty when the object is on one side only. `expected` and
    `actual` are that facet on both sides in SQL, None where the object is not there. `sql` brings the actual side to
    the expected one, with a semicolon; None where that would lose data or cannot be said safely, and then `hazard`
    says why.
    """

    kind: str
    name: str
    weight: Weight
    expected: str | None
    actual: str | None
    facet: str = ""
    sql: str | None = None
    hazard: str = ""
