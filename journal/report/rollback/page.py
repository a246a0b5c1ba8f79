"""The playbook as a page in Markdown, the most urgent part first."""

from collections.abc import Iterator

from journal.escape import block, one_line
from journal.playbook.categories import Category
from journal.playbook.evidence import EvidenceKind
from journal.playbook.rollback import Playbook
from journal.playbook.ways_back import Kinds
from journal.report.parts import notes
from journal.report.rollback.sections import (
    category_markdown_table,
    instant,
    name_in_page,
    restore,
    trouble,
    way_back,
    when_words,
)

_SHOWN = 5


def page(book: Playbook) -> str:
    """Return the page."""
    seen, settings, target = book.seen, book.seen.known.folder.settings, book.target
    now = instant(seen.evidence.now)
    head = [f"PostgreSQL {seen.server_version}, from {target.source}, at {now}. Nothing was changed."]
    if odd := [*target.notes, *notes(settings.notes, settings.root)]:
        head.append(block(f"- {one.strip()}" for one in odd))
    if book.commands.lack_password:
        head.append("The commands below leave out the password: set PGPASSWORD, or write it to ~/.pgpass.")
    steps = (f"{number}. {one}" for number, one in enumerate(book.afterwards, 1))
    parts = [
        [f"# Rollback: {one_line(target.shown)}", *head],
        ["## In short", *_short(book)],
        [*trouble(book)],
        [*way_back(book)],
        ["## What was applied last", *_last(book)] if seen.applied else [],
        [*restore(book)],
        ["## Afterwards", block(steps)],
        ["## What kind of change it is", category_markdown_table(book.marks)],
    ]
    return "\n\n".join(text for part in parts for text in part) + "\n"


def _short(book: Playbook) -> Iterator[str]:
    last, way = book.seen.last, book.way
    if last is None and not book.seen.trouble.half_way:
        yield "Neither ledger has an applied migration: there is nothing to revert."
        return
    lines = [f"- **{name_in_page(last.tag)}** was applied last: {when_words(last.when)}."] if last else []
    lines.append(f"- {_way(book)}")
    marks = (mark for mark in book.marks if mark.category is not Category.FAILED)
    kinds = "; ".join(f"{mark.category} ({mark.why})" for mark in marks)
    lines += [f"- It is of this kind: {kinds}."] if kinds else []
    if book.seen.trouble.any:
        lines.append("- Something is unfinished, or a session is at work in this database: read the next section.")
    lines.append("- Stop the deploys before anything else: the next one would apply it again.")
    if way.kind is not Kinds.RESTORE:
        lines.append(
            "- If the deployed code needs the new schema, revert the code first. Where the old code runs on the new "
            "schema, and the data is right, the schema can stay until a new migration fixes it."
        )
    yield block(lines)


def _way(book: Playbook) -> str:
    way, last = book.way, book.seen.last
    if way.kind is Kinds.HALF_WAY:
        names = ", ".join(name_in_page(stopped.name) for stopped in book.seen.trouble.half_way)
        return f"**{names} stopped half way** since: finish or revert that first."
    if way.kind is Kinds.DOWN and way.down:
        proved = "rehearsed" if way.rehearsed and way.rehearsed.passed else "not rehearsed"
        return f"The way back is its down file, {name_in_page(way.down.path.name)} ({proved})."
    if way.kind is Kinds.DERIVE:
        return "It has no down file, but its SQL can be reverted: derive a down file, and prove it."
    if last and last.migration is None:
        return "This folder has no such file: check out the deployed commit, and type the command again."
    if way.down and way.rehearsed and way.rehearsed.passed is False:
        name = name_in_page(way.down.path.name)
        return f"Its down file, {name}, failed the rehearsal: {way.rehearsed.words}. Do not run it."
    return "It has no down file, and its SQL does not show what was there before: only a backup has that."


def _last(book: Playbook) -> Iterator[str]:
    seen = book.seen
    head = ["| migration | recorded by | when | evidence |", "|---|---|---|---|"]
    rows = []
    for applied in seen.applied[:_SHOWN]:
        recorded = ["_manual_migrations"] if applied.record else []
        recorded += [f"Drizzle's row {', '.join(str(row.id) for row in applied.rows)}"] if applied.rows else []
        when = applied.when
        rows.append(f"| {name_in_page(applied.tag)} | {' and '.join(recorded)} | {when_words(when)} | {when.how} |")
    more = [f"And {len(seen.applied) - _SHOWN} before them."] if len(seen.applied) > _SHOWN else []
    yield block([*head, *rows])
    doubts = [*more, *_doubts(book)]
    yield from [block(doubts)] if doubts else []


def _doubts(book: Playbook) -> Iterator[str]:
    """Yield how far the table can be trusted."""
    seen, last = book.seen, book.seen.applied[0]
    if any(applied.rows for applied in seen.applied[:_SHOWN]):
        yield "- `created_at` in Drizzle's ledger is the entry's `when` in the journal, not the time at which it ran."
    if last.when.how is EvidenceKind.NOTHING:
        yield (
            "- Its place in the order is known from the rows' transactions, its moment is not: read the log of the "
            + ("deploy." if seen.evidence.tracked else "deploy. `track_commit_timestamp = on` records it in future.")
        )
    if last.when.loose:
        yield f"- About that moment: {last.when.loose}."
    if last.together:
        names = ", ".join(map(name_in_page, last.together))
        yield (
            f"- The same transaction recorded {names}: one deploy, a stamp, or a loaded dump. "
            "To go back before all of them, revert them one by one, the last first."
        )
    if last.changed:
        tag = name_in_page(last.tag)
        yield f"- The file of {tag} is not the one that ran: its hash differs. Check what its down file reverts."
