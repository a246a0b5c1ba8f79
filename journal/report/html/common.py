"""Parts of all pages: the head, the tones of states, differences by object, and lines."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from itertools import groupby

from journal import __version__
from journal.catalog.difference import Difference, Weight
from journal.errors import Severity
from journal.ledger.status import PROBLEMS, EntryStateKind
from journal.project.settings import Settings
from journal.report.drift import CODES, sentence
from journal.report.html.timeline import TimelineEntry, timeline
from journal.report.html.values import DifferenceView, Line, ObjectView, PageSection, Tone
from journal.report.parts import relative

OF_SEVERITY = {Severity.ERROR: Tone.BAD, Severity.WARNING: Tone.OPEN, Severity.NOTE: Tone.IDLE}
_LABELS = {"error:": Tone.BAD, "warning:": Tone.OPEN, "note:": Tone.IDLE, "passed:": Tone.GOOD}


def facts(settings: Settings, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """Return the head: what a command adds, the project, the version of this tool, and the moment."""
    where = f"{settings.root.name} ({relative(settings.migrations, settings.root)})"
    return [*more, ("Project", where), *written()]


def written() -> list[tuple[str, str]]:
    """Return the version of this tool, and the moment of now."""
    return [("drizzle-journal", __version__), ("Written", f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC")]


def of_state(state: EntryStateKind) -> Tone:
    """Return the tone of an entry or a row in a live database."""
    if state is EntryStateKind.APPLIED:
        return Tone.GOOD
    return Tone.BAD if state in PROBLEMS else Tone.OPEN


def timeline_section(entries: Sequence[TimelineEntry]) -> list[PageSection]:
    """Return the section with the timeline; none without a drawn entry."""
    drawn = timeline(entries)
    return [PageSection("timeline", "Timeline", timeline=drawn)] if drawn else []


def lines(texts: Iterable[str]) -> list[Line]:
    """Return lines of a report, each with the tone of its label."""
    return [Line(text, _LABELS.get(text.partition(" ")[0])) for text in texts]


def objects(
    differences: Sequence[Difference], say: Callable[[Difference], str] = sentence, *, strict: bool = False
) -> list[ObjectView]:
    """Return the differences of two schemas by object, in their order. `say` makes the sentence of one."""
    return [
        ObjectView(f"{kind} {name}", [_difference(each, say, strict=strict) for each in group])
        for (kind, name), group in groupby(differences, lambda each: (each.kind, each.name))
    ]


def _difference(each: Difference, say: Callable[[Difference], str], *, strict: bool) -> DifferenceView:
    tone = Tone.BAD if strict or each.weight is Weight.REAL else Tone.IDLE
    both = each.expected is not None and each.actual is not None and each.weight is not Weight.NAME
    sides = (each.expected, each.actual) if both else (None, None)
    return DifferenceView(say(each), tone, CODES[each.weight], *sides, sql=each.sql or "", hazard=each.hazard)
