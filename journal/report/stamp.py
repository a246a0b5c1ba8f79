"""Text, SQL and JSON of `drizzle-journal stamp`."""

from collections.abc import Iterator
from typing import Any

from journal.escape import comment, joined
from journal.report.drift import differences_json, proof_lines
from journal.report.parts import (
    SHORT_HASH,
    counted,
    database_lines,
    ledger_json,
    ledger_line,
    moment,
    refused_verdict,
    shortened,
    verdict_first,
    write_warnings,
)
from journal.verbs.stamp import StampResult


def stamp_text(stamped: StampResult, *, verbose: bool = False) -> str:
    """Return the plan or what was written, and the next command."""
    return verdict_first(_closing(stamped), plan_text(stamped, verbose=verbose), _verdict(stamped))


def _verdict(stamped: StampResult) -> str:
    """Return the verdict of a refused or a dry run; empty where it is in the closing sentence."""
    if not stamped.passed:
        return refused_verdict(len(stamped.plan.refusals), f"the one after {stamped.upto[-1].tag}")
    if stamped.written or not (stamped.plan.rows or stamped.plan.replaced.rows):
        return ""
    return f"Dry run: {counted(len(stamped.plan.rows), 'entry')} would be recorded. Nothing was written."


def plan_text(stamped: StampResult, *, verbose: bool = False) -> str:
    """Return the database, the proof, the rows, and how to undo it."""
    missing = "missing; it is created in the same way as Drizzle does"
    lines = [*database_lines(stamped.target, stamped.server_version)]
    lines += [ledger_line(stamped.folder.settings.ledger, stamped.ledger, missing=missing), *_proof(stamped)]
    done = "recorded" if stamped.written else "would record"
    if stamped.passed:
        for row in stamped.plan.replaced.rows:
            file = stamped.plan.replaced.files.get(row.hash)
            of = f"of {file}, which is in git's history" if file else "named by --replaces"
            lines.append(f"{'removed' if stamped.written else 'would remove'} row {row.id} {of}")
        width = max(map(len, stamped.plan.tags), default=0)
        rows = zip(stamped.plan.tags, stamped.plan.rows, strict=True)
        told = (f"{done} {tag:<{width}}  {moment(row.created_at or 0)}  {row.hash[:SHORT_HASH]}" for tag, row in rows)
        lines += shortened(told, verbose=verbose)
    lines += [f"error: {refusal.message} [{refusal.code}]" for refusal in stamped.plan.refusals]
    lines += _notes(stamped)
    if stamped.undo:
        lines += ["To undo it:", *(f"  {line}" for line in stamped.undo.text.split("\n")[:-1])]
    return joined(lines)


def sql_text(stamped: StampResult) -> str:
    """Return the transaction for psql, after the proof and the notes as comments."""
    if stamped.script is None:
        return ""
    comments = [*_proof(stamped), *_notes(stamped)]
    undo = ["To undo it:", *stamped.undo.text.split("\n")[:-1]] if stamped.undo else []
    return joined(map(comment, comments)) + stamped.script.text + joined(map(comment, undo))


def stamp_json(stamped: StampResult) -> dict[str, Any]:
    """Return the JSON document."""
    rows = zip(stamped.plan.tags, stamped.plan.rows, strict=True)
    return {
        "status": "ok" if stamped.passed else "no",
        "database": stamped.target.shown,
        "passed_over": list(stamped.target.notes),
        "server_version": stamped.server_version,
        "ledger": ledger_json(stamped.ledger),
        "to": stamped.upto[-1].tag,
        "proved": stamped.proved,
        "temporary_version": stamped.proof.version,
        "ignored": list(stamped.proof.ignored),
        "differences": differences_json(stamped.differences),
        "rows": [
            {"tag": tag, "hash": row.hash, "created_at": row.created_at, "name": row.name} for tag, row in rows
        ],
        "replaced": [
            {"row": row.id, "file": stamped.plan.replaced.files.get(row.hash)} for row in stamped.plan.replaced.rows
        ],
        "recorded_before": list(stamped.plan.recorded),
        "refusals": [{"code": refusal.code, "message": refusal.message} for refusal in stamped.plan.refusals],
        "notes": list(_notes(stamped)),
        "grants_missing": list(stamped.standing.grants),
        "written": stamped.written,
        "sql": stamped.script.text if stamped.script else None,
        "backup": stamped.backup or None,
        "undo": stamped.undo.text if stamped.undo else None,
    }  # fmt: skip


