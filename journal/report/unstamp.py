"""Text, SQL and JSON of `drizzle-journal unstamp`."""

from collections.abc import Iterator
from typing import Any

from journal.escape import comment, joined
from journal.folder.entries import late_run
from journal.ledger.manual_removal import why_kept
from journal.ledger.manual_table import ManualRow
from journal.ledger.predict import Harm
from journal.report.drift import differences_json, proof_lines
from journal.report.parts import (
    counted,
    database_lines,
    ledger_json,
    ledger_line,
    refused_verdict,
    verdict_first,
    write_warnings,
)
from journal.verbs.unstamp import UnstampResult


def unstamp_text(unstamped: UnstampResult) -> str:
    """Return the plan or what was removed, and the next command."""
    refused = refused_verdict(len(unstamped.plan.refusals), _state(unstamped))
    removed = f"Dry run: {counted(len(unstamped.plan.changes), 'row')} would be removed. Nothing was written."
    planned = removed if unstamped.passed else refused
    return verdict_first(_closing(unstamped), plan_text(unstamped), "" if unstamped.written else planned)


def plan_text(unstamped: UnstampResult) -> str:
    """Return the database, the proof, the rows, and the undo script."""
    lines = [*database_lines(unstamped.target, unstamped.server_version)]
    lines += [ledger_line(unstamped.folder.settings.ledger, unstamped.ledger), *_proof(unstamped)]
    if unstamped.passed:
        done = "removed" if unstamped.written else "would remove"
        for change in unstamped.plan.changes:
            missing = ", ".join(_missing(unstamped, change.tag))
            unseen = "the schema is without it" if unstamped.proved else "nothing shows whether it ran"
            why = f"not there: {missing}" if missing else unseen
            lines.append(f"{done} row {change.before.id} ({change.tag}): {why}")
        for tag, row in _by_hand(unstamped):
            lines.append(f"{done} the row {row.name} of {unstamped.manual} ({tag})")
    lines += [f"error: {refusal.message} [{refusal.code}]" for refusal in unstamped.plan.refusals]
    lines += _notes(unstamped)
    if unstamped.undo:
        lines += ["To undo it:", *(f"  {line}" for line in unstamped.undo.text.split("\n")[:-1])]
    return joined(lines)


def sql_text(unstamped: UnstampResult) -> str:
    """Return the transaction for psql, between the proof and the undo script as comments."""
    if unstamped.script is None or unstamped.undo is None:
        return ""
    undo = ["To undo it:", *unstamped.undo.text.split("\n")[:-1]]
    before = joined(map(comment, [*_proof(unstamped), *_notes(unstamped)]))
    return before + unstamped.script.text + joined(map(comment, undo))


def unstamp_json(unstamped: UnstampResult) -> dict[str, Any]:
    """Return the JSON document."""
    changes = unstamped.plan.changes if unstamped.passed else ()
    return {
        "status": "ok" if unstamped.passed else "no",
        "database": unstamped.target.shown,
        "passed_over": list(unstamped.target.notes),
        "server_version": unstamped.server_version,
        "ledger": ledger_json(unstamped.ledger),
        "tags": list(unstamped.tags),
        "stay": list(unstamped.plan.stay),
        "proved": unstamped.proved,
        "temporary_version": unstamped.proof.version,
        "ignored": list(unstamped.proof.ignored),
        "differences": differences_json(unstamped.differences),
        "rows": [
            {"id": change.before.id, "tag": change.tag, "missing": list(_missing(unstamped, change.tag))}
            for change in changes
        ],
        "manual_rows": [{"name": row.name, "tag": tag} for tag, row in _by_hand(unstamped)],
        "manual_backup": unstamped.removal.copy if unstamped.removal else None,
        "late": list(unstamped.plan.late),
        "refusals": [{"code": refusal.code, "message": refusal.message} for refusal in unstamped.plan.refusals],
        "notes": list(_notes(unstamped)),
        "grants_missing": list(unstamped.standing.grants),
        "backup": unstamped.backup or None,
        "sql": unstamped.script.text if unstamped.script else None,
        "undo": unstamped.undo.text if unstamped.undo else None,
        "written": unstamped.written,
    }


