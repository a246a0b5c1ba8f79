"""Text and JSON of `drizzle-journal run`."""

from collections.abc import Iterator, Sequence
from typing import Any

from journal.escape import joined
from journal.folder.file_names import Kind
from journal.folder.migrations import Migration
from journal.report.drift import differences_json, differences_text, other_version, summary
from journal.report.parts import (
    counted,
    database_lines,
    indented,
    note_json,
    notes,
    ran_line,
    shortened,
    skipped_files,
    statement_lines,
    verdict_first,
)
from journal.runner.transaction_mode import has_header, steps_of
from journal.sql.statements import statements
from journal.verbs.run import RunResult

_SHOWN = 5


def run_text(result: RunResult, *, verbose: bool = False) -> str:
    """Return the plan or what ran, what was skipped, and one closing sentence."""
    plan, folder = result.plan, result.folder
    lines = [*database_lines(result.target, result.server_version)]
    lines += _planned(plan.pending, verbose=verbose) if result.dry_run else ()
    lines += shortened(map(ran_line, result.applied), verbose=verbose)
    lines += _recorded_only(result)
    adopted = (f"recorded {migration.tag}, which Drizzle has applied" for migration in plan.adopted)
    lines += shortened(adopted, verbose=verbose)
    for baseline, inside in plan.contained.items():
        if inside:
            verb = "would record" if result.dry_run else "recorded"
            lines += [f"{verb} {counted(len(inside), 'migration')} that {baseline} contains, without running:"]
            lines += indented(", ".join(migration.tag for migration in inside))
    lines += [f"accepted the edited file of {migration.tag}" for migration in plan.accepted]
    if plan.recorded:
        lines.append(f"already recorded: {counted(len(plan.recorded), 'file')}")
    if plan.left:
        lines.append(f"not selected, still pending: {', '.join(migration.tag for migration in plan.left)}")
    if plan.skipped:
        lines += skipped_files(folder)
    lines += notes((*folder.notes, *plan.notes), folder.settings.root)
    for entry in folder.missing:
        lines.append(f"warning: {entry.tag} is in the journal, but {entry.tag}.sql is missing [entry-without-file]")
    for migration in plan.pending if result.applied else ():
        if migration.kind is Kind.DOWN:
            lines.append(
                f"note: {migration.tag} is not recorded, and the migration that it reverts stays recorded as applied. "
                f"To revert a migration with its record: {folder.settings.command('down', migration.tag)}"
            )
    return verdict_first(_closing(result), joined(lines))


def _planned(pending: Sequence[Migration], *, verbose: bool) -> list[str]:
    """Return what would run, with the statements of a few files."""
    planned = []
    for migration in pending:
        how = ", in its own transactions" if steps_of(migration) else ""
        how = ", statement by statement" if has_header(migration) else how
        statements_ = statement_lines(migration.text)
        planned.append([f"would run {migration.tag} ({counted(len(statements_), 'statement')}{how})", *statements_])
    heads = shortened((head for head, *_ in planned), verbose=verbose)
    return [line for each in planned for line in each] if len(heads) == len(planned) else heads


def consent_text(result: RunResult) -> str:
    """Return what would be written, for the question."""
    plan = result.plan
    files = plan.pending or plan.record_only
    tags = ", ".join(migration.tag for migration in files[:_SHOWN])
    more = f" and {len(files) - _SHOWN} more" if len(files) > _SHOWN else ""
    if not files:
        return f"rows into {result.folder.settings.manual}; no file runs"
    verb = "run" if plan.pending else f"record in {result.folder.settings.manual}, without running,"
    return f"{verb} {counted(len(files), 'file')}: {tags}{more}"


def _recorded_only(result: RunResult) -> Iterator[str]:
    """Yield the proof of what is only recorded, and what was recorded or would be."""
    plan = result.plan
    if not plan.record_only:
        return
    if result.proof is None:
        yield "NOT PROVED (--unproved): the live schema was not compared with the one after these files. [unproved]"
    elif result.passed:
        yield "Proved: the live schema equals the one after these files. Changes of data are not compared."
    else:
        yield f"The live schema differs from the one after these files: {summary(result.differences)}."
    if result.proof and result.proof.version:
        yield from other_version(result.server_version, result.proof.version)
    if result.proof and result.proof.ignored:
        yield f"note: not compared: {', '.join(result.proof.ignored)}. [ignored]"
    yield from differences_text(result.differences)
    for migration in plan.record_only if result.passed else ():
        yield f"{'would record' if result.dry_run else 'recorded'} {migration.tag}, without running it"


def _closing(result: RunResult) -> str:
    pending, recorded = len(result.plan.pending), len(result.plan.record_only)
    if not result.passed:
        return "Nothing was recorded. If these differences are known: --ignore PATTERN, or --unproved."
    if recorded:
        return f"{counted(recorded, 'file')} {'would be ' if result.dry_run else ''}recorded."
    if not pending:
        return "Nothing is pending." if not result.plan.left else "No selected file is pending."
    if result.dry_run:
        return f"Dry run: {counted(pending, 'file')} would run. Nothing was changed."
    ledger = result.folder.settings.manual
    downs = sum(migration.kind is Kind.DOWN for migration in result.plan.pending)
    if downs:
        return f"{counted(pending, 'file')} applied, {pending - downs} of them recorded in {ledger}."
    status = result.folder.settings.command("status")
    return f"{counted(pending, 'file')} applied and recorded in {ledger}. Next: {status}"


def run_json(result: RunResult) -> dict[str, Any]:
    """Return the JSON document. Each planned file has the full text of its statements."""
    plan = result.plan
    return {
        "status": "ok" if result.passed else "no",
        "database": result.target.shown,
        "source": result.target.source,
        "passed_over": list(result.target.notes),
        "server_version": result.server_version,
        "dry_run": result.dry_run,
        "pending": [migration.tag for migration in plan.pending],
        "planned": [
            {
                "tag": migration.tag,
                "transaction": not steps_of(migration),
                "statements": [statement.text for statement in statements(migration.text)],
            }
            for migration in (plan.pending if result.dry_run else ())
        ],
        "applied": [
            {"tag": applied.tag, "statements": applied.statements, "seconds": applied.seconds}
            for applied in result.applied
        ],
        "adopted": [migration.tag for migration in plan.adopted],
        "contained": [migration.tag for inside in plan.contained.values() for migration in inside],
        "accepted": [migration.tag for migration in plan.accepted],
        "record_only": [migration.tag for migration in plan.record_only],
        "proved": result.proof is not None,
        "differences": differences_json(result.differences),
        "left": [migration.tag for migration in plan.left],
        "recorded": [migration.tag for migration in plan.recorded],
        "skipped": [migration.tag for migration in plan.skipped],
        "notes": [note_json(note, result.folder.settings.root) for note in plan.notes],
    }
