"""Candidates for a value of a type, as texts that the server takes: ones that break careless migrations, hinted ones,
and new ones.
"""

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial

import orjson

from journal.testdata import samples
from journal.testdata.attempt import FillAttempt
from journal.testdata.facts import TypeFacts
from journal.testdata.hints import Hints, hints_of, like, matching, numbered

_MOST = 60  # candidates of a column, without the new ones
_MOST_HINTED = 400  # hinted ones that the server tests
_NEW = 6  # new candidates of a column
_DEEP = 4  # how far types within types are followed
_OBJECTS = 60  # hinted JSON objects
_ARGUMENTS = re.compile(r"\((-?\d+)(?:,(-?\d+))?\)")
_WHOLE = ("smallint", "integer", "bigint")
_FRACTIONS = ("numeric", "real", "double precision", "money")
_TIMES = ("date", "timestamp without time zone", "timestamp with time zone")
_TEXTS = ("text", "character varying", "character", "citext", "name", "refcursor")
_JSON = ("json", "jsonb")
_USUAL: Mapping[str, Sequence[str]] = {
    **dict.fromkeys(_WHOLE, samples.WHOLE), **dict.fromkeys(_FRACTIONS, samples.FRACTIONS),
    **dict.fromkeys((*_TIMES, "time without time zone", "time with time zone"), samples.MOMENTS),
    **dict.fromkeys(_TEXTS, samples.WORDS), **dict.fromkeys(_JSON, samples.DOCUMENTS),
}  # fmt: skip


def texts_of(
    attempt: FillAttempt, spelling: str, checks: Sequence[str] = (), since: int = 0, depth: int = 0
) -> tuple[str, ...]:
    """Return valid texts, the best first, each once.

    `spelling`: the type by format_type; `checks`: expressions that give hints; `since`: the number after which new
    values begin, so that they differ from those of earlier rows.
    """
    bare = _ARGUMENTS.sub("", spelling)
    facts = attempt.facts.types.get(bare)
    inner = partial(texts_of, attempt, since=since, depth=depth + 1)
    if depth > _DEEP:
        return ()
    if facts and facts.kind == "d":
        return attempt.valid(spelling, inner(facts.inner, (*checks, *facts.checks)))
    hints = hints_of(*checks)
    usual: Iterable[str]
    hinted: Iterable[str] = hints.literals
    new: Iterable[str] = ()
    if spelling.endswith("[]"):
        usual, hinted = _arrays(inner(spelling[:-2]), inner(spelling[:-2], checks), hints, bare)
    elif facts:
        usual = _of_parts(facts, inner, since)
    else:
        name = bare.rpartition(".")[2].strip('"')
        usual, hinted = _usual(name, spelling), _hinted(name, hints)
        new = [text for number in range(since + 1, since + 1 + _NEW) for text in _new(name, hints, number)]
    pairs = itertools.zip_longest(usual, itertools.islice(hinted, _MOST_HINTED))
    found = attempt.valid(spelling, [text for pair in pairs for text in pair if text is not None])
    return tuple(dict.fromkeys((*found[:_MOST], *attempt.valid(spelling, new))))


def _usual(name: str, spelling: str) -> Sequence[str]:
    if name in ("vector", "halfvec", "sparsevec"):
        size = int(next(_ARGUMENTS.finditer(spelling), {1: "3"})[1])
        rest = ",0.25" * (size - 1)
        return [text for first in ("0.5", "1", "-1") for text in (f"[{first}{rest}]", f"{{1:{first}}}/{size}")]
    texts = _USUAL.get(name, samples.OTHERS)
    # The server cuts a text to the length of its column.
    return (texts[0] * 20, *texts) if name in _TEXTS and "(" in spelling else texts


def _of_parts(facts: TypeFacts, inner: Callable[..., tuple[str, ...]], since: int) -> Sequence[str]:
    """Return labels, records with all fields, other values and none, ranges that do not touch, or multiranges."""
    if facts.kind == "c":
        fields = [inner(attribute) for attribute in facts.attributes]
        rows = [[values[place % len(values)] if values else None for values in fields] for place in (0, 1)]
        rows.append([None] * len(fields))
        return ["(" + ",".join("" if value is None else _quoted(value) for value in row) + ")" for row in rows]
    if facts.kind == "r":
        numbers = range(since * 2, since * 2 + 16)
        risen = [text for number in numbers for text in itertools.islice(_new(facts.inner, Hints(), number), 1)]
        bounds = [_quoted(bound) for bound in risen or inner(facts.inner)]
        pairs = [f"[{low},{high})" for low, high in zip(bounds[::2], bounds[1::2], strict=False)]
        endless = [f"[{bounds[0]},)", f"(,{bounds[0]})"] if bounds and not since else []
        return [*pairs, *endless, "(,)", "empty"]
    if facts.kind == "m":
        parts = [part for part in inner(facts.inner) if part != "empty"]
        return [f"{{{','.join(parts[:2])}}}", "{}", *(f"{{{part}}}" for part in parts)]
    return facts.labels


