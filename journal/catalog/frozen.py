"""How values are frozen: for mypy, which reads all code here, and not at run time.

A dataclass frozen at run time sets each field by `object.__setattr__`, which takes five times as long. For the 10,000
columns of a large schema, that is more than all other work on them.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass as value
else:
    from dataclasses import dataclass

    def value(*, frozen: bool, slots: bool) -> type:
        """Make a class whose instances are equal and hashed by their fields, as frozen ones are."""
        return dataclass(slots=slots, unsafe_hash=frozen)


__all__ = ["value"]
