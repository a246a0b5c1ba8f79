"""The section about the down file: which one, whether it is proved, what it would lose, and what to type."""

from collections.abc import Iterator

from journal.escape import block
from journal.folder.file_names import Kind
from journal.playbook.categories import words_of
from journal.playbook.commands import Commands
from journal.playbook.rollback import Playbook
from journal.playbook.ways_back import Kinds, WayBack, commands_back
from journal.report.losses import loss_words
from journal.report.parts import relative


def way_back(book: Playbook, commands: Commands) -> Iterator[str]:
    """Yield the paragraphs of the section; none where there is nothing to revert."""
    way = book.way
    if way.subject is None:
        return
    yield "## The way back: " + ("from half way" if way.kind is Kinds.HALF_WAY else "a down file")
    yield _down_file(book)
    if way.down:
        yield block(["What it would lose:", "", *_losses(book)])
        stays = [f"- {words_of(effect)}" for effect in book.seen.stays]
        yield from [block(["What it does not revert, by its SQL:", "", *stays])] if stays else []
    if way.kind is not Kinds.RESTORE:
        typed = commands_back(way, book.seen.losses, commands)
        yield block(["```sh", *(f"{command}  # {purpose}" for command, purpose in typed), "```"])
    notes = [*_notes(way)]
    yield from [block(notes)] if notes else []


def _down_file(book: Playbook) -> str:
    way, folder = book.way, book.seen.known.folder
    if way.subject and way.subject.kind is Kind.DOWN:
        return "See above, right now, how far it came. It is a down file itself: continue with it, or restore."
    if way.down is None and way.kind is Kinds.HALF_WAY:
        return "See above, right now, how far it came. It has no down file."
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


def _losses(book: Playbook) -> Iterator[str]:
    losses = book.seen.losses
    yield from (f"- line {loss.effect.line}: {loss_words(loss)}" for loss in losses)
    if not losses:
        yield "- Nothing, by its SQL: it removes no table, no column and no row."
    elif any(not loss.why and not loss.nothing for loss in losses):
        yield "- How much of that was written after the migration ran is not recorded: assume that some of it was."


def _notes(way: WayBack) -> Iterator[str]:
    plan = way.plan
    if plan and plan.newer:
        yield f"- {', '.join(plan.newer)} comes after it in the journal, has run, and may depend on it."
    if plan and plan.kept:
        ids = ", ".join(str(row.id) for row in plan.kept)
        yield f"- Drizzle's ledger keeps row {ids}, since newer rows are above it."
    again = dict.fromkeys([*plan.again_0, *plan.again_1]) if plan and plan.rows else {}
    if again:
        yield f"- The next drizzle-kit migrate runs {', '.join(again)} again, as long as the journal lists it."
