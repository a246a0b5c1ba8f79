"""The page of `drizzle-journal verify`."""

from collections.abc import Iterator

from journal.ledger.columns import LedgerRow
from journal.ledger.status import EntryStateKind
from journal.rebuild.parity import GOOD
from journal.report.drift import differences_text
from journal.report.html.common import facts, lines, objects, of_state, timeline_section
from journal.report.html.render import page_html
from journal.report.html.timeline import TimelineEntry
from journal.report.html.values import Cell, PageSection, PageTable, ReportPage, Tone
from journal.report.parts import SHORT_HASH, duration, moment
from journal.report.verify.text import SectionText, closing, head, section_texts
from journal.verbs.status import StatusResult
from journal.verification.comparisons import Drift, LedgerReport, ParityResult
from journal.verification.section import SectionName, SectionVerdict
from journal.verification.verify import Verified

_TONES = {
    SectionVerdict.PASSED: Tone.GOOD,
    SectionVerdict.FAILED: Tone.BAD,
    SectionVerdict.UNKNOWN: Tone.OPEN,
    SectionVerdict.SKIPPED: Tone.IDLE,
}
_VERDICTS = {
    SectionVerdict.PASSED: "All checks passed",
    SectionVerdict.FAILED: "A check failed",
    SectionVerdict.UNKNOWN: "A check could not be made",
    SectionVerdict.SKIPPED: "Nothing was checked",
}
_NONE = Cell("-")
_GROUPS = (("Journal", 3), ("Ledger", 3), ("Together", 3))
_BESIDE = ("Migration", "When (UTC)", "Hash", "Row", "created_at (UTC)", "Hash", "State", "Next 0.x", "Next 1.0")
_ENTRIES = ("Migration", "When (UTC)", "State", "In the journal", "Of the file", "Of the replay", "Time")


def verify_html(verified: Verified) -> str:
    """Return the page, with the moment of now in its head."""
    texts = section_texts(verified)
    parity, ledger = (verified.section(name).content for name in (SectionName.PARITY, SectionName.LEDGER))
    seen = ledger.seen if isinstance(ledger, LedgerReport) else None
    replay = parity if isinstance(parity, ParityResult) else None
    details = [(text.section.verdict, _details(text, verified)) for text in texts if text.lines]
    wrong = (SectionVerdict.FAILED, SectionVerdict.UNKNOWN)
    sections = [
        PageSection("checks", "Checks", tables=[_checks(texts)]),
        *(section for verdict, section in details if verdict in wrong),
        *timeline_section(list(_timeline(replay, seen))),
        *([_entries(replay)] if replay else []),
        *([_beside(seen)] if seen else []),
        *(section for verdict, section in details if verdict not in wrong),
    ]
    page = ReportPage(
        "drizzle-journal verify",
        _VERDICTS[verified.verdict],
        _TONES[verified.verdict],
        closing(verified),
        facts(verified.folder.settings, *_versions(verified, replay, seen)),
        sections,
    )
    return page_html(page)


def _versions(verified: Verified, replay: ParityResult | None, seen: StatusResult | None) -> Iterator[tuple[str, str]]:
    yield "Database", head(verified).removeprefix("database ")
    if seen:
        yield "PostgreSQL of the database", seen.server_version
    if replay:
        server = replay.rebuilt.server
        yield "PostgreSQL of the replay", f"{server.version} ({server.origin})"
        yield "drizzle-orm", replay.confirmed.version or f"not used: {replay.confirmed.why_not}"


def _checks(texts: tuple[SectionText, ...]) -> PageTable:
    rows = [
        (
            Cell(text.section.name.value, anchor=text.section.name.value if text.lines else ""),
            Cell(text.section.verdict.label, _TONES[text.section.verdict]),
            Cell(text.summary),
            Cell(
                duration(text.section.seconds) if text.section.verdict is not SectionVerdict.SKIPPED else "",
                number=True,
            ),
        )
        for text in texts
    ]
    return PageTable("What was compared, and the verdict", ("Check", "Verdict", "Result", "Time"), rows)


def _timeline(replay: ParityResult | None, seen: StatusResult | None) -> Iterator[TimelineEntry]:
    """Yield the entries with their state in the database, or without one with that of the replay."""
    if seen:
        for entry in seen.status.entries:
            yield TimelineEntry(entry.local.tag, entry.local.when, of_state(entry.state), entry.state.value)
    elif replay:
        for one in replay.parity.entries:
            sign = Tone.GOOD if one.state in GOOD else Tone.BAD
            yield TimelineEntry(one.entry.tag, one.entry.when, sign, one.state.value)


def _hash(text: str | None) -> Cell:
    return Cell(text[:SHORT_HASH], code=True) if text else _NONE


def _entries(replay: ParityResult) -> PageSection:
    seconds = {applied.tag: applied.seconds for applied in replay.rebuilt.applied}
    rows = [
        (
            Cell(one.entry.tag),
            Cell(moment(one.entry.when)),
            Cell(one.state.value, Tone.GOOD if one.state in GOOD else Tone.BAD),
            _hash(one.recorded),
            _hash(one.file_hash),
            _hash(one.captured),
            Cell(duration(seconds.get(one.entry.tag)), number=True),
        )
        for one in replay.parity.entries
    ]
    table = PageTable("Each entry, and its hash in the journal, of the file and of the replay", _ENTRIES, rows)
    return PageSection("entries", "Entries", tables=[table])


def _beside(seen: StatusResult) -> PageSection:
    rows = [
        (
            Cell(entry.local.tag),
            Cell(moment(entry.local.when)),
            _hash(entry.local.hash),
            *_row(entry.row),
            Cell(entry.state.value, of_state(entry.state)),
            _next(entry.by_0, entry.state),
            _next(entry.by_1, entry.state),
        )
        for entry in seen.status.entries
    ]
    rows += [
        (
            Cell("(no entry)"),
            _NONE,
            _NONE,
            *_row(each.row),
            Cell(each.state.value, of_state(each.state)),
            Cell(""),
            Cell(""),
        )
        for each in seen.status.rows
    ]
    place = seen.folder.settings.ledger
    table = PageTable(f"The journal beside {place.schema}.{place.table}", _BESIDE, rows, _GROUPS)
    return PageSection("ledger-beside-journal", "Ledger beside journal", tables=[table])


def _next(reason: str, state: EntryStateKind) -> Cell:
    """Return what the next migrate does with an entry, and why where that matters."""
    return Cell(reason.partition(":")[0] if state is EntryStateKind.APPLIED else reason)


def _row(row: LedgerRow | None) -> tuple[Cell, Cell, Cell]:
    if row is None:
        return _NONE, _NONE, _NONE
    created = moment(row.created_at) if row.created_at is not None else row.raw or "NULL"
    return Cell(str(row.id)), Cell(created), _hash(row.hash)


def _details(text: SectionText, verified: Verified) -> PageSection:
    section, content = text.section, text.section.content
    differs = content.differences if isinstance(content, Drift) else ()
    shown = text.lines[: len(text.lines) - sum(1 for _ in differences_text(differs))]  # they are last
    return PageSection(
        section.name.value,
        f"Check: {section.name.value}",
        section.verdict.label,
        _TONES[section.verdict],
        text.summary,
        objects=objects(differs, strict=verified.strict),
        lines=lines(shown),
    )
