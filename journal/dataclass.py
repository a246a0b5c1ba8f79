"""`dataclass`, as that of the standard library for frozen classes, made in a fifth of the time.

A command makes about 140 frozen classes before it does anything. The standard library compiles six functions for each,
which takes a fifth of the time that a command needs to start. Here one is compiled, `__init__`; the others are shared.

A class with slots is frozen for mypy only, which reads all code here. To set each field by `object.__setattr__` takes
five times as long; for the 10,000 columns of a large schema, that is more than all other work on them.
"""

import dataclasses
from collections.abc import Callable
from dataclasses import MISSING, Field, FrozenInstanceError
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(cls: type | None = None, /, *, frozen: bool = False, slots: bool = False, **more: bool) -> Any:
        """Make a dataclass; one that is not frozen, or that has an order, is that of the standard library."""
        if cls is None:
            return partial(dataclass, frozen=frozen, slots=slots, **more)
        if not frozen or more.get("order"):
            return dataclasses.dataclass(cls, frozen=frozen, slots=slots, **more)
        cls.__doc__ = cls.__doc__ or cls.__name__  # else one is composed of the signature
        made = dataclasses.dataclass(cls, init=slots, repr=False, eq=False, slots=slots, **more)
        fields = dataclasses.fields(made)
        own = {} if slots else {"__init__": _init(fields, made), "__setattr__": _refuse, "__delattr__": _refuse}
        for name, function in (own | _shared(fields)).items():
            if cls.__dict__.get(name) is None:
                setattr(made, name, function)
        return made


def _shared(fields: tuple[Field[Any], ...]) -> dict[str, Callable[..., Any]]:
    """Return what a class does with its fields, without compiling anything."""
    shown = tuple(field.name for field in fields if field.repr)
    compared = tuple(field.name for field in fields if field.compare)
    values: Callable[[object], object] = attrgetter(*compared) if compared else lambda self: ()

    def text(self: object) -> str:
        return f"{type(self).__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in shown)})"

    def equal(self: object, other: object) -> bool:
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    def hashed(self: object) -> int:
        return hash(values(self))

    return {"__repr__": text, "__eq__": equal, "__hash__": hashed}


def _init(fields: tuple[Field[Any], ...], cls: type) -> Callable[..., None]:
    """Compile `__init__`, which sets each field once, past what refuses later changes."""
    names: dict[str, Any] = {"_set": object.__setattr__, "_missing": MISSING}
    first: list[str] = []
    keyed: list[str] = []
    body: list[str] = []
    for field in fields:
        value = field.name
        parameter = field.name
        if field.default is not MISSING:
            names[f"_default_{field.name}"] = field.default
            parameter += f"=_default_{field.name}"
        elif field.default_factory is not MISSING:
            names[f"_make_{field.name}"] = field.default_factory
            parameter += "=_missing"
            value = f"_make_{field.name}() if {field.name} is _missing else {field.name}"
        (keyed if field.kw_only else first).append(parameter)
        body.append(f"_set(self, {field.name!r}, {value})")
    if hasattr(cls, "__post_init__"):
        body.append("self.__post_init__()")
    parameters = ", ".join(["self", *first, *(["*", *keyed] if keyed else ())])
    exec(f"def __init__({parameters}):\n " + "\n ".join(body or ["pass"]), names)  # noqa: S102 - fields, no input
    made: Callable[..., None] = names["__init__"]
    return made


def _refuse(self: object, name: str, *_: object) -> NoReturn:
    raise FrozenInstanceError(f"cannot change field {name!r}")


__all__ = ["dataclass"]
