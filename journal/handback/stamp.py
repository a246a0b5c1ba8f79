"""Which entry the live database is at, and the rows that its ledger lacks."""

from collections.abc import Iterator
from dataclasses import replace

from journal.catalog.difference import Weight
from journal.catalog.quoting import quoted
from journal.handback.checklist import Item, counted_words, go, no_go, note
from journal.handback.complete import CompletedCopy
from journal.handback.request import Database, LivePlan
from journal.ledger.manual_table import suggested_tag
from journal.ledger.predict import local_migrations, pending_v0
from journal.ledger.rehash import FileChanges, Rehash, plan_rehash
from journal.project.manual_ledger import LEDGER_EXAMPLE
from journal.project.settings import Ledger
from journal.verbs.locate import LiveState, LocateResult, locate_schema
from journal.verbs.stamp import stamp_ledger

_SHOWN = 5


def plan_stamp(
    completed: CompletedCopy,
    database: Database,
    ignore: tuple[str, ...],
    changes: FileChanges | None = None,
    *,
    has_journal: bool = True,
) -> LivePlan:
    """Find the entry whose schema the live database has, and the rows to insert and to give other hashes. Only reads.

    `has_journal`: whether the project has one already, which `locate` needs.
    Raises what `locate` and `stamp` raise.
    """
    live, settings = database.live, completed.folder.settings
    rehash = plan_rehash(local_migrations(completed.folder), live.ledger, live.manual, changes or FileChanges())
    plan = _plan(completed, database, ignore, rehash, has_journal=has_journal)
    return replace(plan, rehash=rehash, items=(*plan.items, *rehash_items(settings.ledger, rehash)))


def rehash_items(place: Ledger, rehash: Rehash) -> Iterator[Item]:
    """Yield the rows that get the hash of new bytes, and those that get the name of a renamed file."""
    manual = rehash.manual
    named = manual.with_other_name if manual else ()
    if rehash.refused and manual and not manual.table.is_table:
        way = f"Name the table that has the rows: {LEDGER_EXAMPLE}"
        if named:
            yield no_go("live-manual-names", rehash.refused, way)
        else:
            yield no_go("live-hashes", rehash.refused, f"{way}. Or leave the files as they are: without --fix.")
        return
    if rehash.refused and manual:
        table, column = quoted(manual.table.schema, manual.table.table), quoted(manual.table.columns["name"])
        update = f"UPDATE {table} SET {column} = 'NAME' WHERE {column} = 'OTHER'"  # noqa: S608 - quoted
        yield no_go(
            "live-manual-names", rehash.refused, f"Give its rows the names that the files have now, in psql: {update}"
        )
        return
    lines = [f"{place.schema}.{place.table}: row {row.before.id}, {row.tag}" for row in rehash.rows]
    lines += [f"{manual.table}: {row.name}" for row, _ in manual.with_other_hash] if manual else []
    if lines:
        rows = counted_words(len(lines), "row gets the hash of a changed file", "rows get the hashes of changed files")
        yield go("live-hashes", f"{rows}, in one transaction with the stamp, after a copy:", *lines)
    if manual and named:
        rows = counted_words(len(named), "row gets the name of a renamed file", "rows get the names of renamed files")
        lines = [f"{manual.table}: {before.name} -> {after.name}" for before, after in named]
        yield go("live-manual-names", f"{rows}, in one transaction with the stamp, after a copy:", *lines)


def _plan(
    completed: CompletedCopy, database: Database, ignore: tuple[str, ...], rehash: Rehash, *, has_journal: bool
) -> LivePlan:
    live, settings = database.live, replace(completed.folder.settings, typed=database.target.option)
    replays = replace(completed.replays, provider=database.provider)
    located = locate_schema(replays, live, ignore)
    if not located.equal:
        return LivePlan((_at_no_entry(located, has_journal=has_journal),))
    # With other names, the bridge has not run, also where it changes nothing in the replay.
    bridge = completed.bridge.tag if completed.bridge and located.at[-1].names else None
    to = next((state.tag for state in reversed(located.at) if state.tag != bridge), None)
    if located.at[-1].names and any(state.tag != bridge for state in located.not_renamed):
        return LivePlan((_other_names(located),))
    if to is None:
        return LivePlan((_empty(located, live),))
    entries = completed.folder.journal.entries
    schema = f"The live schema (PostgreSQL {located.live.server_version})"
    items = [go("live-schema", f"{schema} equals the schema after {to}, of {len(entries)} entries.")]
    newest = max((entry.when for entry in entries), default=0)
    if foreign := [str(row.id) for row in live.ledger.rows if (row.created_at or 0) > newest]:
        message = (
            f"Drizzle's ledger has rows that are newer than all entries: row {', '.join(foreign)}. drizzle-kit migrate "
            "may silently skip the next migration."
        )
        removal = settings.command("repair", *(word for id_ in foreign for word in ("--remove-row", id_)))
        way = f"If a later version of the project wrote them, update this folder. Otherwise remove them: {removal}"
        return LivePlan((*items, no_go("live-ledger", message, way)))
    suggested = suggested_tag(completed.folder, live.manual) if live.manual else None
    if suggested and suggested != to:
        message = f"{live.manual} records the entries up to {suggested}, but the schema is the one after {to}."
        way = "Check that the entries that change only rows have run: a schema does not show them."
        items.append(note("live-manual", message, way))
    plan = LivePlan(
        tuple(items),
        to,
        stamp_ledger(
            settings, database.target, to, None, dry_run=True, lock_timeout=database.lock_seconds, seen=rehash.applied
        ),
        located,
        rehash,
    )
    return replace(plan, items=(*items, *_ledger_items(completed, plan, to)))