def consent_text(stamped: StampResult) -> str:
    """Return what would be written, for the question."""
    place = stamped.folder.settings.ledger
    made = "" if stamped.ledger.exists else ", which is created"
    proved = "" if stamped.proved else ", WITHOUT A PROOF of the schema"
    gone = stamped.plan.replaced.rows
    if gone:
        made = f", in place of {counted(len(gone), 'row')}; a copy as {place.schema}.{stamped.backup}"
    return f"{counted(len(stamped.plan.rows), 'row')} into {place.schema}.{place.table}{made}{proved}"


def write_command(stamped: StampResult) -> str:
    """Return the command line that writes the plan without asking."""
    replaces = ["--replaces", stamped.replaces] if stamped.replaces else []
    words = ["--to", stamped.upto[-1].tag, *replaces, *([] if stamped.proved else ["--unproved"])]
    return stamped.folder.settings.command("stamp", *words, "--yes")


def _proof(stamped: StampResult) -> Iterator[str]:
    if not (stamped.plan.rows or stamped.plan.replaced.rows) or stamped.plan.refusals:
        return
    state = f"the one after {stamped.upto[-1].tag}"
    yield from proof_lines(state, stamped.differences, stamped.proof, stamped.server_version, proved=stamped.proved)


def _notes(stamped: StampResult) -> Iterator[str]:
    for harm in stamped.plan.skipped:
        yield f"warning: {harm.tag} comes later and has no row, so drizzle {harm.version} will skip it. [skipped]"
    yield from _other_way(stamped)
    if not stamped.written and stamped.plan.rows:
        yield from write_warnings(stamped.standing)
    if stamped.manual is None or not stamped.plan.rows:
        return
    tags = [entry.tag for entry in stamped.folder.journal.entries]
    known = [tag for tag in tags if stamped.manual.has(tag)]
    upto, later = tags[: len(stamped.upto)], tags[len(stamped.upto) :]
    count = sum(tag in known for tag in upto)
    yield f"{stamped.manual} records {count} of {counted(len(upto), 'entry')} up to {upto[-1]}."
    for tag in upto if known else ():
        if tag not in known:
            yield f"note: {stamped.manual} does not record {tag}, although it records others. [not-by-hand]"
    for tag in later:
        if tag in known:
            yield f"note: {stamped.manual} also records {tag}, which comes later. [by-hand-later]"


def _other_way(stamped: StampResult) -> Iterator[str]:
    """Yield what does the same for 0.x without a write to the databases."""
    gone = [row.created_at for row in stamped.plan.replaced.rows if row.created_at is not None]
    if gone and len(stamped.plan.rows) == 1 and stamped.passed and not stamped.written:
        yield (
            "note: with drizzle 0.x, there is another way. It does not write to the database. In the journal, set the "
            f"`when` of {stamped.plan.tags[0]} to {max(gone)}, the highest created_at of these rows. A database that "
            "has these rows then skips that entry, and applies later ones. Drizzle 1.0 refuses to start until the rows "
            "are replaced. [same-when]"
        )


def _closing(stamped: StampResult) -> str:
    command, tag = stamped.folder.settings.command, stamped.upto[-1].tag
    if stamped.plan.refusals:
        return f"Nothing was written. Next: {command(*stamped.plan.refusals[0].next)}"
    if not stamped.passed:
        return f"Nothing was written. Next: {command('locate')}. To write without the proof: --unproved"
    if not (stamped.plan.rows or stamped.plan.replaced.rows):
        return f"Nothing to do: all entries up to {tag} are recorded already ({len(stamped.plan.recorded)})."
    if stamped.written:
        gone, place = stamped.plan.replaced.rows, stamped.folder.settings.ledger
        copy = (
            f" in place of {counted(len(gone), 'row')}; the table before is copied to {place.schema}.{stamped.backup}"
        )
        return f"Stamped {counted(len(stamped.plan.rows), 'entry')}{copy if gone else ''}. Next: {command('status')}"
    return f"Dry run: nothing was written. To write it: {write_command(stamped)}"
