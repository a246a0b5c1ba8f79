"""The timeline of the migrations: where each is drawn, by its `when`."""

from collections.abc import Sequence

from journal.dataclass import dataclass
from journal.escape import cut
from journal.report.parts import counted, moment

WIDTH = 960
_LEFT, _RIGHT, _TOP, _ROW, _DOT = 16, 944, 34, 22, 12
_NAMED = 40
"""Up to so many entries, each has a row with its name; more share rows."""
_LANES = 12
_TICKS = 5
_LONGEST = 60
_LAST = 253_402_300_799_999  # the end of the year 9999


@dataclass(frozen=True)
class TimelineEntry:
    """A migration. `sign` is one of good, bad, open and idle; `state` the word for it."""

    tag: str
    when: int
    sign: str
    state: str


@dataclass(frozen=True)
class TimelineMark:
    """A migration at its place. `label` is its name, to the left of the mark where `before`."""

    x: float
    y: float
    entry: TimelineEntry
    title: str
    label: str = ""
    before: bool = False


@dataclass(frozen=True)
class Tick:
    """A moment on the axis. `anchor` is how its text is aligned."""

    x: float
    text: str
    anchor: str


@dataclass(frozen=True)
class Timeline:
    """The drawing, in units of which `WIDTH` are its width. `missing`: how many entries have no calendar moment."""

    height: int
    marks: Sequence[TimelineMark]
    ticks: Sequence[Tick]
    summary: str
    legend: Sequence[tuple[str, str]]
    missing: int = 0
    width: int = WIDTH


def timeline(entries: Sequence[TimelineEntry]) -> Timeline | None:
    """Return the drawing of entries in the journal's order; None where none has a moment."""
    drawn = [entry for entry in entries if 0 <= entry.when <= _LAST]
    if not drawn:
        return None
    first, last = min(entry.when for entry in drawn), max(entry.when for entry in drawn)

    def at(when: float) -> float:
        share = (when - first) / (last - first) if last > first else 0.5
        return round(_LEFT + share * (_RIGHT - _LEFT), 1)

    named = len(drawn) <= _NAMED
    places = [at(entry.when) for entry in drawn]
    rows = list(range(len(drawn))) if named else _lanes(places)
    step = _ROW if named else _DOT
    marks = [
        TimelineMark(
            x, _TOP + row * step + 8, entry, _title(entry), cut(entry.tag, _LONGEST) if named else "", x > WIDTH / 2
        )
        for x, row, entry in zip(places, rows, drawn, strict=True)
    ]
    height = _TOP + (max(rows) + 1) * step + 6
    count = counted(len(drawn), "migration")
    summary = f"{count} from {moment(first)} to {moment(last)} UTC, in the order of the journal from top to bottom."
    if not named:
        summary = f"{count} from {moment(first)} to {moment(last)} UTC."
    legend = list(dict.fromkeys((entry.sign, entry.state) for entry in drawn))
    return Timeline(height, marks, _ticks(first, last, at(first)), summary, legend, len(entries) - len(drawn))


def _title(entry: TimelineEntry) -> str:
    return f"{entry.tag}, {moment(entry.when)} UTC: {entry.state}"


def _lanes(places: Sequence[float]) -> list[int]:
    """Return a row for each mark, so that neighbours do not cover each other as long as there are rows."""
    ends = [-1e9] * _LANES
    rows: list[int] = []
    for x in places:
        row = next((row for row, end in enumerate(ends) if abs(x - end) >= _DOT), len(rows) % _LANES)
        ends[row] = x
        rows.append(row)
    return rows


def _ticks(first: int, last: int, middle: float) -> list[Tick]:
    days = (last - first) / 86_400_000
    length = 10 if days > 20 else 16 if days > 0.05 else 19

    def text(when: float) -> str:
        return moment(int(when))[:length]

    if first == last:
        return [Tick(middle, text(first), "middle")]
    steps = range(_TICKS)
    return [
        Tick(
            _LEFT + step * (_RIGHT - _LEFT) / (_TICKS - 1),
            text(first + step * (last - first) / (_TICKS - 1)),
            "start" if step == 0 else "end" if step == _TICKS - 1 else "middle",
        )
        for step in steps
    ]
