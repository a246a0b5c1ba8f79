"""Text, SQL and JSON of `drizzle-journal repair`."""

import os
from collections.abc import Iterator
from pathlib import Path
from shlex import quote
from typing import Any

from journal.escape import comment, joined
from journal.folder.entries import late_run
from journal.ledger.columns import LedgerRow
from journal.ledger.identify import IdentifiedRow, Wrong
from journal.ledger.predict import Harm, LocalMigration
from journal.ledger.squashed_rows import gone_rows, ids_text
from journal.report.parts import (
    counted,
    database_lines,
    ledger_json,
    ledger_line,
    moment,
    relative,
    verdict_first,
    write_warnings,
)
from journal.verbs.repair import RepairResult


def repair_text(repaired: RepairResult) -> str:
    """Return the plan or what was changed, and the next command."""
    return verdict_first(_closing(repaired), plan_text(repaired))


def plan_text(repaired: RepairResult) -> str:
    """Return the database, the changes, what remains, and the undo script."""
    lines = [*database_lines(repaired.target, repaired.server_version)]
    lines += [ledger_line(repaired.folder.settings.ledger, repaired.ledger), *_changes(repaired), *_remaining(repaired)]
    if repaired.script and not repaired.written:
        lines += write_warnings(repaired.standing)
    if repaired.undo:
        lines += ["To undo it:", *(f"  {line}" for line in repaired.undo.text.split("\n")[:-1])]
    return joined(lines)


def sql_text(repaired: RepairResult) -> str:
    """Return the transaction for psql, between what remains and the undo script as comments."""
    if repaired.script is None or repaired.undo is None:
        return ""
    undo = ["To undo it:", *repaired.undo.text.split("\n")[:-1]]
    comments = [joined(map(comment, lines)) for lines in (_remaining(repaired), undo)]
    return comments[0] + repaired.script.text + comments[1]


def repair_json(repaired: RepairResult) -> dict[str, Any]:
    """Return the JSON document."""
    return {
        "status": "ok" if repaired.passed else "no",
        "database": repaired.target.shown,
        "passed_over": list(repaired.target.notes),
        "server_version": repaired.server_version,
        "ledger": ledger_json(repaired.ledger),
        "changes": [
            {"row": change.before.id, "tag": change.tag, "before": _row(change.before), "after": _row(change.after)}
            for change in repaired.plan.changes
        ],
        "left": [
            {"row": found.row.id, "tag": found.local.tag if found.local else None,
             "wrong": sorted(wrong.value for wrong in found.wrong), "alike": found.difference,
             "either": list(found.candidates),
             "first": found.duplicate_of.id if found.duplicate_of else None,
             "commit": repaired.commits.get(found.row.id)}
            for found in repaired.plan.left
        ],
        "harms": [
            {"harm": harm.harm.value, "generation": harm.generation, "tag": harm.tag or None, "row": harm.row}
            for harm in repaired.plan.harms
        ],
        "shared_with": [
            {"config": str(app.config), "migrations": str(app.migrations), "rows": [row.id for row in app.rows]}
            for app in repaired.apps
        ],
        "grants_missing": list(repaired.standing.grants),
        "backup": repaired.backup or None,
        "sql": repaired.script.text if repaired.script else None,
        "undo": repaired.undo.text if repaired.undo else None,
        "written": repaired.written,
    }  # fmt: skip


def consent_text(repaired: RepairResult) -> str:
    """Return what would be written, for the question."""
    place = repaired.folder.settings.ledger
    removed = sum(change.after is None for change in repaired.plan.changes)
    parts = [(len(repaired.plan.changes) - removed, "changed"), (removed, "removed")]
    changes = ", ".join(f"{counted(count, 'row')} {verb}" for count, verb in parts if count)
    return f"{changes} in {place.schema}.{place.table}; a copy as {place.schema}.{repaired.backup}"


def write_command(repaired: RepairResult) -> str:
    """Return the command line that writes the plan without asking."""
    choices = repaired.choices
    words = ["--accept", choices.accept] if choices.accept else []
    words += [word for id_ in choices.remove for word in ("--remove-row", str(id_))]
    words += ["--move-rows", choices.move] if choices.move else []
    return repaired.folder.settings.command("repair", *words, "--yes")


def _row(row: LedgerRow | None) -> dict[str, Any] | None:
    return {"hash": row.hash, "created_at": row.created_at, "name": row.name} if row else None


