"""The arguments of a function of the library, checked by its annotations before it does anything."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import wraps
from inspect import Parameter, formatannotation, isclass, signature
from math import isfinite
from types import UnionType
from typing import Any, Literal, ParamSpec, TypeVar, Union, get_args, get_origin, get_type_hints

from journal.errors import SettingsInvalid, did_you_mean
from journal.project.project import Project

_Words = ParamSpec("_Words")
_Answer = TypeVar("_Answer")


def checked(function: Callable[_Words, _Answer]) -> Callable[_Words, _Answer]:
    """Return the function with a check of its arguments.

    The function raises TypeError for a value of another type, and SettingsInvalid for an unknown word or a number that
    is no amount.
    """

    @wraps(function)
    def call(*args: _Words.args, **words: _Words.kwargs) -> _Answer:
        given = signature(function).bind(*args, **words).arguments
        for name, value, kind in _typed(function, given):
            if not _fits(value, kind):
                raise _refusal(function.__name__, name, value, kind)
        return function(*args, **words)

    return call


def _typed(function: Callable[..., Any], given: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """Yield each argument with its value and type, those of a TypedDict among them. Raises TypeError for an unknown."""
    kinds = get_type_hints(function)
    for name, value in given.items():
        if signature(function).parameters[name].kind is not Parameter.VAR_KEYWORD:
            yield name, value, kinds[name]
            continue
        options = get_type_hints(*get_args(kinds[name]))
        for option, inner in value.items():
            if option not in options:
                hint = did_you_mean(option, [*options, *kinds], "")
                raise TypeError(f"journal.{function.__name__}() has no argument {option}. {hint}".rstrip())
            yield option, inner, options[option]


def _fits(value: Any, kind: Any) -> bool:
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return any(_fits(value, one) for one in inner)
    if origin is Literal:
        return value in inner
    if origin is Sequence:
        return isinstance(value, Sequence) and not isinstance(value, str) and all(_fits(one, *inner) for one in value)
    if kind is float:
        return _is_number(value) and isfinite(value) and value >= 0
    if origin is Callable:
        return callable(value)
    return not isclass(kind) or getattr(kind, "_is_protocol", False) or isinstance(value, kind)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _refusal(function: str, name: str, value: Any, kind: Any) -> Exception:
    """Return the error. The value is shown only where it cannot be a secret."""
    if kind is Project:
        example = f'journal.{function}(journal.Project.find("."))'
        return TypeError(f"journal.{function}() takes a Project first, and not {type(value).__name__}: {example}")
    choices = [one for part in (kind, *get_args(kind)) if get_origin(part) is Literal for one in get_args(part)]
    if choices and isinstance(value, str):
        hint = did_you_mean(value, choices, f"Known are: {', '.join(choices)}.")
        return SettingsInvalid(f"{name}={value!r}: there is no such value.", hint=hint)
    if kind is float and _is_number(value):
        return SettingsInvalid(f"{name}={value!r}: it is no amount.", hint="Pass a number from 0; 0 is no limit.")
    wanted = formatannotation(kind).replace("collections.abc.", "")
    return TypeError(f"journal.{function}(): {name} is {type(value).__name__}, and has to be {wanted}.")
