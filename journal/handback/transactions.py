"""The items about entries that end Drizzle's transaction: a note where the live database has them."""

from collections.abc import Iterator, Sequence

from journal.errors import Severity
from journal.handback.checklist import Again, Item, counted_words, no_go, note, unknown
from journal.handback.complete import CompletedCopy
from journal.handback.request import LivePlan
from journal.project.settings import Settings
from journal.rules.support.own_transaction import KEEP, RULE, before_it_runs, if_all_have_it
from journal.rules.support.subject import Finding


def transaction_items(
    settings: Settings, again: Again, completed: CompletedCopy, plan: LivePlan | None
) -> Iterator[Item]:
    """Yield an item for the entries that the live database has, and one for those that it has not.

    Without a database it is not known which these are. Findings that the project has accepted are in neither.
    """
    found = [one for one in completed.findings if one.rule == RULE and one.severity is Severity.ERROR]
    if found and not (plan and (plan.to or plan.is_empty)):
        yield _unknown(settings, again, found)
        return
    tags = [entry.tag for entry in completed.folder.journal.entries]
    run = frozenset(tags[: tags.index(plan.to) + 1] if plan and plan.to else tags)
    if there := [one for one in found if one.tag in run]:
        message = f"{_entries(there)} Drizzle's transaction, which only a new database has still to run:"
        yield note(RULE, message, KEEP, *(one.message for one in there))
    if pending := [one for one in found if one.tag not in run]:
        message = f"{_entries(pending)} Drizzle's transaction, and the live database has still to run that:"
        yield no_go(RULE, message, before_it_runs(settings, str(pending[-1].tag)), *(one.message for one in pending))


def _unknown(settings: Settings, again: Again, found: Sequence[Finding]) -> Item:
    message = f"{_entries(found)} Drizzle's transaction, and which databases have still to run that is not known:"
    help_ = f"Name a database: {again('--url', 'URL')}. {if_all_have_it(settings, str(found[0].tag))}"
    return unknown(RULE, message, help_, *(one.message for one in found))


def _entries(found: Sequence[Finding]) -> str:
    return counted_words(len(found), "entry ends", "entries end")
