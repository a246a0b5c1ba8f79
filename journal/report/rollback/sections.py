"""The sections of the playbook: the down file, a restore, and the table of categories."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from journal.escape import block, markdown, one_line
from journal.folder.file_names import Kind
from journal.playbook.applied import AppliedRecord, When
from journal.playbook.categories import Mark, category_table, words_of
from journal.playbook.providers import provider_of, providers
from journal.playbook.rollback import Playbook
from journal.playbook.ways_back import Kinds, WayBack, commands_back
from journal.report.losses import loss_words
from journal.report.parts import counted, relative


def instant(moment: datetime) -> str:
    """Return `2025-11-20 08:00:03 UTC`."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def when_words(when: When) -> str:
    """Return when a migration was applied."""
    if when.at:
        return instant(when.at)
    if when.after:
        return f"between {instant(when.after)} and {instant(when.before)}"
    return f"some time before {instant(when.before)}"


def age_words(age: timedelta) -> str:
    """Return `3 minutes`, in the largest unit that makes at least two."""
    seconds = max(0, int(age.total_seconds()))
    unit, length = next(((unit, length) for unit, length in _UNITS if seconds >= 2 * length), ("second", 1))
    return counted(seconds // length, unit)


_UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60))


def way_back(book: Playbook) -> Iterator[str]:
    """Yield the paragraphs of the section; none where there is nothing to revert."""
    way = book.way
    typed = commands_back(way, book.seen.losses, book.commands)
    if way.kind in {Kinds.UNKNOWN, Kinds.GONE}:
        yield "## What to type first"
        yield _commands(typed)
    if way.subject is None or way.kind is Kinds.GONE:
        return
    titles = {Kinds.HALF_WAY: "from half way", Kinds.BY_HAND: "what was run by hand"}
    yield f"## The way back: {titles.get(way.kind, 'a down file')}"
    yield _down_file(book)
    if way.down:
        losses = book.seen.losses
        lost = [f"- line {loss.effect.line}: {loss_words(loss)}" for loss in losses]
        if not losses:
            lost = ["- Nothing, by its SQL: it removes no table, no column and no row."]
        elif any(not loss.why and not loss.nothing for loss in losses):
            lost.append(
                "- How much of that was written after the migration ran is not recorded: assume that some of it was."
            )
        yield block(["What it would lose:", "", *lost])
        stays = [f"- {words_of(effect)}" for effect in book.seen.stays]
        yield from [block(["What it does not revert, by its SQL:", "", *stays])] if stays else []
    if way.kind is not Kinds.RESTORE:
        yield _commands(typed)
    notes = [*_notes(way)]
    yield from [block(notes)] if notes else []


def _commands(typed: Sequence[tuple[str, str]]) -> str:
    return block(["```sh", *(f"{command}  # {purpose}" for command, purpose in typed), "```"])


def _down_file(book: Playbook) -> str:
    way, folder = book.way, book.seen.known.folder
    if way.subject and way.subject.kind is Kind.DOWN:
        return "“Right now” above shows how far it came. It is a down file itself. Continue with it, or restore."
    if way.down is None and way.kind is Kinds.HALF_WAY:
        return "“Right now” above shows how far it came. It has no down file."
    if way.down is None:
        return (
            "It has none. One can be derived from its SQL, as far as that shows what was there before; its changes of "
            "rows are not in it."
        )
    name = relative(way.down.path, folder.settings.root)
    if way.rehearsed is None or way.rehearsed.passed is None:
        why = f" Reason: {way.rehearsed.words.rstrip('.')}." if way.rehearsed else ""
        return f"`{name}`. **Not rehearsed**: whether it reverts the migration is not known.{why}"
    if way.rehearsed.passed:
        return f"`{name}`. Rehearsed on a temporary server: {way.rehearsed.words}."
    return f"`{name}`. **It failed the rehearsal, do not run it**: {way.rehearsed.words}."


