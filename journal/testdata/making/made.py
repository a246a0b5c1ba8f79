"""Texts of values that are put together: arrays, records, ranges, objects, and ever new ones. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise

import orjson

from journal.testdata.making.hints import Hints
from journal.testdata.making.patterns import like, matching, numbered

_FULL = 400  # a text is made as long as its column allows up to here
_OBJECTS = 30


def fitting(words: Iterable[str], length: int | None, *, pad: bool = True) -> Sequence[str]:
    """The words cut to a length; before them, one that is as long as it may be."""
    if length is None:
        return tuple(words)
    cut = [word[:length] for word in words]
    return tuple([(cut[0] * length)[:length], *cut] if pad and cut and cut[0] and length <= _FULL else cut)


def texts_hinted(hints: Hints) -> Iterator[str]:
    """Texts that the constants, patterns and lengths of a check hint at."""
    for pattern in hints.patterns:
        yield from matching(pattern)
    for pattern in hints.likes:
        yield from like(pattern)
    yield from hints.texts
    for length in hints.lengths:
        yield from ("a" * length, "A" * length, "1" * length, "a" * (length + 1), "a" * max(0, length - 1))
        yield from (f"{text}{'a1' * length}"[:length] for text in hints.texts)
    for text in hints.texts:
        yield from (f"{text}a1", f"a1{text}", f"a1{text}b2", " ".join([text] * 5))
    for length in hints.lengths:
        yield from (text.join(["1"] * length) for text in hints.texts if len(text) == 1)


def texts_new(hints: Hints, number: int) -> Iterator[str]:
    """Texts that only this number gives, as patterns and lengths ask for."""
    for pattern in hints.patterns:
        yield numbered(pattern, number)
    for pattern in hints.likes:
        yield like(pattern)[-1] + str(number)
    for length in hints.lengths:
        yield from (str(number).rjust(size, "A")[:size] for size in (length, max(0, length - 1)))
    for text in hints.texts:
        yield f"{text}{number}"


def bytes_hinted(hints: Hints) -> Iterator[str]:
    """Bytes that the lengths and constants of a check hint at."""
    yield from ("\\x" + "a5" * length for length in hints.lengths)
    yield from (f"{constant}a5" for constant in hints.of("bytea"))


def times_hinted(hints: Hints, type_: str) -> Iterator[str]:
    """Each constant, the day after and the day before, and the years, months and days that numbers could be."""
    for number in hints.numbers:
        if number.isdigit() and 1 <= int(number) <= 12:
            yield f"2024-{int(number):02}-{int(number):02}"
        elif number.isdigit() and 1000 <= int(number) <= 9998:
            yield from (f"{number}-01-01", f"{int(number) + 1}-01-01")
    for text in hints.of("date", "timestamp", "timestamptz"):
        yield text
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            continue
        for days in (1, -1):
            try:
                shifted = moment + timedelta(days=days)
            except OverflowError:
                continue
            yield shifted.date().isoformat() if type_ == "date" else shifted.isoformat(" ")


def arrays(elements: Sequence[str], boxes: bool) -> Sequence[str]:
    """Arrays of one, none, and some elements with a NULL among them."""
    mark = ";" if boxes else ","
    some = [_quoted(element) for element in elements[:3]]
    if not some:
        return ("{}",)
    return ("{" + mark.join(some) + "}", "{}", "{" + some[0] + "}", "{" + mark.join([some[-1], "NULL"]) + "}")


def arrays_hinted(elements: Sequence[str], lengths: Iterable[int], texts: Iterable[str]) -> Iterator[str]:
    """Arrays of these lengths, and of the texts of a check."""
    words = [_quoted(text) for text in texts]
    yield from ("{" + word + "}" for word in words)
    if len(words) > 1:
        yield "{" + ",".join(words) + "}"
    for length in lengths:
        for size in (length, length + 1, length - 1):
            if elements and size >= 0:
                yield "{" + ",".join(_quoted(elements[place % len(elements)]) for place in range(size)) + "}"


def composites(fields: Sequence[Sequence[str]]) -> Sequence[str]:
    """Records with every field, with other values, and with none."""
    rows = [[values[place % len(values)] if values else None for values in fields] for place in (0, 1)]
    rows.append([None] * len(fields))
    return tuple("(" + ",".join("" if value is None else _quoted(value) for value in row) + ")" for row in rows)


def ranges(bounds: Sequence[str], since: int) -> Sequence[str]:
    """Ranges that do not touch, then those without an end or anything in them."""
    quoted = [_quoted(bound) for bound in bounds]
    apart = [f"[{low},{high})" for low, high in list(pairwise(quoted))[::2]]
    endless = () if since else (f"[{quoted[0]},)", f"(,{quoted[0]})", "(,)") if quoted else ("(,)",)
    return (*apart, *endless, "empty")


def multiranges(parts: Sequence[str]) -> Sequence[str]:
    """Multiranges of two ranges, of none and of each."""
    whole = [part for part in parts if part != "empty"]
    return (f"{{{','.join(whole[:2])}}}", "{}", *(f"{{{part}}}" for part in whole))


def objects(hints: Hints) -> Iterator[str]:
    """JSON objects that have the texts of a check as keys, and its constants as values."""
    words, numbers = hints.texts, hints.numbers
    values: list[object] = [*words, *(orjson.Fragment(number) for number in numbers), 1, "x", True, [], {}, ["x"]]
    made = []
    for value in values[:_OBJECTS]:
        made.append(dict.fromkeys(words, value))
        made += [{word: value} for word in words if word != value]
    if len(words) > 1:
        made += [{one: 1, other: "x"} for one in words for other in words if one != other]
        made += [{one: other} for one in words for other in words]
    sizes = [[1] * size for length in hints.lengths for size in (length, length + 1)]
    for one in [*made[: _OBJECTS * 2], *sizes]:
        yield orjson.dumps(one).decode()


def bits(length: int) -> Sequence[str]:
    """Strings of bits of a length."""
    return (("10" * length)[:length], "0" * length, "1" * length)


def vectors(type_: str, dimensions: int) -> Sequence[str]:
    """Vectors of so many dimensions."""
    if type_ == "sparsevec":
        return (f"{{1:0.5}}/{dimensions}", f"{{1:1}}/{dimensions}")
    return tuple("[" + ",".join([first] + ["0.25"] * (dimensions - 1)) + "]" for first in ("0.5", "1", "-1"))


def uuid(number: int) -> str:
    """A UUID that anybody sees is made up."""
    return f"{number:08x}-0000-4000-8000-000000000000"


def word(number: int) -> str:
    """A text that only this number gives."""
    return f"Zoë{number}@example.com"


def new(type_: str, number: int) -> Iterator[str]:
    """A value of a type that only this number gives, where there is one."""
    if type_ in ("int2", "int4", "int8", "oid", "money"):
        yield str(1000 + number)
        yield str(number)
    elif type_ in ("numeric", "float4", "float8"):
        yield f"{number}.5"
        yield str(number)
    elif type_ in ("date", "timestamp", "timestamptz"):
        yield (date(2020, 1, 1) + timedelta(days=number)).isoformat()
    elif type_ in ("inet", "cidr"):
        yield f"10.1.{number // 256 % 256}.{number % 256}"
    else:
        others = {
            "uuid": uuid(number + 100), "bytea": f"\\x{number:08x}", "json": f'{{"n": {number}}}',
            "jsonb": f'{{"n": {number}}}', "interval": f"{number} min", "time": f"{number % 24:02}:01:00",
            "macaddr": f"02:00:00:00:{number // 256 % 256:02x}:{number % 256:02x}", "point": f"({number},{number})",
            "circle": f"<({number * 10},0),1>", "ltree": f"n{number}", "pg_lsn": f"1/{number:X}",
            "hstore": f'"n"=>"{number}"',
        }  # fmt: skip
        if type_ in others:
            yield others[type_]


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
