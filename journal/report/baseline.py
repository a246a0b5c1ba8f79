"""Text and JSON of `drizzle-journal baseline`."""

from collections.abc import Iterator, Sequence
from typing import Any

from journal.baseline.dump_text import DumpDifference
from journal.baseline.result import Baseline, UndoneBaseline
from journal.connect.target import NOWHERE
from journal.escape import joined, statement_lines
from journal.report.drift import differences_json, differences_text, other_version
from journal.report.parts import (
    SHORT_HASH,
    counted,
    database_lines,
    journal_diff,
    moment,
    note_json,
    notes,
    relative,
    shortened,
    verdict_first,
    write_warnings,
)


def baseline_text(result: Baseline, *, verbose: bool = False) -> str:
    """Return the verdict, what was read and compared, the files, and the next command. `verbose`: also the files."""
    return verdict_first(_closing(result), plan_text(result, verbose=verbose))


def consent_text(result: Baseline) -> str:
    """Return what would be written, for the question before it."""
    return f"{counted(len(_names(result)), 'file')}, and 1 row of the ledger: {result.tag}"


def plan_text(result: Baseline, *, verbose: bool = False) -> str:
    """Return the source, the proof, the files and the row."""
    return joined(_lines(result, verbose=verbose))


def _lines(result: Baseline, *, verbose: bool) -> Iterator[str]:
    proof = result.proof
    if result.target is NOWHERE:
        yield f"dump {result.source}, restored on PostgreSQL {result.source_version}"
    else:
        yield from database_lines(result.target, result.source_version)
    kinds = ", ".join(f"{count} {kind.lower()}" for kind, count in result.statements.items())
    yield f"{counted(sum(result.statements.values()), 'statement')}: {kinds or 'none'}"
    yield f"Replayed on PostgreSQL {proof.server_version} ({proof.origin})."
    if proof.holds:
        rows = f", and so do the rows of {', '.join(result.scope.data)}" if result.scope.data else ""
        yield f"The catalogs are equal, and pg_dump {proof.client_version} writes the same for both{rows}."
    yield from other_version(result.source_version, proof.server_version)
    yield from differences_text((*proof.real, *proof.surroundings))
    yield from _dump_differences("schema", proof.dump, verbose=verbose)
    yield from _dump_differences("rows", proof.rows, verbose=verbose)
    yield from _notes(result, verbose=verbose)
    if not proof.holds:
        return
    done = "wrote" if result.written else "would write"
    for name in _names(result):
        yield f"{done} {name}"
        if verbose and not result.written:
            yield from journal_diff("", _contents(result)[name], name).splitlines()
    if result.row:
        yield from _row(result)


def _dump_differences(what: str, found: Sequence[DumpDifference], *, verbose: bool) -> Iterator[str]:
    """Yield what pg_dump writes for one side only."""
    for one in found if verbose else found[:_FEW]:
        if one.expected is not None and one.actual is not None:
            yield f"error: pg_dump writes another {one.entry} for the replay. [dump-differs]"
            yield from (f"  source: {line}" for line in statement_lines(one.expected))
            yield from (f"  replay: {line}" for line in statement_lines(one.actual))
        else:
            side = "source" if one.actual is None else "replay"
            yield f"error: pg_dump writes {one.entry} for the {side} only. [dump-differs]"
            yield from (f"  {line}" for line in statement_lines(one.expected or one.actual or ""))
    if len(found) > _FEW and not verbose:
        yield f"… and {len(found) - _FEW} more differences of the {what}"


_FEW = 5


def _notes(result: Baseline, *, verbose: bool) -> Iterator[str]:
    if result.moved:
        moved = counted(result.moved, "statement")
        verb = "comes" if result.moved == 1 else "come"
        yield f"note: {moved} {verb} later than in the dump, after what function bodies name. [moved]"
    if result.unchecked:
        yield (
            "note: The baseline sets check_function_bodies off while it runs: no order has all that function bodies "
            "name. [unchecked-bodies]"
        )
    if result.left_out:
        yield f"note: left out: {', '.join(shortened(result.left_out, verbose=verbose))}. [left-out]"
    if result.scope.data and not result.statements.get("TABLE DATA"):
        yield f"note: {', '.join(result.scope.data)}: the source has no rows there. [no-rows]"
    if result.schema_why:
        yield f"note: No schema.ts is written. {result.schema_why} [no-schema-file]"
    yield from notes(result.notes, result.settings.root)


