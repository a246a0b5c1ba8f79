"""The playbook as a page in Markdown, the most urgent part first."""

from collections.abc import Iterator

from journal.escape import block, one_line
from journal.playbook.categories import Category
from journal.playbook.evidence import EvidenceKind
from journal.playbook.rollback import Playbook
from journal.playbook.ways_back import Kinds
from journal.report.parts import counted, notes
from journal.report.rollback.now import right_now
from journal.report.rollback.sections import (
    age_words,
    category_markdown_table,
    in_code,
    instant,
    name_in_page,
    restore,
    way_back,
    when_words,
)

_SHOWN = 5


def page(book: Playbook) -> str:
    """Return the page."""
    seen, folder, target = book.seen, book.seen.known.folder, book.target
    now = instant(seen.evidence.now)
    head = [f"PostgreSQL {seen.server_version}, from {target.source}, at {now}. Nothing was changed."]
    if odd := [*target.notes, *notes(folder.settings_notes, folder.settings.root)]:
        head.append(block(f"- {one.strip()}" for one in odd))
    if book.commands.lack_password:
        head.append("The commands below leave out the password: set PGPASSWORD, or write it to ~/.pgpass.")
    steps = (f"{number}. {one}" for number, one in enumerate(book.afterwards, 1))
    parts = [
        [f"# Rollback: {one_line(target.shown)}", *head],
        [*right_now(book)],
        ["## In short", *_short(book)],
        [*way_back(book)],
        ["## What was applied last", *_last(book)] if seen.applied else [],
        [*restore(book)],
        ["## Afterwards", block(steps)],
        ["## What kind of change it is", category_markdown_table(book.marks)],
    ]
    return "\n\n".join(text for part in parts for text in part) + "\n"


def _short(book: Playbook) -> Iterator[str]:
    seen, last, way = book.seen, book.seen.last, book.way
    if way.kind is Kinds.NOTHING:
        yield "Neither ledger has an applied migration: there is nothing to revert."
        return
    lines = ["- **First see the section above:** something is unfinished."] if seen.trouble.any else []
    if last:
        before = "" if last.when.at else "at least "
        ago = f", {before}{age_words(book.age)} ago" if book.age is not None else ""
        lines.append(f"- **{name_in_page(last.tag)}** was applied last: {when_words(last.when)}{ago}.")
    elif seen.applied:
        rows, why = counted(len(seen.applied), "migration"), seen.applied[0].stamped
        lines.append(f"- No migration was seen to run: {rows} recorded. About the last one: {why}.")
    if seen.not_run and not seen.trouble.any:
        name = name_in_page(seen.not_run[0])
        lines.append(f"- If {name} failed, and that is your incident, it left nothing: revert nothing, see above.")
    if last and last.together and way.kind is not Kinds.GONE:
        names = ", ".join(map(name_in_page, last.together))
        lines.append(f"- One transaction, most often one deploy, applied it with {names}: revert it first, then these.")
    lines += [f"- {_way(book)}", *_kinds(book)]
    lines.append("- Stop the deploys before anything else: the next one would apply it again.")
    if way.kind is not Kinds.RESTORE:
        lines.append(
            "- If the deployed code needs the new schema, revert the code first. Where the old code runs on the new "
            "schema, and the data is right, the schema can stay until a new migration fixes it."
        )
    yield block(lines)


def _kinds(book: Playbook) -> Iterator[str]:
    marks = [mark for mark in book.marks if mark.category is not Category.FAILED]
    kinds = "; ".join(f"{mark.category} ({mark.why})" for mark in marks)
    if kinds and book.way.kind is not Kinds.GONE:
        yield f"- It is of this kind: {kinds}."
    if book.way.down and any(mark.category is Category.DESTRUCTIVE for mark in marks):
        has = f"the copy {', '.join(map(in_code, book.seen.copies))}" if book.seen.copies else "a restore (below)"
        yield f"- **Its down file brings back the shape, not the values that it removed:** only {has} may."


def _way(book: Playbook) -> str:
    way, last = book.way, book.seen.last
    if way.kind in {Kinds.HALF_WAY, Kinds.UNKNOWN, Kinds.GONE, Kinds.BY_HAND}:
        return _other_way(book)
    if way.kind is Kinds.DOWN and way.down:
        proved = "rehearsed" if way.rehearsed and way.rehearsed.passed else "not rehearsed"
        return f"The way back is its down file, {name_in_page(way.down.name)} ({proved})."
    if way.kind is Kinds.DERIVE:
        return "It has no down file, but its SQL can be reverted: derive a down file, and prove it."
    if last and last.migration is None:
        return "This folder has no such file: check out the deployed commit, and type the command again."
    if way.down and way.rehearsed and way.rehearsed.passed is False:
        name = name_in_page(way.down.name)
        return f"Its down file, {name}, failed the rehearsal: {way.rehearsed.words}. Do not run it."
    return "It has no down file, and its SQL does not show what was there before: only a backup has that."


def _other_way(book: Playbook) -> str:
    """Return what is right where the last row of a ledger is not what changed the database last."""
    way = book.way
    if way.kind is Kinds.HALF_WAY:
        names = ", ".join(name_in_page(stopped.name) for stopped in book.seen.trouble.half_way)
        return f"**{names} stopped half way** since: finish or revert that first."
    if way.kind is Kinds.UNKNOWN:
        return "What changed this database is in no ledger: compare its schema first, and revert nothing blindly."
    if way.kind is Kinds.GONE or way.subject is None:
        names = ", ".join(map(in_code, book.seen.gone))
        return f"**The ledger says that it is applied, but the database lacks {names}:** there is nothing to revert."
    down = f"its down file, {name_in_page(way.down.name)}" if way.down else "a down file, still to be written"
    since = " since" if book.seen.last else ""
    return f"**{name_in_page(way.subject.tag)} was run{since} by hand**, and no ledger has it: the way back is {down}."


def _last(book: Playbook) -> Iterator[str]:
    seen = book.seen
    head = ["| migration | recorded by | when | evidence |", "|---|---|---|---|"]
    rows = []
    for applied in seen.applied[:_SHOWN]:
        recorded = ["_manual_migrations"] if applied.record else []
        recorded += [f"Drizzle's row {', '.join(str(row.id) for row in applied.rows)}"] if applied.rows else []
        when = applied.when
        evidence = applied.stamped or when.how
        rows.append(f"| {name_in_page(applied.tag)} | {' and '.join(recorded)} | {when_words(when)} | {evidence} |")
    more = [f"And {len(seen.applied) - _SHOWN} before them."] if len(seen.applied) > _SHOWN else []
    yield block([*head, *rows])
    doubts = [*more, *_doubts(book)]
    yield from [block(doubts)] if doubts else []


def _doubts(book: Playbook) -> Iterator[str]:
    """Yield how far the table can be trusted."""
    seen, last = book.seen, book.seen.applied[0]
    if any(applied.rows for applied in seen.applied[:_SHOWN]):
        made = "moment in the folder's name" if seen.known.folder.is_version_1 else "entry's `when` in the journal"
        yield f"- `created_at` in Drizzle's ledger is the {made}, not the time at which it ran."
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
