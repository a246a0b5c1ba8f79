"""What the body of a DO block does, as far as its words tell: also those in a text that it executes. Pure."""

import re
from collections.abc import Iterator

from journal.losses.effects import EffectKind, Name


def found_in(body: str) -> Iterator[tuple[EffectKind, Name, tuple[str, ...]]]:
    """What is done, to which table or type, and to which columns. Comments are passed over."""
    text = _COMMENT.sub(" ", body)
    for what, pattern in _WORDS:
        for match in pattern.finditer(text):
            yield what, _plain(match[1]), (_plain(match[2])[-1],) if pattern.groups > 1 else ()


def _plain(text: str) -> Name:
    """A name as SQL writes it, in its parts."""
    return tuple(one[1:-1].replace('""', '"') if one[0] == '"' else one.lower() for one in _PART.findall(text))


_PART = re.compile(r'"(?:[^"]|"")+"|[\w$]+')
_NAME = rf"((?:{_PART.pattern})(?:\.(?:{_PART.pattern}))?)"
_TABLE = rf"alter\s+table\s+(?:if\s+exists\s+)?(?:only\s+)?{_NAME}"
_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
_WORDS = tuple(
    (what, re.compile(pattern, re.IGNORECASE))
    for what, pattern in (
        (EffectKind.ADD_VALUE, rf"alter\s+type\s+{_NAME}\s+add\s+value"),
        (EffectKind.CREATE_TABLE, rf"create\s+(?:unlogged\s+)?table\s+(?:if\s+not\s+exists\s+)?{_NAME}"),
        (EffectKind.ADD_COLUMN, rf"{_TABLE}\s+add\s+column\s+(?:if\s+not\s+exists\s+)?{_NAME}"),
        (EffectKind.DROP_COLUMN, rf"{_TABLE}\s+drop\s+column\s+(?:if\s+exists\s+)?{_NAME}"),
        (EffectKind.DROP_TABLE, rf"drop\s+table\s+(?:if\s+exists\s+)?{_NAME}"),
        (EffectKind.TRUNCATE, rf"\btruncate\s+(?:table\s+)?(?:only\s+)?{_NAME}"),
        (EffectKind.DELETE, rf"delete\s+from\s+(?:only\s+)?{_NAME}"),
        (EffectKind.UPDATE, rf"\bupdate\s+(?:only\s+)?{_NAME}\s+(?:(?:as\s+)?\w+\s+)?set\b"),
        (EffectKind.INSERT, rf"insert\s+into\s+{_NAME}"),
    )
)
