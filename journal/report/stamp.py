"""Text, SQL and JSON of `journal stamp`."""

from collections.abc import Iterator
from typing import Any

from journal.catalog.difference import Weight
from journal.escape import comment, joined
from journal.report.drift import differences_json, differences_text, summary
from journal.report.locate import other_version
from journal.report.parts import SHORT_HASH, counted, database_lines, ledger_json, ledger_line, moment, write_warnings
from journal.verbs.stamp import StampResult


def stamp_text(stamped: StampResult) -> str:
    """Return the database, the proof, the rows, and the next command."""
    missing = "missing; it is created as Drizzle does"
    lines = [*database_lines(stamped.target, stamped.server_version)]
    lines += [ledger_line(stamped.folder.settings.ledger, stamped.ledger, missing=missing), *_proof(stamped)]
    done = "recorded" if stamped.written else "would record"
    if stamped.passed:
        width = max(map(len, stamped.plan.tags), default=0)
        for tag, row in zip(stamped.plan.tags, stamped.plan.rows, strict=True):
            lines.append(f"{done} {tag:<{width}}  {moment(row.created_at or 0)}  {row.hash[:SHORT_HASH]}")
    lines += [f"error: {refusal.message} [{refusal.code}]" for refusal in stamped.plan.refusals]
    lines += _notes(stamped)
    return joined([*lines, _closing(stamped)])


def sql_text(stamped: StampResult) -> str:
    """Return the transaction for psql, after the proof and the notes as comments."""
    if stamped.script is None:
        return ""
    comments = [*_proof(stamped), *_notes(stamped)]
    return joined(map(comment, comments)) + stamped.script.text


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
        "recorded_before": list(stamped.plan.recorded),
        "refusals": [{"code": refusal.code, "message": refusal.message} for refusal in stamped.plan.refusals],
        "notes": list(_notes(stamped)),
        "grants_missing": list(stamped.standing.grants),
        "written": stamped.written,
        "sql": stamped.script.text if stamped.script else None,
    }  # fmt: skip


def consent_text(stamped: StampResult) -> str:
    """Return what would be written, for the question."""
    place = stamped.folder.settings.ledger
    made = "" if stamped.ledger.exists else ", which is created"
    proved = "" if stamped.proved else ", WITHOUT A PROOF of the schema"
    return f"{counted(len(stamped.plan.rows), 'row')} into {place.schema}.{place.table}{made}{proved}"


def _proof(stamped: StampResult) -> Iterator[str]:
    if not stamped.plan.rows or stamped.plan.refusals:
        return
    tag = stamped.upto[-1].tag
    if not stamped.proved:
        yield f"NOT PROVED (--unproved): the live schema was not compared with the one after {tag}. [unproved]"
        return
    real = any(difference.weight is Weight.REAL for difference in stamped.differences)
    yield (
        f"The live schema differs from the one after {tag}: {summary(stamped.differences)}."
        if real
        else f"Proved: the live schema equals the one after {tag}. Changes of data are not compared."
    )
    yield from other_version(stamped.server_version, stamped.proof.version or stamped.server_version)
    if stamped.proof.ignored:
        yield f"note: not compared: {', '.join(stamped.proof.ignored)}. [ignored]"
    yield from differences_text(stamped.differences)


def _notes(stamped: StampResult) -> Iterator[str]:
    for harm in stamped.plan.skipped:
        yield f"warning: {harm.tag} comes later and has no row, so drizzle {harm.version} will skip it. [skipped]"
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


def _closing(stamped: StampResult) -> str:
    command, tag = stamped.folder.settings.command, stamped.upto[-1].tag
    if stamped.plan.refusals:
        return f"Nothing was written. Next: {command(*stamped.plan.refusals[0].next)}"
    if not stamped.passed:
        return f"Nothing was written. Next: {command('locate')}, or, to skip the proof: --unproved"
    if not stamped.plan.rows:
        return f"Nothing to do: all entries up to {tag} are recorded already ({len(stamped.plan.recorded)})."
    if stamped.written:
        return f"Stamped {counted(len(stamped.plan.rows), 'entry')}. Next: {command('status')}"
    arguments = ["stamp", "--to", tag, *([] if stamped.proved else ["--unproved"]), "--apply"]
    return f"Dry run: nothing was written. Next: {command(*arguments)}"
