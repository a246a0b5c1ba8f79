"""The other way back: to which point in time, and how each provider gets there."""

from collections.abc import Iterator

from journal.connect.target import Target
from journal.escape import block
from journal.playbook.applied import AppliedRecord
from journal.playbook.providers import PROVIDERS, HostingProvider, provider_of
from journal.playbook.rollback import Playbook
from journal.playbook.ways_back import Kinds
from journal.report.rollback.moments import instant


def restore(book: Playbook, target: Target) -> Iterator[str]:
    """The section; nothing where nothing was applied."""
    last = book.seen.last
    if last is None:
        return
    stopped = book.seen.trouble.half_way
    yield "## " + ("If that will not do: a restore" if book.way.kind is Kinds.DOWN else "A restore to a point in time")
    if stopped:
        begun = f"after {last.tag} was applied, and before {instant(stopped[0].at)}, when it came as far as it is"
        yield f"To before {stopped[0].name} began: {begun}. To before {last.tag}, it is the following."
    yield _point(last)
    if book.seen.copies:
        yield f"First look whether a copy is at hand in this very database: {', '.join(book.seen.copies)}."
    yield (
        "Restore into a **new** instance, never over the old one: what was written since is in the old one alone. Then "
        "copy over what was lost."
    )
    found = provider_of(target.all_words)
    for one, name in [found] if found else [(one, "") for one in reversed(PROVIDERS)]:
        yield from _provider(one, name, last)


def _point(last: AppliedRecord) -> str:
    when = last.when
    point = when.restore_to
    exactly = f" A server of your own can stop before transaction {last.xid}, which recorded it." if last.xid else ""
    if point is None:
        return (
            f"To which moment is not known: {last.tag} was recorded some time before {instant(when.before)}, and "
            f"nothing says when. The log of the deploy does.{exactly}"
        )
    if when.at is None:
        return (
            f"To **{instant(point)}**, or later: {last.tag} was recorded between {instant(when.after or point)} and "
            f"{instant(when.before)}, and nothing says when. The log of the deploy does.{exactly}"
        )
    return f"To **{instant(point)}**, the second before {last.tag}.{exactly}"


def _provider(one: HostingProvider, name: str, last: AppliedRecord) -> Iterator[str]:
    point = last.when.restore_to
    when = point.strftime(one.form) if point else "MOMENT"
    lines = [f"### {one.name}", "", *(f"- {step.format(at=when)}" for step in one.steps)]
    yield block(lines)
    typed = one.typed(point, last.xid, name)
    if typed:
        yield block(["```sh", *typed, "```"])
