"""The way back by a down file: which, whether it is proved, what it would lose, and what to type."""

from collections.abc import Iterator

from journal.escape import block
from journal.folder.names import Kind
from journal.playbook.categories import words_of
from journal.playbook.commands import Commands
from journal.playbook.rollback import Playbook
from journal.playbook.ways_back import Kinds, WayBack, commands_back
from journal.report.losses import loss_words
from journal.report.parts import relative


def way_back(book: Playbook, commands: Commands) -> Iterator[str]:
    """The section; nothing where there is no such way."""
    way = book.way
    if way.subject is None:
        return
    yield "## The way back: " + ("from half way" if way.kind is Kinds.HALF_WAY else "a down file")
    yield _which(book)
    if way.down:
        yield block(["What it would lose:", "", *_losses(book)])
        stays = [f"- {words_of(one)}" for one in book.seen.stays]
        yield from [block(["What it leaves as the migration made it, by its SQL:", "", *stays])] if stays else []
    typed = commands_back(way, book.seen.losses, commands)
    if way.kind is not Kinds.RESTORE:
        yield block(["```sh", *(f"{command}  # {why}" for command, why in typed), "```"])
    yield from _around(way)


def _which(book: Playbook) -> str:
    way, folder = book.way, book.seen.known.folder
    if way.subject and way.subject.kind is Kind.DOWN:
        return "See right now, above, how far it came. It is a down file itself: go on with it, or restore."
    if way.down is None:
        if way.kind is Kinds.HALF_WAY:
            return "See right now, above, how far it came. It has no down file."
        return (
            "It has none. One can be derived from its SQL, as far as that says what was there before; what it did to "
            "rows is not in it."
        )
    name = relative(way.down.path, folder.settings.root)
    if way.rehearsed is None or way.rehearsed.passed is None:
        why = f" Why not: {way.rehearsed.words.rstrip('.')}." if way.rehearsed else ""
        return f"`{name}`. **Not rehearsed**: nobody knows yet that it takes back what the migration did.{why}"
    if way.rehearsed.passed:
        return f"`{name}`. Rehearsed on a temporary server: {way.rehearsed.words}."
    return f"`{name}`. **It failed the rehearsal, do not run it**: {way.rehearsed.words}."


def _losses(book: Playbook) -> Iterator[str]:
    found = book.seen.losses
    yield from (f"- line {one.deed.line}: {loss_words(one)}" for one in found)
    if not found:
        yield "- Nothing, by its SQL: no table, no column and no row goes with it."
    elif any(not one.why and not one.nothing for one in found):
        yield "- Which of that was written since the migration ran is not recorded anywhere: take it for some of it."


def _around(way: WayBack) -> Iterator[str]:
    plan = way.plan
    lines = []
    if plan and plan.newer:
        lines.append(f"- {', '.join(plan.newer)} came after it in the journal's order, has run, and may rest on it.")
    if plan and plan.kept:
        ids = ", ".join(str(row.id) for row in plan.kept)
        lines.append(f"- Drizzle's ledger keeps row {ids}, since newer rows are above it.")
    again = dict.fromkeys([*plan.again_0, *plan.again_1]) if plan and plan.rows else {}
    if again:
        lines.append(f"- The next drizzle-kit migrate runs {', '.join(again)} again, as long as the journal lists it.")
    if lines:
        yield block(lines)