def _at_no_entry(located: LocateResult, *, has_journal: bool) -> Item:
    command = located.folder.settings.command
    steps = [*([] if has_journal else [command("bootstrap")]), command("locate")]
    differences = [" ".join(filter(None, (one.kind, one.name, one.facet))) for one in located.differences]
    nearest = f"the one after {located.nearest.tag}" if located.nearest.tag else "an empty one"
    return no_go(
        "live-schema",
        f"The live schema equals that of no entry. The nearest is {nearest}.",
        f"To see the differences: {'; then '.join(steps)}",
        *differences[:_SHOWN],
        *([f"and {len(differences) - _SHOWN} more"] if len(differences) > _SHOWN else ()),
    )


def _other_names(located: LocateResult) -> Item:
    """Return the no-go of a database that has not the names which the next migration renames."""
    renamed = ", ".join(str(state.tag) for state in located.not_renamed)
    statements = [one.sql for one in located.differences if one.weight is Weight.NAME and one.sql]
    message = f"Only names differ between the live schema and the schema after {located.at[-1].tag}. {renamed} renames "
    message += "objects that have other names there: drizzle-kit migrate would fail."
    return no_go("live-names", message, "First give it the names of the migrations, in psql:", *statements)


def _empty(located: LocateResult, live: LiveState) -> Item:
    if not live.ledger.rows:
        return go("live-schema", "The live database is empty: drizzle-kit migrate will apply all entries.")
    rows = counted_words(len(live.ledger.rows), "row", "rows")
    message = f"The live database has none of the tables, but {rows} in Drizzle's ledger."
    whens, settings = {row.created_at for row in live.ledger.rows}, located.folder.settings
    tags = [entry.tag for entry in located.folder.journal.entries if entry.when in whens]
    look = f"To see them: {settings.command('status')}"
    return no_go("live-schema", message, f"To remove them: {settings.command('unstamp', *tags)}" if tags else look)


def _ledger_items(completed: CompletedCopy, plan: LivePlan, to: str) -> Iterator[Item]:
    """Yield the rows to stamp, and a prediction of what `migrate` of drizzle-kit 0.x runs afterwards."""
    assert plan.stamped  # noqa: S101 - there is a plan
    refusals, settings = plan.stamped.plan.refusals, plan.stamped.folder.settings
    for refusal in refusals:
        message = f"Drizzle's ledger cannot be stamped: {refusal.message}"
        yield no_go("live-ledger", message, f"Run: {settings.command(*refusal.next)}")
    if refusals:
        return
    if plan.tags:
        message = f"{len(plan.tags)} of the {len(plan.stamped.upto)} entries up to {to} will be stamped."
        yield go("live-ledger", message, ", ".join(plan.tags))
    else:
        yield go("live-ledger", f"Drizzle's ledger has every entry up to {to}; there is nothing to stamp.")
    if plan.ledger is None:
        return
    tags = [entry.tag for entry in completed.folder.journal.entries]
    pending = tags[tags.index(to) + 1 :]
    runs = [migration.tag for migration in pending_v0(local_migrations(completed.folder), plan.ledger).runs]
    message = f"The next drizzle-kit migrate runs {', '.join(runs) or 'nothing'}"
    if runs == pending:
        yield go("live-migrate", f"{message}.")
    else:
        command, whens = completed.folder.settings.command, {row.created_at for row in plan.ledger.rows}
        recorded = [entry.tag for entry in completed.folder.journal.entries if entry.when in whens]
        wrong = [tag for tag in recorded if tag in pending]
        way = f"To see why: {command('status')}"
        if wrong:
            way = (
                f"The ledger records {', '.join(wrong)}, which has not run. To remove it: {command('unstamp', *wrong)}"
            )
        yield no_go("live-migrate", f"{message}, but {', '.join(pending) or 'nothing'} is pending.", way)
