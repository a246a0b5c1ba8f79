"""A file with an up and a down section, each below a marker in a comment of its own line."""

import re

from journal.dataclass import dataclass
from journal.sql.parser import spans


@dataclass(frozen=True)
class Markers:
    """The lines that begin the sections, and those inside them that are no SQL."""

    up: "re.Pattern[str]"
    down: "re.Pattern[str]"
    removed: "re.Pattern[str] | None" = None


@dataclass(frozen=True)
class Sections:
    """The SQL of both sections. `head`: the line of the up marker; `before`: the text above the first marker."""

    head: str
    before: str
    up: str
    down: str | None


def sections(text: str, markers: Markers) -> Sections | None:
    """Return the sections of a file, byte for byte but for the removed lines; None where it has no up marker."""
    up, down = markers.up.search(text), markers.down.search(text)
    if up is None:
        return None
    after_down = down is not None and up.start() > down.start()
    up_text = text[_end_of_line(text, up.start()) : down.start() if down and not after_down else len(text)]
    down_text = None
    if down:
        down_text = text[_end_of_line(text, down.start()) : up.start() if after_down else len(text)]
    head = text[up.start() : _end_of_line(text, up.start())].strip()
    before = text[: min(up.start(), down.start() if down else up.start())]
    if markers.removed:
        up_text = markers.removed.sub("", up_text)
        down_text = markers.removed.sub("", down_text) if down_text is not None else None
    return Sections(head, before, up_text.lstrip("\r\n"), filled(down_text))


def filled(text: str | None) -> str | None:
    """Return a down part without blank lines around it, or None where it has nothing but comments."""
    if text is None or not has_statements(text):
        return None
    return text.strip("\r\n") + "\n"


def has_statements(text: str) -> bool:
    """Tell whether a text has a statement; one that cannot be parsed has one, too."""
    if not re.sub(r"--[^\n]*", "", text).strip():
        return False
    import postgast  # 70 ms

    try:
        return bool(spans(text))
    except postgast.PgQueryError:
        return True


def _end_of_line(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end + 1
