"""`Number(text)` and `String(number)` of JavaScript, for values that PostgreSQL sends. Pure."""

import math
import re

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?|Infinity)")
_BASED = re.compile(r"0(?:[xX][0-9a-fA-F]+|[oO][0-7]+|[bB][01]+)")
_BLANKS = "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"  # noqa: E501
_PLAIN = 1e21  # from here String(number) has an exponent


def number(text: str) -> float:
    """Return `Number(text)`: NaN if the text is no number."""
    stripped = text.strip(_BLANKS)
    if not stripped:
        return 0.0
    if _BASED.fullmatch(stripped):
        return float(int(stripped, 0))
    return float(stripped.replace("Infinity", "inf")) if _NUMBER.fullmatch(stripped) else math.nan


def text(value: float) -> str:
    """Return `String(value)`."""
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if value == int(value) and abs(value) < _PLAIN:
        return str(int(value))
    digits, _, exponent = repr(value).partition("e")
    if not exponent:
        return digits
    if -7 < int(exponent) < 0:
        return f"{value:.{len(digits.replace('.', '').lstrip('-')) - int(exponent) - 1}f}"
    return f"{digits.removesuffix('.0')}e{int(exponent):+d}"