def _notes(way: WayBack) -> Iterator[str]:
    plan, is_folder = way.plan, bool(way.subject and way.subject.folder)
    if plan and plan.newer:
        listed = "" if is_folder else " in the journal"
        yield f"- {', '.join(plan.newer)} comes after it{listed}, has run, and may depend on it."
    if plan and plan.kept:
        ids = ", ".join(str(row.id) for row in plan.kept)
        yield f"- Drizzle's ledger keeps row {ids}, since newer rows are above it."
    again = dict.fromkeys([*plan.again_0, *plan.again_1]) if plan and plan.rows else {}
    if again:
        there = "its folder is there" if is_folder else "the journal lists it"
        yield f"- The next drizzle-kit migrate runs {', '.join(again)} again, as long as {there}."


def restore(book: Playbook) -> Iterator[str]:
    """Yield the paragraphs of the section; none where nothing was applied."""
    last, stopped = book.seen.last, book.seen.trouble.half_way
    if last is None:
        return
    is_second = book.way.kind is Kinds.DOWN
    yield "## " + ("If the down file does not help: a restore" if is_second else "A restore to a point in time")
    if stopped:
        first, name = name_in_page(stopped[0].name), name_in_page(last.tag)
        yield (
            f"To before {first} began: after {name} was applied, and before {instant(stopped[0].at)}, when it reached "
            f"its present statement. To before {name}: see the following."
        )
    elif book.way.kind is Kinds.BY_HAND and book.way.subject:
        name = name_in_page(book.way.subject.tag)
        yield f"When {name} ran is in no ledger, but it was after the following. Who ran it knows the moment."
    yield _point(last)
    if book.seen.copies:
        yield f"First check whether this database has a copy already: {', '.join(book.seen.copies)}."
    yield (
        "Restore into a **new** instance, never over the old one: only the old one has what was written since. Then "
        "copy over what was lost."
    )
    found, point = provider_of(book.target.all_words), last.when.restore_to
    for provider, name in [found] if found else [(one, "") for one in reversed(providers())]:
        steps = [f"- {step.format(at=provider.at(point))}" for step in provider.steps]
        yield block([f"### {provider.name}", "", *steps])
        typed = provider.typed(point, last.xid, name)
        if typed:
            yield block(["```sh", *typed, "```"])


def _point(last: AppliedRecord) -> str:
    when, point, name = last.when, last.when.restore_to, name_in_page(last.tag)
    exactly = f" A server of your own can stop before transaction {last.xid}, which recorded it." if last.xid else ""
    unknown = f"and nothing shows when. The log of the deploy does.{exactly}"
    if point is None:
        return f"The moment is not known: {name} was recorded some time before {instant(when.before)}, {unknown}"
    if when.at is None:
        return (
            f"To **{instant(point)}**, or later: {name} was recorded between {instant(when.after or point)} and "
            f"{instant(when.before)}, {unknown}"
        )
    return f"To **{instant(point)}**, the second before {name}.{exactly}"


def name_in_page(name: str) -> str:
    """Return the name of a migration: as it is where it is a plain one, else as harmless Markdown."""
    return name if _PLAIN.fullmatch(name) else markdown(name)


def in_code(text: str) -> str:
    """Return a name or a statement of the database as code in Markdown."""
    return f"`{one_line(text).replace('`', ' ')}`"


_PLAIN = re.compile(r"[\w./-]+")


def category_markdown_table(marks: Sequence[Mark] | None = None) -> str:
    """Return the table, without a line end after it. With `marks`, the rows that apply say why."""
    heads = ["what happened", "what the way back loses", "what this tool does about it"]
    heads = [*(["here"] if marks is not None else []), *heads]
    lines = [f"| {' | '.join(heads)} |", "|" + "---|" * len(heads)]
    reasons = {mark.category: "**→** " + mark.why.replace("|", "\\|") for mark in marks or ()}
    for row in category_table():
        cells = [f"**{row.happened}**"] if marks is None else [reasons.get(row.category, ""), row.happened]
        lines.append(f"| {' | '.join([*cells, row.loses, row.remedy])} |")
    return block(lines)
