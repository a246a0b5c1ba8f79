"""Values that a column of a type could have, as texts: those made for trouble, those a check hints at, and new ones.

Pure. Not all of them need be valid: `try_out.py` asks the server.
"""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from journal.testdata.making import made, numbers, texts
from journal.testdata.making.hints import Hints, all_of, hints_of
from journal.testdata.making.types import Type, Types

_MOST = 60
_NEW = 6  # how many new ones each column gets
_DEEP = 4  # how far types within types are followed

_TEXT = {"text", "varchar", "bpchar", "citext", "name", "refcursor"}
_JSON = {"json", "jsonb"}
_TIMES = {"date", "timestamp", "timestamptz"}
_VECTORS = {"vector", "halfvec", "sparsevec"}


@dataclass(frozen=True)
class Wish:
    """What values are wanted: of which type, hinted at by what, and new from which number on."""

    type: int
    modifier: int
    hints: Hints = field(default_factory=Hints)
    since: int = 0
    depth: int = 0


def candidates(types: Types, wish: Wish) -> tuple[str, ...]:
    """Texts of values, best first, each once; none for a type that nothing is known of."""
    type_ = types.by_oid.get(wish.type)
    if type_ is None or wish.depth > _DEEP:
        return ()
    best = itertools.islice(dict.fromkeys(_mixed(_usual(types, type_, wish), _hinted(types, type_, wish))), _MOST)
    return tuple(dict.fromkeys((*best, *_new(type_, wish))))


def _mixed(usual: Iterable[str], hinted: Iterable[str]) -> Iterator[str]:
    """One of each in turn: the most troublesome first, and what a check asks for soon after."""
    for pair in itertools.zip_longest(usual, hinted):
        yield from (one for one in pair if one is not None)


def _usual(types: Types, type_: Type, wish: Wish) -> Sequence[str]:
    inner = replace(wish, type=type_.inside, modifier=-1, hints=Hints(), depth=wish.depth + 1)
    if type_.array:
        return made.arrays(candidates(types, replace(inner, modifier=wish.modifier)), type_.name == "_box")
    if type_.kind == "d":
        own = all_of(hints_of(check) for check in type_.checks)
        return candidates(types, replace(inner, modifier=type_.modifier, hints=wish.hints | own))
    return type_.labels if type_.kind == "e" else _of_parts(types, type_, inner) or _plain(type_, wish)


def _of_parts(types: Types, type_: Type, inner: Wish) -> Sequence[str]:
    """Of a record, a range or a multirange."""
    if type_.kind == "c":
        return made.composites([_field(types, inner, one.type, one.modifier) for one in type_.attributes])
    if type_.kind == "r":
        return made.ranges(_ordered(types, inner), inner.since)
    return made.multiranges(candidates(types, inner)) if type_.kind == "m" else ()


def _field(types: Types, inner: Wish, type_: int, modifier: int) -> Sequence[str]:
    return candidates(types, replace(inner, type=type_, modifier=modifier))


def _ordered(types: Types, wish: Wish) -> Sequence[str]:
    """Bounds for ranges, rising."""
    part = types.by_oid.get(wish.type)
    if part is None:
        return ()
    return numbers.rising(part.name, wish.since) or candidates(types, wish)


def _plain(type_: Type, wish: Wish) -> Sequence[str]:
    if type_.name in _TEXT:
        return made.fitting(texts.WORDS, _length(type_, wish.modifier))
    if type_.name == "numeric":
        return numbers.numerics(wish.modifier)
    if type_.name == "uuid":
        return tuple(made.uuid(number) for number in range(1, 7))
    if type_.name in ("bit", "varbit"):
        return made.bits(wish.modifier if wish.modifier > 0 else 1)
    if type_.name in _VECTORS:
        return made.vectors(type_.name, max(wish.modifier, 3) if wish.modifier < 0 else wish.modifier)
    return texts.PLAIN.get("json" if type_.name in _JSON else type_.name, ())


def _length(type_: Type, modifier: int) -> int | None:
    """How many letters fit, of a type that says it."""
    if type_.name == "name":
        return 63
    return modifier - 4 if modifier > 4 and type_.name in ("varchar", "bpchar") else None


def _hinted(types: Types, type_: Type, wish: Wish) -> Iterator[str]:
    hints = wish.hints
    if type_.array:
        element = replace(wish, type=type_.inside, depth=wish.depth + 1)
        yield from made.arrays_hinted(candidates(types, element), hints.lengths, hints.texts)
    elif type_.name in _TEXT:
        yield from made.fitting(made.texts_hinted(hints), _length(type_, wish.modifier))
    elif type_.name in _JSON:
        yield from hints.of("json", "jsonb")
        yield from made.objects(hints)
    elif type_.name in _TIMES:
        yield from made.times_hinted(hints, type_.name)
    elif type_.name == "bytea":
        yield from made.bytes_hinted(hints)
    elif type_.name == "varbit":
        yield from ("10" * length for length in hints.lengths)
    elif type_.name in numbers.NUMBERS:
        yield from numbers.near(hints.numbers, whole=type_.name.startswith("int"))
    yield from hints.of(type_.name)


def _new(type_: Type, wish: Wish) -> Iterator[str]:
    """Values that no row has yet, from a number on."""
    for number in range(wish.since + 1, wish.since + _NEW + 1):
        if type_.name in _TEXT:
            words = (made.word(number), f"n{number}", *made.texts_new(wish.hints, number))
            yield from made.fitting(words, _length(type_, wish.modifier), pad=False)
        elif type_.kind == "b" and not type_.array:
            yield from made.new(type_.name, number)
