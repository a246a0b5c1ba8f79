"""What `journal repair` tells."""

from collections.abc import Iterator
from pathlib import Path
from shlex import quote
from typing import Any

from journal.connect.target import Target
from journal.escape import comment, joined
from journal.ledger.drizzle import LedgerRow
from journal.ledger.forecast import Forecast, Harm
from journal.ledger.identify import IdentifiedRow, Wrong
from journal.ledger.predict import LocalMigration
from journal.ledger.repair import RowChange
from journal.report.parts import counted, moment, relative
from journal.verbs.repair import RepairResult


def repair_text(repaired: RepairResult, target: Target) -> str:
    """Where, what is changed, the way back, what is left, and the next command."""
    lines = [f"database {target.shown} (PostgreSQL {repaired.server_version}, from {target.source})", _ledger(repaired)]
    lines += _changes(repaired)
    lines += [line for one in repaired.plan.left for line in _left(repaired, one)]
    lines += _harms(repaired)
    lines += _hindrances(repaired)
    if repaired.undo:
        lines += ["To undo it:", *(f"  {line}" for line in repaired.undo.text.split("\n")[:-1])]
    return joined([*lines, _closing(repaired)])


def sql_text(repaired: RepairResult) -> str:
    """The transaction for psql; before it what is left, after it the way back, both as comments."""
    if repaired.script is None or repaired.undo is None:
        return ""
    before = [*(line for one in repaired.plan.left for line in _left(repaired, one)), *_harms(repaired)]
    undo = ["To undo it:", *repaired.undo.text.split("\n")[:-1]]
    comments = [joined(map(comment, lines)) for lines in (before, undo)]
    return comments[0] + repaired.script.text + comments[1]


def repair_json(repaired: RepairResult, target: Target) -> dict[str, Any]:
    """The same for a program."""
    return {
        "status": "ok" if repaired.passed else "no",
        "database": target.shown,
        "server_version": repaired.server_version,
        "ledger": {
            "exists": repaired.ledger.exists, "named": repaired.ledger.named, "rows": len(repaired.ledger.rows)
        },
        "changes": [
            {"row": one.before.id, "tag": one.tag, "before": _row(one.before), "after": _row(one.after)}
            for one in repaired.plan.changes
        ],
        "left": [
            {"row": one.row.id, "tag": one.local.tag if one.local else None,
             "wrong": sorted(wrong.value for wrong in one.wrong), "alike": one.difference,
             "either": list(one.candidates),
             "first": one.duplicate_of.id if one.duplicate_of else None, "commit": repaired.commits.get(one.row.id)}
            for one in repaired.plan.left
        ],
        "harms": [
            {"harm": one.harm.value, "generation": one.generation, "tag": one.tag or None, "row": one.row}
            for one in repaired.plan.harms
        ],
        "grants_missing": list(repaired.standing.grants),
        "backup": repaired.backup or None,
        "sql": repaired.script.text if repaired.script else None,
        "undo": repaired.undo.text if repaired.undo else None,
        "written": repaired.written,
    }  # fmt: skip


def consent_text(repaired: RepairResult) -> str:
    """What would be written, for whoever is asked."""
    place = repaired.folder.settings.ledger
    removed = sum(change.after is None for change in repaired.plan.changes)
    parts = [(len(repaired.plan.changes) - removed, "changed"), (removed, "removed")]
    said = ", ".join(f"{counted(count, 'row')} {deed}" for count, deed in parts if count)
    return f"{said} in {place.schema}.{place.table}; a copy as {place.schema}.{repaired.backup}"


def _row(row: LedgerRow | None) -> dict[str, Any] | None:
    return {"hash": row.hash, "created_at": row.created_at, "name": row.name} if row else None


def _ledger(repaired: RepairResult) -> str:
    place = repaired.folder.settings.ledger
    rows = counted(len(repaired.ledger.rows), "row") if repaired.ledger.exists else "not there"
    return f"ledger {place.schema}.{place.table}: {rows}"


def _changes(repaired: RepairResult) -> Iterator[str]:
    locals_ = {one.row.id: one.local for one in repaired.plan.rows if one.local}
    for change in repaired.plan.changes:
        if change.after is None:
            done = "removed" if repaired.written else "would remove"
            yield f"{done} row {change.before.id}, a second one of {change.tag}"
        else:
            yield from _updates(change, change.after, locals_[change.before.id], written=repaired.written)


def _updates(change: RowChange, after: LedgerRow, local: LocalMigration, *, written: bool) -> Iterator[str]:
    old, row = change.before, f"row {change.before.id} ({change.tag})"
    done = "set" if written else "would set"
    if old.created_at != after.created_at:
        why = _why(old.created_at, local)
        yield f"{done} created_at of {row} from {_null(old.created_at)} to {after.created_at}: {why}"
    if old.name != after.name:
        yield f"{done} the name of {row} to {after.name}: without it drizzle 1.0 runs the migration again"
    if old.hash != after.hash:
        yield f"{done} the hash of {row} to that of its file: --accept"