def _changes(repaired: RepairResult) -> Iterator[str]:
    locals_ = {found.row.id: found.local for found in repaired.plan.rows if found.local}
    verb = "set" if repaired.written else "would set"
    for change in repaired.plan.changes:
        old, after, row = change.before, change.after, f"row {change.before.id} ({change.tag})"
        if after is None and repaired.moved:
            own, verb_ = repaired.moved.own_ledger(repaired.folder.settings.ledger), "moved"
            yield f"{verb_ if repaired.written else 'would move'} row {old.id} to {own.schema}.{own.table}"
            continue
        if after is None:
            what = f"a duplicate of {change.tag}" if change.tag else "a row of no migration in this folder"
            yield f"{'removed' if repaired.written else 'would remove'} row {old.id}, {what}"
            continue
        if old.created_at != after.created_at:
            before, why = "NULL" if old.created_at is None else old.created_at, _why(old.created_at, locals_[old.id])
            yield f"{verb} created_at of {row} from {before} to {after.created_at}: {why}"
        if old.name != after.name:
            yield f"{verb} the name of {row} to {after.name}: without it drizzle 1.0 runs the migration again"
        if old.hash != after.hash:
            yield f"{verb} the hash of {row} to that of its file: --accept"


def _why(created_at: int | None, local: LocalMigration) -> str:
    if created_at is None:
        return "NULL makes drizzle 0.x run everything again"
    if created_at == local.when // 1000:
        return "it was in seconds"
    if created_at == local.second:
        return "it was cut to the second"
    return f"it was {moment(created_at)}, not the entry's `when`"


def _remaining(repaired: RepairResult) -> list[str]:
    """Return what remains for a person, with the ways out, and what a migrate would still do wrong."""
    command, lines = repaired.folder.settings.command, [*_other_apps(repaired)]
    explained = {row.id for app in repaired.apps for row in app.rows}
    for found in repaired.plan.left:
        if found.wrong == {Wrong.FOREIGN} and found.row.id in explained:
            continue
        row = f"row {found.row.id}"
        if found.duplicate_of:
            of = found.local.tag if found.local else " or ".join(found.candidates)
            lines.append(f"error: {row} is a duplicate of {of}; row {found.duplicate_of.id} records it. [twice]")
            lines.append(f"  to remove it: {command('repair', '--remove-row', str(found.row.id), '--yes')}")
        elif found.local and Wrong.HASH in found.wrong:
            lines += _edited(repaired, found, found.local)
        elif found.candidates:
            lines.append(f"error: {row} may record {' or '.join(found.candidates)}: it is not changed. [ambiguous]")
        else:
            lines += _foreign(repaired, found)
    for harm in repaired.plan.harms:
        what = f"run {harm.tag} again"
        if harm.harm is Harm.REFUSED:
            what = f"stop at row {harm.row}, for which it finds no migration"
        elif harm.harm is Harm.SKIPPED:
            what = f"skip {harm.tag}, which has no row"
        lines.append(f"warning: the next migrate of drizzle {harm.version} would {what}. [{harm.harm}]")
        if harm.harm is Harm.SKIPPED:
            lines.append(f"  if the database lacks its changes: {command(*late_run(harm.tag))}")
            lines.append(f"  if it has them: {command('stamp', '--to', _last_of(repaired, harm.tag))}")
    return lines


def _other_apps(repaired: RepairResult) -> Iterator[str]:
    """Yield the applications that share the ledger, and how each gets its own."""
    place = repaired.folder.settings.ledger
    apps = [repaired.moved] if repaired.moved else repaired.apps
    for app in apps:
        config, migrations = (os.path.relpath(path) for path in (app.config, app.migrations))
        own = app.own_ledger(place)
        if not repaired.moved:
            yield f"error: {app.sentence(place)} [shared-ledger]"
        keys = f'migrations: {{ schema: "{own.schema}", table: "{own.table}" }}'
        if app.ledger == place:
            either = "" if repaired.written else " (or this project; not both)"
            yield f"  {'' if repaired.written else 'first '}give it its own{either}, in {config}: {keys}"
        if not repaired.moved:
            command = repaired.folder.settings.command("repair", "--move-rows", migrations, "--yes")
            yield f"  then move its rows there: {command}"


