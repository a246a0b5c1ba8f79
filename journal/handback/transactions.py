"""The items about entries that end Drizzle's transaction: a note where the live database has them."""

from collections.abc import Iterator, Sequence

from journal.errors import Severity
from journal.handback.checklist import Again, Item, counted_words, no_go, note, unknown
from journal.handback.complete import CompletedCopy
from journal.handback.request import LivePlan
from journal.project.settings import Settings
from journal.rules.support.own_transaction import (
    KEEP,
    RULE,
    OwnTransaction,
    before_it_runs,
    if_all_have_it,
    own_transaction_of,
    sentences,
)


def transaction_items(
    settings: Settings, again: Again, completed: CompletedCopy, plans: Sequence[LivePlan], *, fixes: bool
) -> Iterator[Item]:
    """Yield an item for the entries that every live database has, and one for those that one of them has not.

    `fixes`: BEGIN and COMMIT that could be removed are removed. Without a database it is not known which these are.
    Findings that the project has accepted are in neither.
    """
    files, tags = completed.folder.by_tag, [entry.tag for entry in completed.folder.journal.entries]
    ending = [one.tag for one in completed.findings if one.rule == RULE and one.severity is Severity.ERROR and one.tag]
    found = {tag: own for tag in ending if (own := own_transaction_of(files[tag]))}
    if found and not (plans and all(plan.to or plan.is_empty for plan in plans)):
        message = f"{_entries(found)} Drizzle's transaction. It is not known which databases still have to run this:"
        help_ = f"Name a database: {again('--url', 'URL')}. {if_all_have_it(settings, next(iter(found)))}"
        yield unknown(RULE, message, help_, *sentences(list(found.values())))
        return
    counts = [tags.index(plan.to) + 1 for plan in plans if plan.to]  # a new database runs all of them
    run = frozenset(tags[: min(counts, default=len(tags))])
    if there := {tag: own for tag, own in found.items() if tag in run}:
        message = f"{_entries(there)} Drizzle's transaction. Only a new database still has to run this:"
        yield note(RULE, message, KEEP, *sentences(list(there.values())))
    if pending := {tag: own for tag, own in found.items() if tag not in run}:
        message = f"{_entries(pending)} Drizzle's transaction. The live database still has to run this:"
        way = before_it_runs(settings, *[*pending.items()][-1])
        if not fixes:
            way += f" Or remove it where databases have it as well, with their hashes: {again('--fix')}"
        yield no_go(RULE, message, way, *sentences(list(pending.values())))


def _entries(found: dict[str, OwnTransaction]) -> str:
    return counted_words(len(found), "entry ends", "entries end")