def _arrays(
    elements: Sequence[str], hinted: Sequence[str], hints: Hints, bare: str
) -> tuple[Iterable[str], Iterable[str]]:
    """Return arrays of some elements, of none, of one, and with a NULL; and arrays of literals and of lengths."""
    some, words = [_quoted(element) for element in elements[:3]], [_quoted(text) for text in hints.literals]
    sizes = [size for length in hints.lengths for size in (length, length + 1, length - 1)]
    repeated = [[_quoted(hinted[place % len(hinted)]) for place in range(size)] for size in sizes if hinted]
    usual = (some, some[:0], some[:1], [*some[-1:], "NULL"])
    delimiter = ";" if bare == "box[]" else ","
    both = (usual, (*([word] for word in words), words, *repeated))
    one, other = (["{" + delimiter.join(parts) + "}" for parts in lists] for lists in both)
    return one, other


def _hinted(name: str, hints: Hints) -> Iterator[str]:
    """Yield what the hints say of a base type."""
    if name in _WHOLE or name in _FRACTIONS:
        steps = ("0", "1", "-1") if name in _WHOLE else ("0", "1", "-1", "0.5", "-0.5")
        yield from (f"{Decimal(number) + Decimal(step):f}" for number in hints.numbers for step in steps)
    elif name in _TIMES:
        yield from _moments(hints)
    elif name in _JSON:
        # Objects with the texts of a check as keys and its constants as values, and arrays of its lengths.
        words = [text for text in hints.literals if text not in hints.numbers]
        values = [*words, *(orjson.Fragment(number) for number in hints.numbers), 1, "x", True, [], {}, ["x"]]
        objects = [dict.fromkeys(some, value) for value in values for some in (words, *([word] for word in words))]
        arrays = [[1] * size for length in hints.lengths for size in (length, length + 1)]
        yield from (orjson.dumps(value).decode() for value in [*objects[:_OBJECTS], *arrays])
    else:
        yield from _words(hints)
    yield from hints.literals


def _words(hints: Hints) -> Iterator[str]:
    """Yield texts of the patterns, constants and lengths; bytes and bits have some of them, too."""
    yield from (text for pattern in hints.patterns for text in matching(pattern))
    yield from (text for pattern in hints.likes for text in like(pattern))
    yield from hints.literals
    for length in hints.lengths:
        yield from ("a" * length, "A" * length, "1" * length, "a" * (length + 1), "a" * max(0, length - 1))
        yield from (f"{text}{'a1' * length}"[:length] for text in hints.literals)
    for text in hints.literals:
        yield from (f"{text}a1", f"a1{text}", f"a1{text}b2")
        yield from (text.join(["1"] * length) for length in hints.lengths)


def _moments(hints: Hints) -> Iterator[str]:
    """Yield days in the months and years that numbers may be; each constant, and the days after and before it."""
    for number in (int(text) for text in hints.numbers if text.isdigit()):
        if 1 <= number <= 12:
            yield f"2024-{number:02}-{number:02}"
        elif 1000 <= number <= 9998:
            yield from (f"{number}-01-01", f"{number + 1}-01-01")
    for text in hints.literals:
        try:
            yield from (str(datetime.fromisoformat(text) + timedelta(days=days)) for days in (0, 1, -1))
        except (ValueError, OverflowError):
            continue


def _new(name: str, hints: Hints, number: int) -> Iterator[str]:
    """Yield values that only this number gives."""
    day, high, low = date(2024, 1, 1) + timedelta(days=number), number // 60 % 60, number % 60
    for pattern in samples.NEW.get(name, ()):
        yield pattern.format(number=number, thousand=1000 + number, day=day, high=high, low=low)
    if name in _TEXTS:
        yield from (numbered(pattern, number) for pattern in hints.patterns)
        yield from (like(pattern)[-1] + str(number) for pattern in hints.likes)
        yield from (str(number).rjust(size, "A")[:size] for length in hints.lengths for size in (length, length - 1))
        yield from (f"{text}{number}" for text in hints.literals)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