def _foreign(repaired: RepairResult, found: IdentifiedRow) -> Iterator[str]:
    row, command = found.row.id, repaired.folder.settings.command
    of_apps = {one.id for app in repaired.apps for one in app.rows}
    foreign = [one for one in repaired.plan.left if one.wrong == {Wrong.FOREIGN} and one.row.id not in of_apps]
    yield f"error: row {row} records no migration of these files, so it is not changed. [foreign]"
    if found is not foreign[-1] and len(foreign) == len(repaired.plan.rows):
        return
    if len(foreign) == len(repaired.plan.rows):
        yield "  no row records one of them: another folder or database may be meant, or the files were squashed"
    yield "  if another commit, such as the deployed one, has its file: check out that commit, or restore the file"
    yield "  if another application uses this ledger: set migrations.table in its drizzle.config to another table"
    if repaired.folder.journal.entries:
        to = _last_recorded(repaired) or repaired.folder.journal.entries[-1].tag
        squashed = command(
            "stamp", "--to", to, "--replaces", ids_text([one.row for one in gone_rows(repaired.plan.left)])
        )
        yield f"  if its file was squashed into these files: {squashed} (a replay proves it first)"
    if len(foreign) < len(repaired.plan.rows):
        yield f"  if nothing needs the row: {command('repair', '--remove-row', str(row), '--yes')}"


def _edited(repaired: RepairResult, found: IdentifiedRow, local: LocalMigration) -> Iterator[str]:
    path, commit = repaired.folder.by_tag[local.tag].path, repaired.commits.get(found.row.id)
    shown = quote(relative(path, Path.cwd()))
    if found.difference:
        yield f"error: {shown} differs from row {found.row.id} only in its {found.difference}. [same-content]"
        yield "  restore: save the file as it was; `*.sql text eol=lf` in .gitattributes keeps its line ends"
    else:
        yield f"error: {shown} was edited after it was applied: row {found.row.id} records another hash. [edited]"
        git = f"git -C {quote(str(path.parent))} show {commit}:./{quote(path.name)} > {shown}" if commit else ""
        yield f"  restore: {git or 'no commit has that content; look in what was deployed'}"
    accept = repaired.folder.settings.command("repair", "--accept", local.tag, "--yes")
    named = repaired.folder.settings.env_var or repaired.folder.settings.typed
    verify = repaired.folder.settings.command("verify", *(() if named else repaired.target.option))
    yield f"  accept: {accept}, if the database matches the file as it is now: see `schema` in {verify}"
    if not found.difference:
        yield "  or forward: restore it, and write the change as a new migration: npx drizzle-kit generate --custom"


def _closing(repaired: RepairResult) -> str:
    plan, command = repaired.plan, repaired.folder.settings.command
    left = f" {counted(len(plan.left), 'row')} for you to decide." if plan.left else ""
    if repaired.written:
        place = repaired.folder.settings.ledger
        copy = f"the table before is copied to {place.schema}.{repaired.backup}"
        return f"Repaired {counted(len(plan.changes), 'row')}; {copy}.{left} Next: {command('status')}"
    if plan.changes:
        would = f"{counted(len(plan.changes), 'row')} would be changed"
        return f"Dry run: {would}.{left} To write it: {write_command(repaired)}"
    if not repaired.ledger.rows and repaired.folder.journal.entries:
        lacks = "the ledger has no rows" if repaired.ledger.exists else "there is no ledger"
        return f"Nothing to repair: {lacks}. Next: {command('locate')}"
    if plan.whole:
        return "Nothing to repair: all rows are correct."
    if any(found.local and not found.local.hash for found in plan.rows):
        return f"Nothing can be repaired automatically: a file is missing.{left} Next: {command('check')}"
    first = "one of the ways above, then " if plan.left else ""
    return f"Nothing can be repaired automatically.{left} Next: {first}{command('status')}"


def _last_recorded(repaired: RepairResult) -> str | None:
    recorded = {found.local.tag for found in repaired.plan.rows if found.local}
    return next((one.tag for one in reversed(repaired.folder.journal.entries) if one.tag in recorded), None)


def _last_of(repaired: RepairResult, tag: str) -> str:
    """Return the last entry that has a row, or this one: `stamp` records no entry below a recorded one alone."""
    recorded = {found.local.tag for found in repaired.plan.rows if found.local}
    return [entry.tag for entry in repaired.folder.journal.entries if entry.tag in recorded or entry.tag == tag][-1]
