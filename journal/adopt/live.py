"""Which of the adopted entries a live database has: the evidence of a ledger, proved by its schema."""

from collections.abc import Iterator
from dataclasses import replace

from journal.adopt.evidence import TheirEvidence
from journal.handback.checklist import Item, counted_words, go, no_go, note
from journal.handback.request import Database, LivePlan
from journal.rebuild.schemas import Replays
from journal.verbs.locate import LocateResult, locate_schema
from journal.verbs.stamp import stamp_ledger

_SHOWN = 8


def plan_live(replays: Replays, database: Database, evidence: TheirEvidence, ignore: tuple[str, ...]) -> LivePlan:
    """Compare the live schema with the state after each entry, and plan the rows up to the one that it is at.

    Only reads. Raises what `locate` and `stamp` raise.
    """
    located = locate_schema(replace(replays, provider=database.provider), database.live, (*ignore, *evidence.patterns))
    if any(item.verdict == "no-go" for item in evidence.items):
        return LivePlan(evidence.items, located=located)
    to, item = _place(located, evidence)
    items = [*evidence.items, item]
    if item.verdict == "no-go" or to is None:
        return LivePlan(tuple(items), located=located)
    folder = replays.folder
    stamped = stamp_ledger(folder.settings, database.target, to, None, dry_run=True, lock_timeout=database.lock_seconds)
    plan = LivePlan((), to, stamped, located)
    return replace(plan, items=(*items, *_ledger_items(plan, len(folder.journal.entries))))


def _place(located: LocateResult, evidence: TheirEvidence) -> tuple[str | None, Item]:
    """Return the entry that the database is at, and what is said of it."""
    at = [state.tag for state in located.at]
    version = located.live.server_version
    if not at:
        differences = [" ".join(filter(None, (one.kind, one.name, one.facet))) for one in located.differences]
        more = [f"and {len(differences) - _SHOWN} more"] if len(differences) > _SHOWN else []
        nearest = f"the one after {located.nearest.tag}" if located.nearest.tag else "an empty one"
        return None, no_go(
            "live-schema", f"The live schema equals that of no entry. The nearest is {nearest}.",
            "The migrations do not explain the database. To see all differences, without --url first, then: "
            "drizzle-journal locate --url URL. Once the rest is stamped: drizzle-journal adopt --from-drift NAME",
            *differences[:_SHOWN], *more,
        )  # fmt: skip
    if not evidence.exists:
        to = at[-1]
    elif evidence.to in at:
        to = evidence.to
    else:
        told = f"up to {evidence.to}" if evidence.to else "nothing"
        found = f"the one after {at[-1]}" if at[-1] else "an empty one"
        way = "Find out what is right: the SQL of a migration may have been edited after it ran."
        return None, no_go("live-schema", f"{evidence.says} {told}, but the schema is {found}.", way)
    if to is None:
        return None, go("live-schema", "The live database has none of the entries: drizzle-kit migrate will run all.")
    return to, go("live-schema", f"The live schema (PostgreSQL {version}) equals the schema after {to}.")


def _ledger_items(plan: LivePlan, count: int) -> Iterator[Item]:
    assert plan.stamped  # noqa: S101 - there is a plan
    settings = plan.stamped.folder.settings
    for refusal in plan.stamped.plan.refusals:
        message = f"Drizzle's ledger cannot be stamped: {refusal.message}"
        yield no_go("live-ledger", message, f"Run: {settings.command(*refusal.next)}")
    if plan.stamped.plan.refusals:
        return
    place = f"{settings.ledger.schema}.{settings.ledger.table}"
    if plan.tags:
        rows = counted_words(len(plan.tags), "row", "rows")
        yield go("live-ledger", f"{place} gets {rows}, up to {plan.to}, of {count} entries.", *plan.tags)
    else:
        yield note("live-ledger", f"{place} has every entry up to {plan.to}; there is nothing to stamp.", "")
