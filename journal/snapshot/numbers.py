"""Numbers as JavaScript prints them, which drizzle-kit has in its SQL and its JSON. Pure."""

from decimal import Decimal


def printed(number: float) -> str:
    """Return a number as text. Source: Number::toString of ECMA-262: the fewest digits that mean the same number."""
    if number == 0:
        return "0"
    sign, numerals, exponent = Decimal(repr(float(number))).normalize().as_tuple()
    assert isinstance(exponent, int)  # noqa: S101 - infinity and NaN are no JSON
    digits, point = "".join(map(str, numerals)), len(numerals) + exponent
    if len(digits) <= point <= 21:
        text = digits.ljust(point, "0")
    elif 0 < point <= 21:
        text = f"{digits[:point]}.{digits[point:]}"
    elif -6 < point <= 0:
        text = f"0.{digits.rjust(len(digits) - point, '0')}"
    else:
        fraction = f".{digits[1:]}" if digits[1:] else ""
        text = f"{digits[0]}{fraction}e{point - 1:+d}"
    return ("-" if sign else "") + text