def _row(result: Baseline) -> Iterator[str]:
    row = result.row
    assert row  # noqa: S101 - the caller has looked
    done = "recorded" if result.written else "would record"
    for tag, new in zip(row.plan.tags, row.plan.rows, strict=True):
        yield f"{done} {tag}  {moment(new.created_at or 0)}  {new.hash[:SHORT_HASH]}"
    if not row.plan.rows and not row.plan.refusals:
        yield f"{result.tag} is recorded already."
    yield from (f"error: {refusal.message} [{refusal.code}]" for refusal in row.plan.refusals)
    if not result.written:
        yield from write_warnings(row.standing)


def _contents(result: Baseline) -> dict[str, str]:
    """Return the texts of the files by their names, relative to the project."""
    settings = result.settings
    folder = relative(settings.migrations, settings.root)
    found = {f"{folder}/{name}": content.decode() for name, content in result.files.items()}
    if result.lock_text:
        found["drizzle-journal.lock"] = result.lock_text
    if result.schema_file:
        found[relative(result.schema_file, settings.root)] = result.schema_text
    return found


def _names(result: Baseline) -> list[str]:
    return [*_contents(result)]


def _closing(result: Baseline) -> str:
    first, *others = _names(result)
    more = f" and {counted(len(others), 'other file')}" if others else ""
    if not result.passed:
        proof = result.proof
        count = len(proof.real) + len(proof.dump) + len(proof.rows)
        return f"The replay differs from its source: {counted(count, 'difference')}. Nothing was written."
    row = f", and recorded {result.tag}" if result.row else ""
    if not result.written:
        return f"Dry run: {first}{more} would be written. A replay equals the source. Nothing was written."
    return f"Wrote {first}{more}{row}. A replay equals the source. Next: {_next(result)}"


def _next(result: Baseline) -> str:
    settings = result.settings
    if result.target is not NOWHERE and not result.row:
        return settings.command("stamp", "--to", result.tag, "--url", "URL", "--dry-run")
    if result.schema_file and not result.is_version_1:  # where a few differences remain: see the page on `schema`
        return f"{settings.drizzle_kit('generate')}, which has to say: No schema changes."
    return settings.command("check")


def baseline_json(result: Baseline) -> dict[str, Any]:
    """Return the JSON document."""
    proof, root, row = result.proof, result.settings.root, result.row
    return {
        "status": "ok" if result.passed else "no",
        "source": result.source,
        "source_version": result.source_version,
        "layout": "1.0" if result.is_version_1 else "0.x",
        "tag": result.tag,
        "server": {"version": proof.server_version, "origin": proof.origin},
        "pg_dump": proof.client_version,
        "statements": dict(result.statements),
        "moved": result.moved,
        "unchecked": result.unchecked,
        "left_out": list(result.left_out),
        "differences": differences_json(proof.differences),
        "dump_differences": [
            {"entry": one.entry, "source": one.expected, "replay": one.actual} for one in (*proof.dump, *proof.rows)
        ],
        "files": [{"file": name, "text": text} for name, text in _contents(result).items()],
        "row": [
            {"tag": tag, "hash": new.hash, "created_at": new.created_at}
            for tag, new in zip(row.plan.tags, row.plan.rows, strict=True)
        ]
        if row
        else None,
        "refusals": [{"code": one.code, "message": one.message} for one in row.plan.refusals] if row else [],
        "notes": [note_json(note, root) for note in result.notes],
        "written": result.written,
    }


def undone_text(undone: UndoneBaseline) -> str:
    """Return how many files were removed, what stays, and where the row was removed."""
    if undone.files is None:
        return "There is nothing to undo: no baseline was written here.\n"
    count = len(undone.files.written) + len(undone.removed)
    row = f", and the row of the ledger of {undone.database}" if undone.database else ""
    kept = [f"note: {path.name} has changed since, and stays. [changed]" for path in undone.kept]
    return joined([f"Undone: {counted(count, 'file')} removed{row}.", *kept])


def undone_json(undone: UndoneBaseline) -> dict[str, Any]:
    """Return the same as JSON."""
    written = [name for name, _ in undone.files.written] if undone.files else []
    return {
        "status": "ok" if undone.files else "no",
        "removed": [*written, *(path.name for path in undone.removed)],
        "kept": [path.name for path in undone.kept],
        "database": undone.database or None,
    }