def consent_text(unstamped: UnstampResult) -> str:
    """Return what would be removed, for the question."""
    place = unstamped.folder.settings.ledger
    proved = "" if unstamped.proved else ", WITHOUT A PROOF of the schema"
    removed = f"{counted(len(unstamped.plan.changes), 'row')} removed from {place.schema}.{place.table}"
    copies = f"a copy as {place.schema}.{unstamped.backup}"
    if unstamped.removal:
        removed += f" and {counted(len(unstamped.removal.rows), 'row')} from {unstamped.manual}"
        copies += f" and one as {unstamped.removal.copy}"
    return f"{removed}; {copies}{proved}"


def write_command(unstamped: UnstampResult) -> str:
    """Return the command line that writes the plan without asking."""
    words = [*unstamped.tags, *([] if unstamped.proved else ["--unproved"]), "--yes"]
    return unstamped.folder.settings.command("unstamp", *words)


def _proof(unstamped: UnstampResult) -> Iterator[str]:
    if unstamped.plan.refusals:
        return
    found, version = unstamped.differences, unstamped.server_version
    yield from proof_lines(_state(unstamped), found, unstamped.proof, version, proved=unstamped.proved)


def _state(unstamped: UnstampResult) -> str:
    """Return the state that the live schema has to have."""
    stay = unstamped.plan.stay
    return f"the one after {stay[-1]}, without {', '.join(unstamped.tags)}" if stay else "the one before all entries"


def _notes(unstamped: UnstampResult) -> Iterator[str]:
    plan, manual = unstamped.plan, unstamped.manual
    if plan.refusals:
        return
    removed = {change.tag for change in plan.changes}
    for harm in plan.harms:
        if harm.harm is Harm.SKIPPED and harm.tag in removed:
            yield f"warning: drizzle {harm.version} will skip {harm.tag}, because a newer row stays. [skipped]"
        elif harm.harm is Harm.REFUSED:
            why = "it finds no migration for it"
            yield f"warning: drizzle {harm.version} would stop at row {harm.row}: {why}. [refused]"
    if plan.late:
        yield f"  to run it: {_late(unstamped)}"
    for tag in plan.unseen:
        yield f"note: {tag} comes later and stays recorded. No object shows whether it ran: look at the data. [unseen]"
    for tag in unstamped.tags:
        if manual and (why := why_kept(unstamped.folder, manual, unstamped.tags, tag)):
            deletes = (f"{manual.delete_statement(row).as_string()};" for row in manual.find_all(tag))
            if text := " ".join(dict.fromkeys(deletes)):
                yield (
                    f"note: {manual} records {tag}, too, and keeps its row, because {why}. `drizzle-journal run` does "
                    f"not run it until that row is removed: {text} [by-hand]"
                )
        for other in unstamped.others.found:
            if other.has(tag):
                yield (
                    f"note: {other} records {tag}, too, and keeps its row, because it belongs to another runner: "
                    f"`manual.ledger` does not name it. `drizzle-journal run` stops at {tag} until that runner removes "
                    f"the row, which names it in the column {other.column}. [other-ledger]"
                )
    if not unstamped.written and unstamped.script:
        yield from write_warnings(unstamped.standing)


def _by_hand(unstamped: UnstampResult) -> tuple[tuple[str, ManualRow], ...]:
    return unstamped.removal.rows if unstamped.removal else ()


def _missing(unstamped: UnstampResult, tag: str) -> tuple[str, ...]:
    return unstamped.objects[tag].missing if tag in unstamped.objects else ()


def _late(unstamped: UnstampResult) -> str:
    return unstamped.folder.settings.command(*late_run(*unstamped.plan.late))


def _closing(unstamped: UnstampResult) -> str:
    settings, plan = unstamped.folder.settings, unstamped.plan
    if plan.refusals:
        return f"Nothing was written. Next: {settings.command(*plan.refusals[0].next)}"
    if not unstamped.passed:
        way = f"{settings.command('verify')} shows how to fix them. To write without the proof: --unproved"
        return f"Nothing was written. Next: {way}"
    if unstamped.written:
        copies = [f"{settings.ledger.schema}.{unstamped.backup}"]
        rows = len(plan.changes)
        if unstamped.removal:
            rows += len(unstamped.removal.rows)
            copies.append(unstamped.removal.copy)
        before = "the table before is" if len(copies) == 1 else "the tables before are"
        copied = f"{before} copied to {' and '.join(copies)}"
        return f"Removed {counted(rows, 'row')}; {copied}. Next: {settings.command('status')}"
    return f"Dry run: nothing was written. To write it: {write_command(unstamped)}"
