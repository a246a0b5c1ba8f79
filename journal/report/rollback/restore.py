"""The section about a restore: to which point in time, and how each provider does it."""

from collections.abc import Iterator

from journal.connect.target import Target
from journal.escape import block
from journal.playbook.applied import AppliedRecord
from journal.playbook.providers import provider_of, providers
from journal.playbook.rollback import Playbook
from journal.playbook.ways_back import Kinds
from journal.report.rollback.moments import instant


def restore(book: Playbook, target: Target) -> Iterator[str]:
    """Yield the paragraphs of the section; none where nothing was applied."""
    last, stopped = book.seen.last, book.seen.trouble.half_way
    if last is None:
        return
    is_second = book.way.kind is Kinds.DOWN
    yield "## " + ("If the down file does not help: a restore" if is_second else "A restore to a point in time")
    if stopped:
        yield (
            f"To before {stopped[0].name} began: after {last.tag} was applied, and before {instant(stopped[0].at)}, "
            f"when it reached its present statement. To before {last.tag}: see the following."
        )
    yield _point(last)
    if book.seen.copies:
        yield f"First check whether this database has a copy already: {', '.join(book.seen.copies)}."
    yield (
        "Restore into a **new** instance, never over the old one: only the old one has what was written since. Then "
        "copy over what was lost."
    )
    found, point = provider_of(target.all_words), last.when.restore_to
    for provider, name in [found] if found else [(one, "") for one in reversed(providers())]:
        steps = [f"- {step.format(at=provider.at(point))}" for step in provider.steps]
        yield block([f"### {provider.name}", "", *steps])
        typed = provider.typed(point, last.xid, name)
        if typed:
            yield block(["```sh", *typed, "```"])


def _point(last: AppliedRecord) -> str:
    when, point = last.when, last.when.restore_to
    exactly = f" A server of your own can stop before transaction {last.xid}, which recorded it." if last.xid else ""
    unknown = f"and nothing shows when. The log of the deploy does.{exactly}"
    if point is None:
        return f"The moment is not known: {last.tag} was recorded some time before {instant(when.before)}, {unknown}"
    if when.at is None:
        return (
            f"To **{instant(point)}**, or later: {last.tag} was recorded between {instant(when.after or point)} and "
            f"{instant(when.before)}, {unknown}"
        )
    return f"To **{instant(point)}**, the second before {last.tag}.{exactly}"
