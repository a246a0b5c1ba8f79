"""The way back by a down file: which, whether it is proved, what it would lose, and what to type."""

from collections.abc import Iterator

from journal.manual.rollback.categories import words_of
from journal.manual.rollback.commands import Commands
from journal.manual.rollback.deeds import REWRITES, What
from journal.manual.rollback.live.losses import Loss
from journal.manual.rollback.rollback import Playbook
from journal.manual.rollback.way import Kinds, Way, commands_back
from journal.report.parts import counted, relative

_UNITS = ((1e9, "GB"), (1e6, "MB"), (1e3, "kB"))


def way_back(book: Playbook, commands: Commands) -> Iterator[str]:
    """The section; nothing where there is no such way."""
    way = book.way
    if way.subject is None:
        return
    yield "## The way back: " + ("from half way" if way.kind is Kinds.HALF_WAY else "a down file")
    yield _which(book)
    if way.down:
        yield "\n".join(["What it would lose:", "", *_losses(book)])
        stays = [f"- {words_of(one)}" for one in book.seen.stays]
        yield from ["\n".join(["What it leaves as the migration made it, by its SQL:", "", *stays])] if stays else []
    typed = commands_back(way, book.seen.losses, commands)
    if way.kind is not Kinds.RESTORE:
        yield "\n".join(["```sh", *(f"{command}  # {why}" for command, why in typed), "```"])
    yield from _around(way)


def _which(book: Playbook) -> str:
    way, folder = book.way, book.seen.known.folder
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


def loss_words(loss: Loss) -> str:
    """`drop column users.email: 12 values in 12 rows`"""
    deed = loss.deed
    about = f"{deed.shown}.{deed.columns[0]}" if deed.columns and deed.columns[0] else deed.shown
    if loss.why:
        return f"{loss.why}" if deed.what is What.UNSEEN else f"{deed.what} {about}: {loss.why}"
    code = ", in a DO block" if deed.in_code else ""
    if loss.nothing:
        return f"{deed.what} {about}{code}: nothing is in it"
    return f"{deed.what} {about}{code}: {_amount(loss)}"


def _amount(loss: Loss) -> str:
    about = "" if loss.exact else "about "
    rows = counted(loss.rows, "row") if loss.rows is not None else "rows that nobody counted"
    size = f", {_bytes(loss.bytes)}" if loss.bytes and loss.deed.what in (What.DROP_TABLE, What.TRUNCATE) else ""
    if loss.deed.what in (What.DELETE, *REWRITES):
        verb = "some or all" if loss.deed.what is What.DELETE else "the values in some or all"
        return f"{verb} of {about}{rows}"
    if loss.deed.what is What.DROP_COLUMN:
        values = counted(loss.values, "value") if loss.values is not None else "its values"
        return f"{about}{values} in {rows}"
    return f"{about}{rows}{size}"


def _around(way: Way) -> Iterator[str]:
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
        yield "\n".join(lines)


def _bytes(number: int) -> str:
    for unit, word in _UNITS:
        if number >= unit:
            return f"{number / unit:.1f} {word}"
    return f"{number} bytes"
