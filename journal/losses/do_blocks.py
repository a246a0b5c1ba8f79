"""Find the effects of a DO block by its words, also by those in texts that it executes. Pure."""

import re
from collections.abc import Iterator

from journal.losses.effects import EffectKind, Name


def effects_in_code(body: str) -> Iterator[tuple[EffectKind, Name, tuple[str, ...]]]:
    """Yield each effect with the name of its table or type, and its columns. Comments are ignored."""
    text = _COMMENT.sub(" ", body)
    for kind, pattern in _WORDS:
        for match in pattern.finditer(text):
            yield kind, _parts(match[1]), (_parts(match[2])[-1],) if pattern.groups > 1 else ()


def _parts(text: str) -> Name:
    """Split a name as SQL spells it into its parts."""
    return tuple(part[1:-1].replace('""', '"') if part[0] == '"' else part.lower() for part in _PART.findall(text))


_PART = re.compile(r'"(?:[^"]|"")+"|[\w$]+')
_NAME = rf"((?:{_PART.pattern})(?:\.(?:{_PART.pattern}))?)"
_TABLE = rf"alter\s+table\s+(?:if\s+exists\s+)?(?:only\s+)?{_NAME}"
_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
_WORDS = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
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
