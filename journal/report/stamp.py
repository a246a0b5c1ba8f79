"""What `journal stamp` tells."""

from collections.abc import Iterator, Sequence
from typing import Any

from journal.catalog.difference import Weight
from journal.connect.target import Target
from journal.escape import comment, joined
from journal.ledger.manual_table import MANUAL_TABLE
from journal.rebuild.temporary import ProofSummary
from journal.report.drift import differences_json, differences_text, summary
from journal.report.locate import other_version
from journal.report.parts import SHORT_HASH, counted, moment
from journal.verbs.stamp import StampResult


def stamp_text(stamped: StampResult, target: Target, proof: ProofSummary) -> str:
    """Where, whether it is proved, what is recorded, and the next command."""
    lines = [f"database {target.shown} (PostgreSQL {stamped.server_version}, from {target.source})", _ledger(stamped)]
    lines += _proof(stamped, proof)
    done = "recorded" if stamped.written else "would record"
    if stamped.passed:
        lines += [f"{done} {line}" for line in _rows(stamped)]
    lines += [f"error: {one.message} [{one.code}]" for one in stamped.plan.refusals]
    lines += _notes(stamped)
    return joined([*lines, _closing(stamped)])


def sql_text(stamped: StampResult, proof: ProofSummary) -> str:
    """The transaction for psql; what was found out goes in front as comments."""
    if stamped.script is None:
        return ""
    comments = [*_proof(stamped, proof), *_notes(stamped)]
    return joined(map(comment, comments)) + stamped.script.text


def stamp_json(stamped: StampResult, target: Target, proof: ProofSummary) -> dict[str, Any]:
    """The same for a program."""
    rows = zip(stamped.plan.tags, stamped.plan.rows, strict=True)
    return {
        "status": "ok" if stamped.passed else "no",
        "database": target.shown,
        "server_version": stamped.server_version,
        "ledger": {"exists": stamped.ledger.exists, "named": stamped.ledger.named, "rows": len(stamped.ledger.rows)},
        "to": stamped.upto[-1].tag,
        "proved": stamped.proved,
        "temporary_version": proof.version,
        "ignored": list(proof.ignored),
        "differences": differences_json(stamped.differences),
        "rows": [
            {"tag": tag, "hash": row.hash, "created_at": row.created_at, "name": row.name} for tag, row in rows
        ],
        "recorded_before": list(stamped.plan.recorded),
        "refusals": [{"code": one.code, "message": one.message} for one in stamped.plan.refusals],
        "notes": list(_notes(stamped)),
        "grants_missing": list(stamped.standing.grants),
        "written": stamped.written,
        "sql": stamped.script.text if stamped.script else None,
    }  # fmt: skip


def consent_text(stamped: StampResult) -> str:
    """What would be written, for whoever is asked."""
    place = stamped.folder.settings.ledger
    made = "" if stamped.ledger.exists else ", which is made"
    proved = "" if stamped.proved else ", WITHOUT A PROOF of the schema"
    return f"{counted(len(stamped.plan.rows), 'row')} into {place.schema}.{place.table}{made}{proved}"


def _ledger(stamped: StampResult) -> str:
    place = stamped.folder.settings.ledger
    rows = (
        counted(len(stamped.ledger.rows), "row") if stamped.ledger.exists else "not there; it is made as Drizzle does"
    )
    return f"ledger {place.schema}.{place.table}: {rows}"


def _proof(stamped: StampResult, proof: ProofSummary) -> Iterator[str]:
    if not stamped.plan.rows or stamped.plan.refusals:
        return
    tag = stamped.upto[-1].tag
    if not stamped.proved:
        yield f"NOT PROVED (--unproved): nobody looked whether the live schema is that after {tag}. [unproved]"
        return
    real = any(one.weight is Weight.REAL for one in stamped.differences)
    yield (
        f"The live schema is not that after {tag}: {summary(stamped.differences)}."
        if real
        else (f"Proved: the live schema is that after {tag}. What a migration does to data alone, this does not see.")
    )
    yield from other_version(stamped.server_version, proof.version or stamped.server_version)
    if proof.ignored:
        yield f"note: left out of the comparison: {', '.join(proof.ignored)}. [ignored]"
    yield from differences_text(stamped.differences)


def _notes(stamped: StampResult) -> Iterator[str]:
    for harm in stamped.plan.skipped:
        by = "1.0" if harm.generation else "0.x"
        yield f"warning: {harm.tag} has no row and comes later, and drizzle {by} will skip it. [skipped]"
    if not stamped.written and stamped.plan.rows:
        for grant in stamped.standing.grants:
            yield f"warning: to write this, the role needs: {grant}; [right-missing]"
        if stamped.standing.read_only:
            yield f"warning: this database takes no writes: {stamped.standing.read_only}. [read-only]"
    yield from _by_hand(stamped)


def _by_hand(stamped: StampResult) -> Iterator[str]:
    """What `_manual_migrations` says to it."""
    if stamped.manual is None or not stamped.plan.rows:
        return
    tags = [entry.tag for entry in stamped.folder.journal.entries]
    known = [tag for tag in tags if stamped.manual.has(tag)]
    upto = tags[: len(stamped.upto)]
    yield f"{MANUAL_TABLE} records {_count(upto, known)} of {counted(len(upto), 'entry')} up to {upto[-1]}."
    if known:
        for tag in upto:
            if tag not in known:
                yield f"note: {MANUAL_TABLE} does not record {tag}, though it records others. [not-by-hand]"
    for tag in tags[len(upto) :]:
        if tag in known:
            yield f"note: {MANUAL_TABLE} records {tag} as well, which comes later. [by-hand-later]"


def _count(tags: Sequence[str], known: Sequence[str]) -> int:
    return sum(tag in known for tag in tags)


def _rows(stamped: StampResult) -> Iterator[str]:
    width = max(map(len, stamped.plan.tags), default=0)
    for tag, row in zip(stamped.plan.tags, stamped.plan.rows, strict=True):
        yield f"{tag:<{width}}  {moment(row.created_at or 0)}  {row.hash[:SHORT_HASH]}"


def _closing(stamped: StampResult) -> str:
    command, tag = stamped.folder.settings.command, stamped.upto[-1].tag
    if stamped.plan.refusals:
        return f"Nothing was written. Next: {command(*stamped.plan.refusals[0].next)}"
    if not stamped.passed:
        return f"Nothing was written. Next: {command('locate')}, or, if you know better: --unproved"
    if not stamped.plan.rows:
        return f"Nothing to do: {counted(len(stamped.plan.recorded), 'entry')} up to {tag} are recorded already."
    if stamped.written:
        return f"Stamped {counted(len(stamped.plan.rows), 'entry')}. Next: {command('status')}"
    words = ["stamp", "--to", tag, *([] if stamped.proved else ["--unproved"]), "--apply"]
    return f"Dry run: nothing was written. Next: {command(*words)}"
