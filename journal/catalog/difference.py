"""A difference between two schemas, as a value; `weights.py` decides how much one weighs."""

from enum import StrEnum

from journal.dataclass import dataclass


class Weight(StrEnum):
    """What a difference means.

    REAL: the schemas are not the same. NAME: the same object has another name. ORDER: columns have another order,
    which changes no result. SURROUNDINGS: what the platform or an administrator adds, such as grants to other roles
    or another version of an extension.
    """

    REAL = "real"
    NAME = "name"
    ORDER = "order"
    SURROUNDINGS = "surroundings"


@dataclass(frozen=True)
class Difference:
    """One difference. `kind`: such as `column`; `name`: such as `public.users.email`, quoted only where needed.

    `facet`: the property that differs, such as `type`; empty where the object is on one side only. `expected` and
    `actual`: the property on each side as SQL, None where the object does not exist. `sql`: the statements, with
    semicolons, that bring the actual side to the expected one; None where they could lose data or are not known, and
    `hazard` has the reason.
    """

    kind: str
    name: str
    weight: Weight
    expected: str | None
    actual: str | None
    facet: str = ""
    sql: str | None = None
    hazard: str = ""
