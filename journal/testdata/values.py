"""Candidates for a value of a type, as texts: ones that break careless migrations, hinted ones, and new ones.

Pure. Not every candidate is valid: the server tests them.
"""

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial

import orjson

from journal.testdata import samples
from journal.testdata.facts import TypeFacts
from journal.testdata.hints import Hints, hints_of
from journal.testdata.patterns import like, matching, numbered

_MOST = 60  # candidates of a column, without the new ones
_NEW = 6  # new candidates of a column
_DEEP = 4  # how far types within types are followed
_FULL = 400  # a text is made as long as its column allows up to here
_OBJECTS = 30
_ARGUMENTS = re.compile(r"\((-?\d+)(?:,(-?\d+))?\)")
_TEXT = {"text", "character varying", "character", "citext", "name", "refcursor"}
_WHOLE = {"smallint", "integer", "bigint"}
_NUMBERS = {*_WHOLE, "numeric", "real", "double precision", "money"}
_TIMES = {"date", "timestamp without time zone", "timestamp with time zone"}


def candidates(
    types: Mapping[str, TypeFacts], spelling: str, checks: Sequence[str] = (), since: int = 0, depth: int = 0
) -> tuple[str, ...]:
    """Return texts of values, the best first, each once; none for an unknown type.

    `spelling`: the type by format_type; `checks`: expressions that give hints; `since`: the number after which new
    values begin, so that they differ from those of earlier rows.
    """
    bare = _ARGUMENTS.sub("", spelling)
    facts = types.get(bare)
    inner = partial(candidates, types, since=since, depth=depth + 1)
    if depth > _DEEP:
        return ()
    if facts and facts.kind == "d":
        return inner(facts.inner, (*checks, *facts.checks))
    hints = hints_of(*checks)
    usual: Iterable[str]
    hinted: Iterable[str]
    new: Iterable[str] = ()
    if spelling.endswith("[]"):
        usual = _arrays(inner(spelling[:-2]), ";" if bare == "box[]" else ",")
        hinted = _arrays_hinted(inner(spelling[:-2], checks), hints)
    elif facts:
        usual, hinted = _of_parts(facts, inner, since), hints.literals
    else:
        name, arguments = _base(spelling)
        usual, hinted = _usual(name, arguments), _hinted(name, arguments, hints)
        new = itertools.chain.from_iterable(_new(name, arguments, hints, since + place) for place in range(1, _NEW + 1))
    mixed = (text for pair in itertools.zip_longest(usual, hinted) for text in pair if text is not None)
    return tuple(dict.fromkeys((*itertools.islice(dict.fromkeys(mixed), _MOST), *new)))


def _base(spelling: str) -> tuple[str, list[int]]:
    """Return a base type's name without its schema, and its modifiers."""
    name = _ARGUMENTS.sub("", spelling).rpartition(".")[2].strip('"')
    arguments = [int(number) for match in _ARGUMENTS.finditer(spelling) for number in match.groups("0")]
    return ("interval" if name.startswith("interval") else name), arguments


def _of_parts(facts: TypeFacts, inner: Callable[..., tuple[str, ...]], since: int) -> Sequence[str]:
    """Return labels, records with all fields, other values and none, ranges that do not touch, or multiranges."""
    if facts.kind == "c":
        fields = [inner(attribute) for attribute in facts.attributes]
        rows = [[values[place % len(values)] if values else None for values in fields] for place in (0, 1)]
        rows.append([None] * len(fields))
        return ["(" + ",".join("" if value is None else _quoted(value) for value in row) + ")" for row in rows]
    if facts.kind == "r":
        pattern = samples.BOUNDS.get(facts.inner)
        numbers = range(since * 2, since * 2 + 16)
        bounds = [_formatted(pattern, number) for number in numbers] if pattern else inner(facts.inner)
        quoted = [_quoted(bound) for bound in bounds]
        endless = (f"[{quoted[0]},)", f"(,{quoted[0]})") if quoted and not since else ()
        return (
            *(f"[{low},{high})" for low, high in zip(quoted[::2], quoted[1::2], strict=False)),
            *endless,
            "(,)",
            "empty",
        )
    if facts.kind == "m":
        parts = [part for part in inner(facts.inner) if part != "empty"]
        return (f"{{{','.join(parts[:2])}}}", "{}", *(f"{{{part}}}" for part in parts))
    return facts.labels


def _usual(name: str, arguments: list[int]) -> Sequence[str]:
    size = arguments[0] if arguments else 0
    if name in _TEXT:
        return _fitting(samples.WORDS, name, arguments, pad=True)
    if name == "numeric":
        return _numerics(arguments)
    if name == "uuid":
        return [_formatted(samples.NEW["uuid"][0], number) for number in range(1, 7)]
    if name in ("bit", "bit varying"):
        length = size or 1
        return (("10" * length)[:length], "0" * length, "1" * length)
    if name in ("vector", "halfvec", "sparsevec"):
        rest = ",0.25" * ((size or 3) - 1)
        return [text for first in ("0.5", "1", "-1") for text in (f"[{first}{rest}]", f"{{1:{first}}}/{size or 3}")]
    return samples.PLAIN.get("json" if name == "jsonb" else name, ())


def _fitting(words: Iterable[str], name: str, arguments: list[int], *, pad: bool = False) -> Sequence[str]:
    """Return the words, cut to the column's length; with `pad` first one of exactly that length."""
    if not arguments and name not in ("name", "character"):
        return tuple(words)
    length = arguments[0] if arguments else 63 if name == "name" else 1
    cut = [word[:length] for word in words]
    return [(cut[0] * length)[:length], *cut] if pad and length <= _FULL else cut


