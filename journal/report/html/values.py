"""What a page shows, as plain values: a head with the verdict, and sections with tables, differences and lines."""

from collections.abc import Sequence
from dataclasses import field
from enum import StrEnum

from journal.dataclass import dataclass
from journal.report.html.timeline import Timeline


class Tone(StrEnum):
    """How something is: fine, wrong, to be looked at, or not judged. A word or a sign always says it, too."""

    GOOD = "good"
    BAD = "bad"
    OPEN = "open"
    IDLE = "idle"


@dataclass(frozen=True)
class Cell:
    """A cell of a table. `code`: shown as code; `anchor`: the section it leads to.

    `lead` is code above the text, such as the name of a rule, `more` a paragraph below it, `lines` source text.
    """

    text: str
    tone: Tone | None = None
    code: bool = False
    lead: str = ""
    more: str = ""
    lines: tuple[str, ...] = ()
    anchor: str = ""
    number: bool = False


@dataclass(frozen=True)
class PageTable:
    """A table. The first cell of a row is its heading. `groups`: headings above those, with the number of columns."""

    caption: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    groups: Sequence[tuple[str, int]] = ()


@dataclass(frozen=True)
class DifferenceView:
    """A difference of an object. `sql`: what fixes it; empty where `hazard` says why there is none."""

    sentence: str
    tone: Tone
    code: str
    expected: str | None
    actual: str | None
    sql: str = ""
    hazard: str = ""


@dataclass(frozen=True)
class ObjectView:
    """An object of a schema with its differences."""

    name: str
    differences: Sequence[DifferenceView]


@dataclass(frozen=True)
class Line:
    """A line of text, with a tone where it begins with a label such as `error:`."""

    text: str
    tone: Tone | None = None


@dataclass(frozen=True)
class PageSection:
    """A part of the page. `id` is a fixed word; `verdict` is shown beside the title."""

    id: str
    title: str
    verdict: str = ""
    tone: Tone = Tone.IDLE
    summary: str = ""
    timeline: Timeline | None = None
    tables: Sequence[PageTable] = ()
    objects: Sequence[ObjectView] = ()
    lines: Sequence[Line] = ()
    sections: Sequence["PageSection"] = ()


@dataclass(frozen=True)
class ReportPage:
    """A whole page. `facts`: the head, such as the database, the versions and the moment."""

    command: str
    verdict: str
    tone: Tone
    closing: str
    facts: Sequence[tuple[str, str]]
    sections: Sequence[PageSection] = field(default_factory=tuple)
