"""Numbers as JavaScript prints them: what drizzle-kit has in its SQL and its JSON. Pure."""

from decimal import Decimal


def printed(number: float) -> str:
    """A number as text. Source: Number::toString of ECMA-262: the fewest digits that mean the same number."""
    if number == 0:
        return "0"
    sign, digits, exponent = Decimal(repr(float(number))).normalize().as_tuple()
    assert isinstance(exponent, int)  # noqa: S101 - infinity and NaN are no JSON
    text, point = "".join(map(str, digits)), len(digits) + exponent
    return ("-" if sign else "") + _placed(text, point)


def _placed(digits: str, point: int) -> str:
    """The digits with the point after so many of them."""
    if len(digits) <= point <= 21:
        return digits.ljust(point, "0")
    if 0 < point <= 21:
        return f"{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"0.{digits.rjust(len(digits) - point, '0')}"
    first, rest = digits[:1], digits[1:]
    return f"{first}.{rest}e{point - 1:+d}" if rest else f"{first}e{point - 1:+d}"