def _why(created_at: int | None, local: LocalMigration) -> str:
    """What somebody wrote there."""
    if created_at is None:
        return "NULL makes drizzle 0.x run everything again"
    if created_at == local.when // 1000:
        return "it was in seconds"
    if created_at == local.second:
        return "it was cut to the second"
    return f"it was {moment(created_at)}, and not the entry's `when`"


def _null(value: int | None) -> str:
    return "NULL" if value is None else str(value)


def _left(repaired: RepairResult, one: IdentifiedRow) -> Iterator[str]:
    """What is left to a person, and the ways out."""
    command, row = repaired.folder.settings.command, f"row {one.row.id}"
    if one.duplicate_of:
        of = one.local.tag if one.local else " or ".join(one.candidates)
        yield f"error: {row} is a second row of {of}; row {one.duplicate_of.id} records it. [twice]"
        yield f"  to remove it: {command('repair', '--remove-row', str(one.row.id), '--apply')}"
    elif one.local and Wrong.HASH in one.wrong:
        yield from _edited(repaired, one, one.local)
    elif one.candidates:
        yield f"error: {row} could be of {' or of '.join(one.candidates)}, so it is left alone. [ambiguous]"
    else:
        yield f"error: {row} is of no migration of these files, and is never touched. [foreign]"


def _edited(repaired: RepairResult, one: IdentifiedRow, local: LocalMigration) -> Iterator[str]:
    path, commit = repaired.folder.by_tag[local.tag].path, repaired.commits.get(one.row.id)
    shown = quote(relative(path, Path.cwd()))
    if one.difference:
        yield f"error: {shown} is what row {one.row.id} records: its {one.difference} alone differs. [same-content]"
        yield "  restore: save it as it was; `*.sql text eol=lf` in .gitattributes keeps line ends as they are"
    else:
        yield f"error: {shown} is not what row {one.row.id} records: it was edited after it was applied. [edited]"
        where = f"git -C {quote(str(path.parent))} show {commit}:./{quote(path.name)} > {shown}" if commit else ""
        yield f"  restore: {where or 'no commit has that content; look for it in consent_text was deployed'}"
    accept = repaired.folder.settings.command("repair", "--accept", local.tag, "--apply")
    yield f"  accept: {accept}, if the database has what the file says now"
    if not one.difference:
        yield "  or forward: restore it, and put the change into a new migration: drizzle-kit generate --custom"


def _harms(repaired: RepairResult) -> Iterator[str]:
    """What a migrate would do wrong even so."""
    for harm in repaired.plan.harms:
        by = "1.0" if harm.generation else "0.x"
        yield f"warning: the next migrate of drizzle {by} {_deed(repaired, harm)}. [{harm.harm}]"


def _deed(repaired: RepairResult, harm: Forecast) -> str:
    if harm.harm is Harm.AGAIN:
        return f"would run {harm.tag} again"
    if harm.harm is Harm.REFUSED:
        return f"would stop at row {harm.row}, which it can match with no migration"
    has_run = repaired.folder.settings.command("stamp", "--to", harm.tag)
    return f"would skip {harm.tag}, which has no row; if it has run: {has_run}"


def _hindrances(repaired: RepairResult) -> Iterator[str]:
    if repaired.script and not repaired.written:
        for grant in repaired.standing.grants:
            yield f"warning: to write this, the role needs: {grant}; [right-missing]"
        if repaired.standing.read_only:
            yield f"warning: this database takes no writes: {repaired.standing.read_only}. [read-only]"


def _closing(repaired: RepairResult) -> str:
    plan, command = repaired.plan, repaired.folder.settings.command
    left = f" {counted(len(plan.left), 'row')} left to you." if plan.left else ""
    if repaired.written:
        place = repaired.folder.settings.ledger
        copy = f"a copy of the table as it was is {place.schema}.{repaired.backup}"
        return f"Repaired {counted(len(plan.changes), 'row')}; {copy}.{left} Next: {command('status')}"
    if plan.changes:
        wishes = repaired.wishes
        words = ["--accept", wishes.accept] if wishes.accept else []
        words += [word for id_ in wishes.remove for word in ("--remove-row", str(id_))]
        again = command("repair", *words, "--apply")
        return f"Dry run: {counted(len(plan.changes), 'row')} would be changed.{left} Next: {again}"
    if not repaired.ledger.exists:
        return "Nothing to repair: there is no ledger."
    return (
        f"Nothing is repaired by itself.{left}"
        if not plan.whole
        else "Nothing to repair: all rows are as they should be."
    )
