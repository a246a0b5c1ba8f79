"""Numbers, and bounds of ranges, as texts. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

NUMBERS = {"int2", "int4", "int8", "numeric", "float4", "float8", "money"}
_COUNT = 8
_WIDE = 10  # how far the bounds of ranges lie apart
_FIRST_DAY = date(2024, 1, 1)


def numerics(modifier: int) -> Sequence[str]:
    """Numbers with as many digits before and after the point as the type's modifier allows, and small ones."""
    small = ("-0.5", "0", "1", "2", "0.25", "12", "50", "100", "-7", "1000")
    if modifier < 4:
        return ("12345678901234.5678", *small)
    digits, scale = ((modifier - 4) >> 16) & 0xFFFF, ((modifier - 4) & 0x7FF ^ 1024) - 1024
    whole = "1234567890123456789012345678"[: max(0, digits - max(0, scale))] or "0"
    part = "1234567890123456789012345678"[-scale:] if 0 < scale <= 28 else ""
    return (f"{whole}.{part}" if part else whole, *small)


def near(constants: Iterable[str], *, whole: bool) -> Iterator[str]:
    """Each constant and its neighbours."""
    for text in constants:
        try:
            number = Decimal(text)
        except InvalidOperation:
            continue
        yield from (f"{one:f}" for one in (number, number + 1, number - 1))
        if not whole:
            yield f"{number + Decimal('0.5'):f}"
            yield f"{number - Decimal('0.5'):f}"


def rising(type_: str, since: int) -> Sequence[str]:
    """Bounds of a type in their order, wide apart; none for a type that has no such steps."""
    bound = _BOUNDS.get(type_)
    return [bound(place) for place in range(since * 2, since * 2 + 2 * _COUNT)] if bound else ()


def _day(place: int) -> str:
    return (_FIRST_DAY + timedelta(days=_WIDE * place)).isoformat()


_BOUNDS: Mapping[str, Callable[[int], str]] = {
    "date": _day,
    "timestamp": lambda place: f"{_day(place)} 08:30:00",
    "timestamptz": lambda place: f"{_day(place)} 08:30:00+00",
    **dict.fromkeys(("int2", "int4", "int8"), lambda place: str(_WIDE * place + 1)),
    **dict.fromkeys(("numeric", "float4", "float8"), lambda place: f"{_WIDE * place}.5"),
    **dict.fromkeys(("text", "varchar", "bpchar"), lambda place: f"a{place:04}"),
    "time": lambda place: f"{place % 24:02}:15:00",
    "inet": lambda place: f"10.0.{place % 256}.0",
}