def _numerics(arguments: list[int]) -> Sequence[str]:
    """Return a number with as many digits before and after the point as the column allows, and small ones."""
    digits, scale = arguments or (18, 4)
    whole = "1234567890123456789012345678"[: max(0, digits - max(0, scale))] or "0"
    fraction = "1234567890123456789012345678"[-scale:] if 0 < scale <= 28 else ""
    return (f"{whole}.{fraction}".rstrip("."), "-0.5", "0", "1", "2", "0.25", "12", "50", "100", "-7", "1000")


def _hinted(name: str, arguments: list[int], hints: Hints) -> Iterator[str]:
    """Yield what the hints say of a base type."""
    if name in _TEXT:
        yield from _fitting(_texts_hinted(hints), name, arguments)
    elif name in _NUMBERS:
        steps = ("0", "1", "-1") if name in _WHOLE else ("0", "1", "-1", "0.5", "-0.5")
        yield from (f"{Decimal(number) + Decimal(step):f}" for number in hints.numbers for step in steps)
    elif name in _TIMES:
        yield from _times_hinted(hints, name)
    elif name in ("json", "jsonb"):
        yield from _objects(hints)
    elif name == "bytea":
        yield from ("\\x" + "a5" * length for length in hints.lengths)
        yield from (f"{text}a5" for text in hints.literals)
    elif name == "bit varying":
        yield from (("10" * length)[:length] for length in hints.lengths)
    if name not in _TEXT:
        yield from hints.literals


def _texts_hinted(hints: Hints) -> Iterator[str]:
    for pattern in hints.patterns:
        yield from matching(pattern)
    for pattern in hints.likes:
        yield from like(pattern)
    yield from hints.literals
    for length in hints.lengths:
        yield from ("a" * length, "A" * length, "1" * length, "a" * (length + 1), "a" * max(0, length - 1))
        yield from (f"{text}{'a1' * length}"[:length] for text in hints.literals)
    for text in hints.literals:
        yield from (f"{text}a1", f"a1{text}", f"a1{text}b2")
        yield from (text.join(["1"] * length) for length in hints.lengths)


def _times_hinted(hints: Hints, name: str) -> Iterator[str]:
    """Yield days in the months and years that numbers may be; each constant, and the days after and before it."""
    for text in hints.numbers:
        if text.isdigit() and 1 <= int(text) <= 12:
            yield f"2024-{int(text):02}-{int(text):02}"
        elif text.isdigit() and 1000 <= int(text) <= 9998:
            yield from (f"{text}-01-01", f"{int(text) + 1}-01-01")
    for text in hints.literals:
        try:
            moments = [datetime.fromisoformat(text) + timedelta(days=days) for days in (0, 1, -1)]
        except (ValueError, OverflowError):
            continue
        yield from (moment.date().isoformat() if name == "date" else moment.isoformat(" ") for moment in moments)


def _objects(hints: Hints) -> Iterator[str]:
    """Yield JSON objects with the texts of a check as keys and its constants as values, and arrays of its lengths."""
    words = [text for text in hints.literals if text not in hints.numbers]
    values = [*words, *(orjson.Fragment(number) for number in hints.numbers), 1, "x", True, [], {}, ["x"]]
    objects: list[object] = []
    for value in values[:_OBJECTS]:
        objects += [dict.fromkeys(words, value), *({word: value} for word in words)]
    objects = objects[: 2 * _OBJECTS]
    objects += [{one: 1, other: "x"} for one in words for other in words if one != other]
    objects += [{one: other} for one in words for other in words]
    objects += [[1] * size for length in hints.lengths for size in (length, length + 1)]
    yield from (orjson.dumps(value).decode() for value in objects)


def _arrays(elements: Sequence[str], delimiter: str) -> Sequence[str]:
    """Return arrays of some elements, of none, of one, and with a NULL."""
    some = [_quoted(element) for element in elements[:3]]
    lists = (some, some[:0], some[:1], [*some[-1:], "NULL"]) if some else ([],)
    return ["{" + delimiter.join(parts) + "}" for parts in lists]


def _arrays_hinted(elements: Sequence[str], hints: Hints) -> Iterator[str]:
    """Yield arrays of the literals of a check, and arrays of its lengths."""
    words = [_quoted(text) for text in hints.literals]
    yield from ("{" + ",".join(parts) + "}" for parts in (*([word] for word in words), words))
    for length in hints.lengths:
        for size in (length, length + 1, length - 1):
            if elements:
                yield "{" + ",".join(_quoted(elements[place % len(elements)]) for place in range(size)) + "}"


def _new(name: str, arguments: list[int], hints: Hints, number: int) -> Iterator[str]:
    """Yield values that only this number gives."""
    if name in _TEXT:
        words = [f"Zoë{number}@example.com", f"n{number}", *(numbered(pattern, number) for pattern in hints.patterns)]
        words += [like(pattern)[-1] + str(number) for pattern in hints.likes]
        words += [str(number).rjust(size, "A")[:size] for length in hints.lengths for size in (length, length - 1)]
        words += [f"{text}{number}" for text in hints.literals]
        yield from _fitting(words, name, arguments)
    yield from (_formatted(pattern, number) for pattern in samples.NEW.get(name, ()))


def _formatted(pattern: str, number: int) -> str:
    return pattern.format(
        number=number,
        thousand=1000 + number,
        ten=10 * number,
        hour=number % 24,
        high=number // 60 % 60,
        low=number % 60,
        day=date(2020, 1, 1) + timedelta(days=number),
        late=date(2024, 1, 1) + timedelta(days=10 * number),
    )


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
